// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/search_field.h"

#include <QKeyEvent>
#include <QShortcut>

#include "ui/theme/icons.h"

namespace studio {

SearchField::SearchField(const QString& objectName, const QString& placeholder, QWidget* page, QWidget* parent)
    : QLineEdit(parent) {
    setObjectName(objectName);
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setToolTip(tr("Ctrl+F; Esc clears"));
    setMinimumWidth(fontMetrics().horizontalAdvance(placeholder) + 56);
    addAction(themeIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    if (page == nullptr)
        return;
    auto* find = new QShortcut(QKeySequence::Find, page);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, this, [this] {
        setFocus(Qt::ShortcutFocusReason);
        selectAll();
    });
}

void SearchField::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace studio
