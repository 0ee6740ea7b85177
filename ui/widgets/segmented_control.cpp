// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segmented_control.h"

#include <algorithm>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include "ui/theme/paint.h"

namespace studio {

namespace {
constexpr int kInset = 2;
constexpr int kPadding = 15;
} // namespace

SegmentedControl::SegmentedControl(const QString& objectName, const QStringList& options, QWidget* parent)
    : QWidget(parent)
    , options_(options) {
    setObjectName(objectName);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    repaintOnTheme(this);
    announce();
}

void SegmentedControl::setCurrent(int index) {
    if (index == current_ || index < 0 || index >= options_.size())
        return;
    current_ = index;
    announce();
    update();
    Q_EMIT currentChanged(index);
}

void SegmentedControl::setText(int index, const QString& text) {
    if (index < 0 || index >= options_.size() || options_[index] == text)
        return;
    options_[index] = text;
    announce();
    updateGeometry();
    update();
}

QPoint SegmentedControl::segmentCentre(int index) const {
    return segment(index).center();
}

QSize SegmentedControl::sizeHint() const {
    int width = 2 * kInset;
    for (const QString& option : options_)
        width += textWidth(option, roleFont(TextRole::Body, QFont::Medium)) + 2 * kPadding;
    return {width, kControlHeight};
}

QRect SegmentedControl::segment(int index) const {
    int left = kInset;
    for (int i = 0; i < index; ++i)
        left += textWidth(options_[i], roleFont(TextRole::Body, QFont::Medium)) + 2 * kPadding;
    const int width = textWidth(options_.value(index), roleFont(TextRole::Body, QFont::Medium)) + 2 * kPadding;
    return {left, kInset, width, height() - 2 * kInset};
}

void SegmentedControl::announce() {
    setAccessibleDescription(options_.value(current_));
}

void SegmentedControl::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintRoundBox(painter, rect(), kRadiusControl + 1, colors().sunken, colors().border);
    for (int i = 0; i < options_.size(); ++i) {
        const bool chosen = i == current_;
        if (chosen)
            paintRoundBox(painter, segment(i), kRadiusControl, colors().surface, colors().control);
        paintText(painter, segment(i), options_[i], roleFont(TextRole::Body, chosen ? QFont::Medium : QFont::Normal),
                  chosen ? colors().text : colors().text2, Qt::AlignCenter);
    }
    if (hasFocus())
        paintFocusRing(painter, rect(), kRadiusControl + 1);
}

void SegmentedControl::mousePressEvent(QMouseEvent* event) {
    for (int i = 0; i < options_.size(); ++i) {
        if (segment(i).contains(event->pos()))
            setCurrent(i);
    }
}

void SegmentedControl::keyPressEvent(QKeyEvent* event) {
    const int last = static_cast<int>(options_.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        setCurrent(std::max(0, current_ - 1));
        break;
    case Qt::Key_Right:
    case Qt::Key_Down:
        setCurrent(std::min(last, current_ + 1));
        break;
    case Qt::Key_Home:
        setCurrent(0);
        break;
    case Qt::Key_End:
        setCurrent(last);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void SegmentedControl::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    update();
}

void SegmentedControl::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    update();
}

} // namespace studio
