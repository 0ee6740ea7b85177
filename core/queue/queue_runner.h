// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "core/queue/device_claim.h"
#include "core/queue/run_queue.h"

namespace studio {

/// How an entry is tried again when its trainer asks for that (exit code 75) or was killed: after `firstSeconds`, then
/// twice as long each time up to `longestSeconds`; `most` starts in a row without progress, then it failed.
struct QueueRetries {
    int most = 8;
    double firstSeconds = 30, longestSeconds = 1'800;
};

struct RunnerPlan {
    std::string program;              ///< resnet-train
    std::vector<std::string> devices; ///< cpu, cuda:N; the first that is free is taken
    bool once = false;                ///< ends when nothing runs and nothing can be started any more
    bool waits = false;               ///< for a runner that serves the queue already, instead of failing
    QueueRetries retries;
    double lookSeconds = 0.5; ///< how often the children, and the queue for what is new, are looked at
    std::function<void(const std::string&)> tell = [](const std::string&) {}; ///< a line for people
    /// A person must hear of it: the entry is started no more, and its trainer could not tell. Returns soon.
    std::function<void(const QueueEntry&)> gaveUp = [](const QueueEntry&) {};
    /// The same of the queue itself: its runs were set aside. Once for each text. Returns soon.
    std::function<void(const std::string& note)> noted = [](const std::string&) {};
    double togetherSeconds = 2; ///< a trainer that was stopped so shortly before the runner was so with it: a shutdown
                                ///< asks every process at once
    /// Devices that trainers use which the queue did not start; `own` are the runs that it did. "auto" and "cuda" stand
    /// for the first of `devices` that suits: a trainer takes that one, too.
    std::function<std::set<std::string>(const std::set<std::string>& own)> busyElsewhere =
        [](const std::set<std::string>&) { return std::set<std::string>(); };
};

/// Starts the runs of a queue, each as a process of its own and one on a device at a time, until a stop is asked for
/// (or, with `once`, until there is nothing more to start). What fails does not keep the others. At a stop the children
/// are asked to stop (SIGTERM), waited for however long their last save takes, and wait in the queue for the next
/// runner. Trainers that a killed runner left go on, hold their device, and are told by the entry's lock, never by a
/// process number; a stop does not reach them. One runner per queue: Error(Locked) names the other one, unless it is
/// waited for. Blocks; any thread, one.
void runQueue(RunQueue& queue, const RunnerPlan& plan, const std::stop_token& stop);

/// Whether a runner serves the queue now.
bool hasRunner(const RunQueue& queue);

/// Devices of the runs below `runsFolder` that a trainer owns now, and of those, wherever they are, that are being
/// prepared, but for those in `own`. Of the latter perhaps as they were asked for, "auto" or "cuda". What trains
/// in another folder already, or for another user, is not seen.
std::set<std::string> devicesInUse(const std::string& runsFolder, const std::set<std::string>& own,
                                   const std::string& claimsFolder = DeviceClaim::defaultFolder());

/// The device of `devices` that suits `wanted` and is not `busy`; empty if none.
std::string chooseDevice(const std::string& wanted, const std::vector<std::string>& devices,
                         const std::set<std::string>& busy);

} // namespace studio
