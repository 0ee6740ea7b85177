// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/queue/queue_runner.h"
#include "core/run/run_folder.h"

namespace studio {

/// How a trainer of the queue ended, and what the run's own record says of it.
struct TrainerEnd {
    std::optional<int> code; ///< none: it was the child of another runner, or never started
    bool seen = false;       ///< it ended while this runner watched; else before it began, for example in a reboot
    bool stopping = false;   ///< the runner had asked it to stop
    RunState state = RunState::Interrupted;
    bool isUnkept = false; ///< the run is finished, and what is not done is its backup
    std::int64_t step = 0;
    std::string result; ///< of a finished run, for people
    std::string words;  ///< what it said last
    std::int64_t nowUtcMs = 0;
};

/// Looks at the run folder and the log. Never throws.
TrainerEnd endOf(const QueueEntry& entry, const std::string& log, std::optional<int> code);

/// What becomes of the entry. True where a person must hear of that from the runner: nobody starts it any more, and the
/// trainer, which tells of its own failures, was killed each time or did not come to run.
bool judge(QueueEntry& entry, const TrainerEnd& end, const QueueRetries& retries);

/// One that could not even be started for a reason that may pass, or asks to be tried again: waits, or has failed
/// (true).
bool tryAgain(QueueEntry& entry, const std::string& why, const QueueRetries& retries, std::int64_t nowUtcMs);

/// Whether the time of the next try has come; also where the clock was set back since.
bool isDue(const QueueEntry& entry, const QueueRetries& retries, std::int64_t nowUtcMs);

} // namespace studio
