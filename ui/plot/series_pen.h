// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPen>

#include "ui/plot/metric_plot.h"

namespace studio {

/// The colour of a series without its paleness.
QColor seriesColor(int color, const ThemeColors& colors);
/// How its line is drawn, the same in a plot, in a legend and on paper. A compared run has the dash that belongs to its
/// colour, so that no two differ by colour alone.
QPen seriesPen(int color, SeriesStyle style, const ThemeColors& colors);
/// The same for the short sample before a name: never pale.
QPen legendPen(int color, SeriesStyle style, const ThemeColors& colors);

} // namespace studio
