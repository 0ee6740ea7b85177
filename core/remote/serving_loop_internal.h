// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/thread.h"
#include "core/remote/follower_link_internal.h"
#include "core/remote/run_server.h"

namespace studio {

/// What the engine's thread and the server's share: the latest values, under a mutex that is held for a copy only.
class ServedRun {
public:
    ServedRun(TrainControl& trainControl, const RunServerOptions& serverOptions)
        : control(trainControl)
        , options(serverOptions) {}

    void setStart(const RunStart& start);
    /// Whether those who follow shall know at once: the phase is another one.
    bool setStatus(const TrainStatus& status);
    void end(const std::optional<RunReport>& report);

    RemoteStatus status() const;
    bool isEnded() const;
    std::optional<RunReport> report() const;

    TrainControl& control;
    const RunServerOptions options;

private:
    mutable std::mutex mutex_;
    RemoteStatus latest_;
    bool ended_ = false;
    std::optional<RunReport> report_;
};

/// The thread of a RunServer: waits for followers and their commands, tells them the status. Only run() touches the
/// followers; wake() may be called by any thread.
class ServingLoop {
public:
    /// Throws Error where the system gives no descriptor.
    ServingLoop(ServedRun& run, std::string folder);
    /// Until the run has ended. Never throws.
    void run() noexcept;
    void wake();

private:
    using Clock = std::chrono::steady_clock;

    void serve();
    void keepListening();
    std::string openPlace();
    bool isPlaceOurs() const;
    void leavePlace();
    void waitForWork();
    void accept();
    void hear(FollowerLink& link);
    void obey(FollowerLink& link, const FollowerWord& word);
    void tellStatus();
    void dropSilent();
    void tellEnd();

    ServedRun& run_;
    const std::string folder_;
    FileDescriptor wake_, place_, listener_;
    std::string name_; ///< of the socket in place_
    dev_t device_ = 0;
    ino_t inode_ = 0;
    int failures_ = 0; ///< to open a place, one after another
    std::vector<std::unique_ptr<FollowerLink>> links_;
    FollowerLink* steering_ = nullptr; ///< whose commands are taken
    Clock::time_point nextStatus_{}, nextLook_{};
};

/// One line in the log.
void logServingProblem(const std::string& why);

} // namespace studio
