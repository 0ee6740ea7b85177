// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio {

struct ReportModel;

/// The report on A4, as the bytes of a PDF. Any thread, while there is a QGuiApplication. Throws Error(Io) where the
/// document could not be made.
std::string reportPdf(const ReportModel& model);

} // namespace studio
