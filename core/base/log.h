// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace studio {

enum class LogLevel { Debug, Info, Warning, Error };

/// Adds a line to the program's log (spdlog). Before openLog() lines go to stderr at Warning and above. Any thread.
void logLine(LogLevel level, std::string_view text);
/// Rotating log file (3 files of 5 MB) in `folder`; failure to open is not an error, the log then stays on stderr.
void openLog(const std::string& folder, bool alsoStderr);

} // namespace studio
