// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio {

class Studio;

/// Asks where the report of a run is to go, as a web page or as a PDF, writes it in the background and offers to open
/// it. What goes wrong is told by Studio::files. GUI thread. By value: while the questions are open the caller's run may
/// become another one.
void askForReport(Studio& studio, std::string run);

} // namespace studio
