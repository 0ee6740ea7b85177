// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

namespace studio {

/// Reads a little of a file from the device itself: what the page cache holds is dropped first, for it outlives the
/// device. False where it is no regular file or cannot be read.
bool canReadFromDevice(const std::string& path);

/// Makes a call on `path` that gives 0 or errno's number, and tells one bad file from a volume that does not answer: 0,
/// or a number that is about the name (isAboutName()), or any other where the file alone is bad, which no waiting
/// mends: others could be read in the folder in which it really lies (behind all links), and the call failed again
/// after that. Throws Error(Io) with `what` where the volume does not answer, where this process is short of something,
/// and where that cannot be told: what is no plain file by its folder's own word may be the root of another volume.
int callOnFile(const std::string& path, const std::string& what, const std::function<int()>& call);

} // namespace studio
