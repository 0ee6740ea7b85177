// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/base/file.h"
#include "core/queue/run_queue.h"

namespace studio {

/// What resnet-train is to be started with for an entry, without its own name. Writes the recipe to a file beside the
/// queue. Throws Error.
std::vector<std::string> wordsFor(const RunQueue& queue, const QueueEntry& entry, const std::string& device);

/// The trainer of an entry, a child of this process in a session of its own: it outlives the runner, its terminal and
/// its login. Its standard input is the entry's lock file, and the lock is on that open file: it is held from before
/// the trainer's first instruction to its end, whoever of the two ends first. Owned by the runner, on its thread.
class QueueChild {
public:
    /// `lock`: taken by the caller. `isAgain`: the trainer tells nobody what one before it has told. Throws Error(Io) where it cannot be started; Error(Usage) where there is no such
    /// program.
    QueueChild(const std::string& program, const std::vector<std::string>& words, const std::string& log,
               FileDescriptor lock, bool isAgain);
    ~QueueChild() = default; ///< the trainer goes on
    QueueChild(QueueChild&&) noexcept = default;
    QueueChild& operator=(QueueChild&&) noexcept = default;

    /// Nothing while it lives; then its exit code, or 128 + the signal that ended it. Not to be asked again then.
    std::optional<int> ended() const;
    /// SIGTERM: it saves and ends.
    void askToStop() const;

private:
    pid_t id_ = -1;
};

/// What a trainer that failed said last, in one line: its message, else its last line; empty where there is none.
std::string lastWords(const std::string& log);

} // namespace studio
