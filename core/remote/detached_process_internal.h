// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/file.h"

namespace studio {

/// The pipe to whoever waits for the start, as the detached process finds it, and the name of the variable that says
/// so.
inline constexpr int kStarterPipe = 3;
inline constexpr const char* kStarterVariable = "RESNET_TRAIN_STARTER";

/// What the detached process says first, in one piece: who it is and, where the program cannot be run, errno's number.
struct DetachedWord {
    pid_t pid = 0;
    int error = 0;
};

/// Runs `words` (a path and its arguments) in a process that is nobody's child, in a session of its own: input from
/// /dev/null, output and error to `output`, `pipe` as kStarterPipe, no other descriptor; SIGHUP ignored, every other
/// signal as usual. It writes a DetachedWord to the pipe before the program runs, another one where it cannot be.
/// Throws Error(Io) where the system gives no process.
void startDetached(const std::vector<std::string>& words, const std::vector<std::string>& environment, int output,
                   int pipe);

} // namespace studio
