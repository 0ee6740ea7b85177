// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/drop_overlay.h"

#include <QPainter>

#include "ui/theme/paint.h"

namespace studio {

DropOverlay::DropOverlay(QWidget* window)
    : QWidget(window) {
    setObjectName(QStringLiteral("dropOverlay"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void DropOverlay::showText(const QString& text, bool usable) {
    text_ = text;
    usable_ = usable;
    setAccessibleName(text);
    setGeometry(parentWidget()->rect());
    raise();
    show();
    update();
}

void DropOverlay::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    QColor veil = colors().window;
    veil.setAlpha(190);
    painter.fillRect(rect(), veil);
    const QColor edge = usable_ ? colors().accent : colors().control;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(edge, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(7, 7, -7, -7), kRadiusCard, kRadiusCard);
    const QFont font = roleFont(TextRole::Title);
    const double width = textWidth(text_, font) + 60, height = 56;
    const QRectF box((this->width() - width) / 2, (this->height() - height) / 2, width, height);
    paintRoundBox(painter, box, kRadiusCard, colors().surface, edge);
    paintText(painter, box, text_, font, usable_ ? colors().text : colors().text2, Qt::AlignCenter);
}

} // namespace studio
