// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/report/report_model.h"

namespace studio {

/// One page of HTML that needs nothing beside itself: no script, no reference to another place, curves as inline SVG;
/// light or dark as the reader's system is, A4 on paper. It is well-formed XML, too.
std::string reportHtml(const ReportModel& model);
/// The same in the plain HTML that Qt's rich text knows, for paper: each chart is <img src="curve:N">, N counting
/// reportCurves() from 0, `chartWidth` dots wide.
std::string reportPrintHtml(const ReportModel& model, int chartWidth);

/// RUN/report.html.
std::string defaultReportFile(const std::string& runFolder);
/// Reads the run and writes its report: the whole file or nothing. Throws Error: as readReport() and
/// writeOutputFile().
void writeReport(const std::string& runFolder, const std::string& file);

} // namespace studio
