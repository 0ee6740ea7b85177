// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/x_words.h"

#include <cmath>

#include "ui/pages/train/train_plots.h"
#include "ui/theme/format.h"

namespace studio {

QString xWords(XAxis axis, double x, std::int64_t startUtcMs) {
    switch (axis) {
    case XAxis::Epoch:
        return TrainPlots::tr("epoch %1").arg(formatNumber(x, std::fabs(x - std::round(x)) < 1e-9 ? 0 : 2));
    case XAxis::Step:
        return TrainPlots::tr("step %1").arg(formatCount(std::llround(x)));
    case XAxis::Time:
        return formatDuration(x * 3600);
    case XAxis::Wall:
        break;
    }
    const QString since = formatDuration(x * 3600);
    return startUtcMs <= 0 ? since
                           : QString(formatMoment(startUtcMs + std::llround(x * 3'600'000)) +
                                     QStringLiteral("  ·  ") + since);
}

QString whyNoAxis(const RunHistory& history, XAxis axis) {
    if (hasAxis(history, axis))
        return {};
    return hasAxis(history, XAxis::Time) ? TrainPlots::tr("This run does not tell at what time it was trained.")
                                         : TrainPlots::tr("This run does not tell how long its steps took.");
}

QString xName(XAxis axis) {
    switch (axis) {
    case XAxis::Epoch:
        return TrainPlots::tr("epoch");
    case XAxis::Step:
        return TrainPlots::tr("step");
    case XAxis::Time:
        return TrainPlots::tr("hours of training");
    case XAxis::Wall:
        break;
    }
    return TrainPlots::tr("hours since the start");
}

} // namespace studio
