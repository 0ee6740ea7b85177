// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/device/device.h"
#include "core/device/nvml.h"
#include "core/device/visible_cards.h"
#include "core/service/notify_socket.h"
#include "core/train/control.h"
#include "core/train/forwarding_observer.h"

namespace studio {

struct RunServiceOptions {
    NotifySocket notify;    ///< who hears how the training is
    bool spotWatch = false; ///< ask the EC2 machine whether it is taken back
    std::string device;     ///< that was asked for: with `devices` it says which card's energy is measured
    std::function<std::vector<DeviceInfo>()> devices; ///< null: none is
    std::string nvml = Nvml::kLibrary;                ///< for tests
    CudaEnvironment environment = cudaEnvironment();  ///< for tests
    /// A sentence for people, from any thread, one at a time.
    std::function<void(const std::string&)> note = [](const std::string&) {};
};

/// What surrounds a training that nobody watches: tells the service manager how it is, keeps the machine awake while it
/// trains, saves before the machine sleeps, interrupts the run where the machine goes away (shutdown, Spot notice), and
/// measures what its card uses. An observer around another one; made by whoever calls runTraining(), lives a little
/// longer than that call. What it asks for goes through `control`; the engine's thread never waits for it.
class RunService final : public ForwardingObserver {
public:
    RunService(TrainObserver& next, TrainControl& control, RunServiceOptions options);
    ~RunService() override;
    RunService(const RunService&) = delete;
    RunService& operator=(const RunService&) = delete;

    /// The training is over, and what follows it (a backup, a wait before the power-off) may take as long as it takes:
    /// the machine is held awake, and the service manager is told that all is well until end().
    void finishing(const std::string& activity);
    /// All is over.
    void end(RunOutcome outcome);

    void runStarted(const RunStart& start) override;
    void stepDone(const StepRecord& record) override;
    void epochDone(const EpochRecord& record) override;
    void checkpointSaved(const CheckpointRecord& record) override;
    // An event is no sign of life: the journal is also written to by the threads that watch a loop that hangs.
    void statusChanged(const TrainStatus& status) override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace studio
