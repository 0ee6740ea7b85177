// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/x_words.h"

#include <cmath>

#include "ui/pages/train/train_plots.h"
#include "ui/theme/format.h"

namespace studio {

QString xWords(XAxis axis, double x) {
    switch (axis) {
    case XAxis::Epoch:
        return TrainPlots::tr("epoch %1").arg(formatNumber(x, std::fabs(x - std::round(x)) < 1e-9 ? 0 : 2));
    case XAxis::Step:
        return TrainPlots::tr("step %1").arg(formatCount(std::llround(x)));
    case XAxis::Time:
        return formatDuration(x * 3600);
    }
    return {};
}

QString xName(XAxis axis) {
    switch (axis) {
    case XAxis::Epoch:
        return TrainPlots::tr("epoch");
    case XAxis::Step:
        return TrainPlots::tr("step");
    case XAxis::Time:
        break;
    }
    return TrainPlots::tr("hours");
}

} // namespace studio
