// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/empty_state.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/label.h"

namespace studio {

namespace {
/// About 65 letters a line.
int lineWidth() {
    return textWidth(QString(62, u'0'), roleFont(TextRole::Body));
}
} // namespace

EmptyState::EmptyState(const QString& icon, const QString& title, const QString& text, QWidget* parent)
    : QWidget(parent)
    , icon_(icon) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kSpaceXxl, kSpaceXxl, kSpaceXxl, kSpaceXxl);
    column->setSpacing(kSpaceS);
    column->addStretch(1);
    column->addWidget(new IconView(icon, 40, Ink::Text3), 0, Qt::AlignHCenter);
    title_ = new Label(TextRole::Section, Ink::Text);
    title_->setAlignment(Qt::AlignHCenter);
    column->addWidget(title_);
    text_ = (new Label(TextRole::Body, Ink::Text2))->wrapped();
    text_->setAlignment(Qt::AlignHCenter);
    text_->setFixedWidth(lineWidth());
    auto* middle = new QHBoxLayout;
    middle->setContentsMargins(0, 0, 0, 0);
    middle->setSpacing(0);
    middle->addStretch(1);
    middle->addWidget(text_);
    middle->addStretch(1);
    column->addLayout(middle);
    column->addSpacing(kSpaceS);
    buttons_ = new QHBoxLayout;
    buttons_->setContentsMargins(0, 0, 0, 0);
    buttons_->setSpacing(kSpaceS);
    buttons_->addStretch(1);
    buttons_->addStretch(1);
    column->addLayout(buttons_);
    column->addStretch(2);
    setTexts(title, text);
}

void EmptyState::setTexts(const QString& title, const QString& text) {
    title_->setText(title);
    text_->setText(text);
    text_->setVisible(!text.isEmpty());
    text_->setMinimumHeight(std::max(0, text_->heightForWidth(text_->width())));
    setAccessibleName(QString(title + QStringLiteral(". ") + text));
}

QPushButton* EmptyState::addButton(const QString& objectName, const QString& text, const QString& icon, bool primary) {
    QPushButton* button = makeButton(objectName, text, icon, primary ? ButtonKind::Primary : ButtonKind::Plain);
    buttons_->insertWidget(buttons_->count() - 1, button);
    return button;
}

} // namespace studio
