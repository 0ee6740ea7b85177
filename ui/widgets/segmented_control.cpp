// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segmented_control.h"

#include <algorithm>

#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QToolButton>

#include "ui/theme/paint.h"

namespace studio {

namespace {
constexpr int kInset = 2;
constexpr int kPadding = 15; ///< of style_sheet.cpp, with the edge
} // namespace

SegmentedControl::SegmentedControl(const QString& objectName, const QStringList& options, QWidget* parent)
    : QWidget(parent)
    , options_(options)
    , group_(new QButtonGroup(this)) {
    setObjectName(objectName);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kInset, kInset, kInset, kInset);
    row->setSpacing(0);
    for (int i = 0; i < options_.size(); ++i) {
        auto* button = new QToolButton;
        button->setProperty("kind", QStringLiteral("segment"));
        button->setCheckable(true);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setText(withoutMnemonic(options_[i]));
        button->setAccessibleName(options_[i]);
        group_->addButton(button, i);
        row->addWidget(button);
    }
    if (QAbstractButton* first = segment(0)) {
        first->setChecked(true);
        setFocusProxy(first);
    }
    connect(group_, &QButtonGroup::idToggled, this, [this](int index, bool on) {
        fit();
        if (!on)
            return;
        setFocusProxy(segment(index));
        for (QAbstractButton* button : group_->buttons()) {
            if (button->hasFocus()) // chosen by somebody else than the keys
                segment(index)->setFocus();
        }
        Q_EMIT currentChanged(index);
    });
    onTheme(this, [this] {
        fit();
        update();
    });
}

int SegmentedControl::current() const {
    return std::max(0, group_->checkedId());
}

QAbstractButton* SegmentedControl::segment(int index) const {
    return group_->button(index);
}

void SegmentedControl::setCurrent(int index) {
    if (QAbstractButton* button = segment(index))
        button->setChecked(true);
}

void SegmentedControl::setText(int index, const QString& text) {
    if (index < 0 || index >= options_.size() || options_[index] == text)
        return;
    options_[index] = text;
    segment(index)->setText(withoutMnemonic(text));
    segment(index)->setAccessibleName(text);
    fit();
}

// The chosen one is a little bolder; its neighbours do not move for that.
void SegmentedControl::fit() {
    const QFont bold = roleFont(TextRole::Body, QFont::Medium), plain = roleFont(TextRole::Body);
    for (int i = 0; i < options_.size(); ++i) {
        QAbstractButton* button = segment(i);
        if (const QFont& font = button->isChecked() ? bold : plain; button->font() != font)
            button->setFont(font);
        button->setFixedSize(textWidth(options_[i], bold) + 2 * kPadding, controlHeight() - 2 * kInset);
    }
}

void SegmentedControl::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintRoundBox(painter, rect(), kRadiusControl + 1, isEnabled() ? colors().sunken : colors().window,
                  colors().border);
}

void SegmentedControl::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::EnabledChange)
        update();
}

// Left and right are the buttons' own; they hand on what leads out of the row.
void SegmentedControl::keyPressEvent(QKeyEvent* event) {
    const int last = static_cast<int>(options_.size()) - 1, now = current();
    int next = -1;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        next = std::max(0, now - 1);
        break;
    case Qt::Key_Right:
    case Qt::Key_Down:
        next = std::min(last, now + 1);
        break;
    case Qt::Key_Home:
        next = 0;
        break;
    case Qt::Key_End:
        next = last;
        break;
    default:
        return QWidget::keyPressEvent(event);
    }
    const int on = next < now || event->key() == Qt::Key_End ? -1 : 1;
    while (next >= 0 && next <= last && !segment(next)->isEnabled())
        next += on;
    if (next < 0 || next > last)
        return;
    const bool focused = hasFocus();
    setCurrent(next);
    if (focused)
        segment(next)->setFocus(Qt::TabFocusReason);
}

} // namespace studio
