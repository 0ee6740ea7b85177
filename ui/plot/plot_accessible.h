// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio {

/// From now on assistive tools see a MetricPlot as a chart whose value is its summary(). Any number of calls.
void makePlotsAccessible();

} // namespace studio
