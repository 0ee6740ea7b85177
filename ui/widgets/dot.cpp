// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/dot.h"

#include <QPainter>

namespace studio {

Dot::Dot(Tone tone, bool on, QWidget* parent)
    : QWidget(parent)
    , tone_(tone)
    , on_(on) {
    setFixedSize(8, 8);
    repaintOnTheme(this);
}

void Dot::setOn(bool on) {
    if (on == on_)
        return;
    on_ = on;
    update();
}

void Dot::paintEvent(QPaintEvent*) {
    if (!on_)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(toneColor(tone_));
    painter.drawEllipse(QPointF(4, 4), 3, 3);
}

} // namespace studio
