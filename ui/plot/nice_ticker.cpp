// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/nice_ticker.h"

#include <algorithm>
#include <cmath>

#include "ui/theme/format.h"

namespace studio {

NiceTicker::NiceTicker(bool wholeSteps)
    : wholeSteps_(wholeSteps) {
    setTickCount(wholeSteps ? 7 : 5);
}

double NiceTicker::getTickStep(const QCPRange& range) {
    const double rough = range.size() / std::max(1, tickCount());
    if (!(rough > 0) || !std::isfinite(rough))
        return 1;
    int exponent = static_cast<int>(std::floor(std::log10(rough)));
    const double mantissa = rough / std::pow(10.0, exponent);
    double nice = mantissa < 1.5 ? 1 : mantissa < 3.5 ? 2 : mantissa < 7.5 ? 5 : 10;
    if (nice >= 10) {
        nice = 1;
        ++exponent;
    }
    if (wholeSteps_ && exponent < 0) {
        nice = 1;
        exponent = 0;
    }
    decimals_ = std::clamp(-exponent, 0, 10);
    return nice * std::pow(10.0, exponent);
}

QString NiceTicker::getTickLabel(double tick, const QLocale& locale, QChar, int) {
    return formatNumber(tick, decimals_, locale);
}

} // namespace studio
