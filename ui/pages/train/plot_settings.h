// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio {

class Settings;

/// How a person likes the curves of the Train page; kept for the next start.
struct PlotSettings {
    int xAxis = 0;     ///< as XAxis
    int smoothing = 0; ///< per cent, 0 to 95
    bool logY = false;
    bool clipOutliers = true; ///< else the first losses of a run flatten all that follows
    bool top5 = false; ///< beside top-1, where there are more than five classes
};

/// What is there no more or cannot be understood has its default.
PlotSettings plotSettings(const Settings& settings);
void setPlotSettings(Settings& settings, const PlotSettings& plots);

} // namespace studio
