// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/elided_label.h"

#include <QPainter>

#include "ui/theme/paint.h"
#include "ui/widgets/accessible.h"

namespace studio {

ElidedLabel::ElidedLabel(TextRole role, Ink ink, QWidget* parent)
    : QWidget(parent)
    , ink_(ink) {
    keepFont(this, role);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    repaintOnTheme(this);
}

void ElidedLabel::setText(const QString& text) {
    if (text == text_)
        return;
    text_ = text;
    setReading(this, text);
    setAccessibleName(text);
    refreshToolTip();
    updateGeometry();
    update();
}

void ElidedLabel::setInk(Ink ink) {
    ink_ = ink;
    update();
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode) {
    mode_ = mode;
    update();
}

QSize ElidedLabel::sizeHint() const {
    return {fontMetrics().horizontalAdvance(text_) + 2, fontMetrics().height() + 2};
}

QSize ElidedLabel::minimumSizeHint() const {
    return {fontMetrics().horizontalAdvance(QStringLiteral("MMM")), fontMetrics().height() + 2};
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintText(painter, rect(), text_, font(), inkColor(ink_), Qt::AlignLeft | Qt::AlignVCenter, mode_);
}

void ElidedLabel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    refreshToolTip();
}

void ElidedLabel::refreshToolTip() {
    setToolTip(fontMetrics().horizontalAdvance(text_) > width() ? toolTipText(text_) : QString());
}

} // namespace studio
