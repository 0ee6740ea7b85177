// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/recipe/rate_plan.h"
#include "core/train/progress.h"

namespace studio {

/// How a person steers a run that another process trains; the words of TrainControl.
enum class RemoteCommand {
    Pause,
    Continue,
    Stop, ///< saves and ends the run
    StopAfterEpoch,
    CancelStopAfterEpoch,
    Snapshot, ///< saves a checkpoint at the next batch border
    Validate, ///< measures the validation set at the next batch border
    Plan,     ///< another one from the next epoch on
};
/// "pause", "stop-after-epoch" ...: as the protocol and the command line spell it.
const char* remoteCommandName(RemoteCommand command);

/// What the process that trains says of its run, twice a second and at once after a change of phase.
struct RemoteStatus {
    TrainStatus status;
    RunStart start;                ///< with the folder that was connected to
    bool stopAfterEpoch = false;   ///< asked for, by whoever
    bool pauseAsked = false;       ///< asked for; status.phase is Paused once the batch has ended
    std::int64_t pid = 0;          ///< of the process that trains
    std::string host;              ///< where it runs
    std::int64_t startedUtcMs = 0; ///< when this process began to train it
};

/// What came since the call before: the latest status only, never a queue.
struct RemoteNews {
    std::optional<RemoteStatus> status; ///< nothing new: empty
    std::optional<RunReport> ended;     ///< the run's end as its trainer told it; the last news there is
    bool gone = false; ///< the connection has ended: after `ended`, or without it where the process died or dropped us
};

/// A connection to the process that trains a run, over its socket (run_server.h). Owned by whoever follows the run. One
/// thread calls send() and next(); wake() may be called from any other. Whatever the other side sends is taken as
/// hostile: bounded lines, checked fields. The other side must be the same user.
class RemoteRun {
public:
    /// Null where nobody serves this run: no socket, or one that a process left behind when it died. Throws Error where
    /// somebody does, but refuses: Usage for another version of the protocol, NoRight for another user's socket, Locked
    /// where too many listen already; Io where it does not answer in two seconds.
    static std::unique_ptr<RemoteRun> connect(const std::string& runFolder);
    ~RemoteRun();
    RemoteRun(const RemoteRun&) = delete;
    RemoteRun& operator=(const RemoteRun&) = delete;

    /// Asks and waits for the answer, at most two seconds; what else arrives meanwhile is kept for next(). When it
    /// returns, the TrainControl of the run has been told; the trainer obeys at its next batch. Throws Error: Locked
    /// where another one steers the run (the message names it), Io where the process is gone or silent. `plan` is for
    /// the command of that name.
    void send(RemoteCommand command, const PlanWish& plan = {});
    /// Lets another one steer, by the time it returns (two seconds at most); only who has sent a command has the seat.
    /// Connections that end leave it by themselves. Never throws.
    void release();
    /// Waits for news: at most so long, ends early at wake(). Never throws: a connection that breaks, or that says what
    /// cannot be understood, is `gone`.
    RemoteNews next(std::chrono::milliseconds atMost);
    /// Any thread: the next() that waits, or else the one that comes, returns at once.
    void wake();

private:
    class Impl;
    explicit RemoteRun(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace studio
