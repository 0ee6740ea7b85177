// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/file.h"

namespace studio {

/// A lock file of the queue, made where there is none. Throws Error.
FileDescriptor openQueueLock(const std::string& path);
/// False: another open file has it. Throws Error(Io).
bool takeQueueLock(const FileDescriptor& file, const std::string& path);
/// Whether somebody holds it now. Takes it for a moment: only for whoever may own it, which the runner alone does.
bool isQueueLockHeld(const std::string& path);

} // namespace studio
