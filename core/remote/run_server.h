// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <sys/types.h>

#include "core/train/forwarding_observer.h"
#include "core/train/trainer.h"

namespace studio {

/// How a RunServer behaves; other than these for tests alone.
struct RunServerOptions {
    std::chrono::milliseconds statusEvery{500};
    std::chrono::milliseconds helloWithin{5000}; ///< whoever connects and says nothing is dropped then
    std::size_t maxFollowers = 32;
    std::size_t maxUnread = 64u << 10; ///< bytes that a follower leaves unread, beside what the system keeps for it,
                                       ///< before it is dropped
    std::optional<uid_t> user;         ///< who may follow; empty = who trains
};

/// Lets other processes of the same user watch and steer the run that this one trains, over a socket (RemoteRun is the
/// other end). It listens in between the trainer and `next` and hands everything on. Owned by whoever calls the engine,
/// for one run; `next` and `control` outlive it. Serving begins with runStarted(): the run has its lock then, which the
/// socket is named by. It has a thread of its own that does all the talking: the engine's thread only leaves the latest
/// values. A failure to serve is a line in the log and never the end of a run.
class RunServer final : public ForwardingObserver {
public:
    RunServer(TrainObserver& next, TrainControl& control, RunServerOptions options = {});
    /// Drops the followers; after ended() they know why.
    ~RunServer() override;
    RunServer(const RunServer&) = delete;
    RunServer& operator=(const RunServer&) = delete;

    void runStarted(const RunStart& start) override;
    void statusChanged(const TrainStatus& status) override;
    /// The engine has returned: tells those who follow, for a second at most, and serves no more.
    void ended(const RunReport& report);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// The device that a word stands for ("cuda:0"); the word itself ("auto", "cuda") as long as that is not known.
using DeviceNaming = std::function<std::string(const std::string& asked)>;

/// `engine`, served while it trains, on a device that the queue leaves to it. `naming` is asked on the engine's thread,
/// until it knows. The same for a window: services.train = servedEngine(runTraining, naming).
RunReport runServed(const TrainRequest& request, TrainObserver& observer, TrainControl& control,
                    const TrainEngine& engine, const DeviceNaming& naming);
TrainEngine servedEngine(TrainEngine engine, DeviceNaming naming);

} // namespace studio
