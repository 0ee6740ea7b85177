// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pill.h"

#include <QPainter>

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/accessible.h"

namespace studio {

Pill::Pill(QWidget* parent)
    : QWidget(parent) {
    keepFont(this, TextRole::Caption, QFont::DemiBold);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    hide();
    repaintOnTheme(this);
}

void Pill::set(const QString& text, Tone tone, const QString& icon) {
    if (text == text_ && tone == tone_ && icon == icon_)
        return;
    text_ = text;
    tone_ = tone;
    icon_ = icon;
    setReading(this, text);
    setAccessibleName(text);
    setVisible(!text.isEmpty());
    updateGeometry();
    update();
}

QSize Pill::sizeHint() const {
    return {fontMetrics().horizontalAdvance(text_) + (icon_.isEmpty() ? 18 : 34), fontMetrics().height() + 6};
}

void Pill::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintRoundBox(painter, rect(), height() / 2.0, toneTint(tone_), QColor());
    double left = 9;
    if (icon_ == QStringLiteral("dot")) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(toneColor(tone_));
        painter.drawEllipse(QPointF(left + 4, height() / 2.0), 3.5, 3.5);
        left += 14;
    } else if (!icon_.isEmpty()) {
        paintIcon(painter, icon_, QRectF(left, (height() - 13) / 2.0, 13, 13), toneColor(tone_));
        left += 17;
    }
    paintText(painter, QRectF(left, 0, width() - left, height()), text_, font(), toneColor(tone_));
}

} // namespace studio
