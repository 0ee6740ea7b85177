// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/report/report_model.h"

namespace studio {

/// A chart of a report: an SVG of its own that stands inline in HTML, in a file, or is drawn on paper. Colours are
/// attributes, and each part has a class, so that a style sheet can give others for a dark page.
struct ReportCurve {
    std::string title;
    std::string svg;
};
inline constexpr int kCurveWidth = 720, kCurveHeight = 250;

/// Loss, top-1, top-5 where there are more than five classes, learning rate: those of which something is known.
std::vector<ReportCurve> reportCurves(const ReportModel& model);

} // namespace studio
