// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/meter.h"

#include <algorithm>

#include <QPainter>

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"

namespace studio {

namespace {
constexpr int kParts = 100;
}

Meter::Meter(const QString& objectName, const QString& icon, const QString& name, const QString& widest,
             QWidget* parent)
    : QProgressBar(parent)
    , icon_(icon)
    , name_(name)
    , widest_(widest) {
    setObjectName(objectName);
    setAccessibleName(name);
    setRange(0, kParts);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    repaintOnTheme(this);
}

void Meter::set(double fraction, const QString& text) {
    const QString about = name_ + QStringLiteral(": ") + text;
    if (fraction == fraction_ && text == text_ && about == accessibleName())
        return;
    fraction_ = fraction;
    text_ = text;
    fraction >= 0 ? setValue(static_cast<int>(std::min(fraction, 1.0) * kParts)) : reset();
    setAccessibleName(about);
    setToolTip(toolTipText(accessibleName()));
    update();
}

QSize Meter::sizeHint() const {
    return {14 + 5 + 28 + 7 + textWidth(widest_, roleFont(TextRole::Caption)) + 2,
            std::max(22, QFontMetrics(roleFont(TextRole::Caption)).height() + 4)};
}

void Meter::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const double middle = height() / 2.0;
    paintIcon(painter, icon_, QRectF(0, middle - 7, 14, 14), colors().text2);
    paintBar(painter, QRectF(19, middle - 2.5, 28, 5), fraction_, colors().neutralBar, colors().border);
    paintText(painter, QRectF(54, 0, width() - 54, height()), text_, roleFont(TextRole::Caption), colors().text2);
}

} // namespace studio
