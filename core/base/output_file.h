// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace studio {

/// Whether a result can be written to a place that a person named, before hours are spent on it: its folder is there
/// and takes files, it is no folder itself. Writes nothing, waits for nobody. Throws Error(Usage).
void requireWritable(const std::string& path);

/// Writes a result to a place that a person named. Only a regular file is replaced, as a whole (AtomicFile), and links
/// are followed to it; a pipe or a device (/dev/stdout) is written to, however long its reader takes. Throws Error.
void writeOutputFile(const std::string& path, std::string_view text);

} // namespace studio
