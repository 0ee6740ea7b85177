// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/meter.h"

#include <QPainter>

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"

namespace studio {

Meter::Meter(const QString& objectName, const QString& icon, const QString& name, const QString& widest,
             QWidget* parent)
    : QWidget(parent)
    , icon_(icon)
    , name_(name)
    , widest_(widest) {
    setObjectName(objectName);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    repaintOnTheme(this);
}

void Meter::set(double fraction, const QString& text) {
    if (fraction == fraction_ && text == text_)
        return;
    fraction_ = fraction;
    text_ = text;
    setAccessibleName(QString(name_ + QStringLiteral(": ") + text));
    setToolTip(toolTipText(accessibleName()));
    update();
}

QSize Meter::sizeHint() const {
    return {14 + 5 + 28 + 7 + textWidth(widest_, roleFont(TextRole::Caption)) + 2, 22};
}

void Meter::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const double middle = height() / 2.0;
    paintIcon(painter, icon_, QRectF(0, middle - 7, 14, 14), colors().text2);
    paintBar(painter, QRectF(19, middle - 2.5, 28, 5), fraction_, colors().neutralBar, colors().border);
    paintText(painter, QRectF(54, 0, width() - 54, height()), text_, roleFont(TextRole::Caption), colors().text2);
}

} // namespace studio
