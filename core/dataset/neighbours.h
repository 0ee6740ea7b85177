// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio {

/// Reads a little of a file from the device itself: what the page cache holds is dropped first, for it outlives the
/// device. False where it is no regular file or cannot be read.
bool canReadFromDevice(const std::string& path);

/// After `path` could not be read or followed, and its name is not the reason: whether other files can be read in the
/// folder in which it really lies (behind all links). Then it alone is bad, and waiting does not mend it; else the
/// volume does not answer, or that cannot be told.
bool neighboursAnswer(const std::string& path);

} // namespace studio
