// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/run_service.h"

#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include "core/base/log.h"
#include "core/device/card_of_run.h"
#include "core/service/energy_meter.h"
#include "core/service/login_manager.h"
#include "core/service/progress_feed.h"
#include "core/service/spot_watch.h"

namespace studio {

struct RunService::State {
    State(TrainControl& steered, RunServiceOptions options)
        : control(steered)
        , note(std::move(options.note))
        , device(options.device)
        , devices(std::move(options.devices))
        , feed(std::move(options.notify))
        , machine(LoginManager::Hooks{.sleeps = [this] { sleeps(); },
                                      .woke = [this] { say("The machine is awake again; training goes on."); },
                                      .shutsDown = [this] { control.interrupt("The machine is being shut down"); },
                                      .note = [this](const std::string& text) { say(text); }}) {
        energyPlan.library = options.nvml;
        energyPlan.environment = options.environment;
        if (options.spotWatch)
            spot.emplace(SpotWatch::Hooks{.notice = [this](const std::string& text) { control.interrupt(text); },
                                          .note = [this](const std::string& text) { say(text); }});
    }

    void say(const std::string& text) {
        const std::lock_guard lock(mutex);
        note(text);
    }
    void sleeps() {
        say("The machine is about to sleep: a checkpoint is being saved.");
        control.requestSnapshot();
    }

    /// Once, where the run trains on a card.
    void measureEnergy(const RunStart& start) {
        if (energy || !devices)
            return;
        const std::vector<DeviceInfo> known = devices();
        const DeviceInfo* card = cardOfRun(known, device, start.device);
        energyPlan.card = card != nullptr ? visibleIndexOf(*card) : -1;
        if (energyPlan.card < 0)
            return;
        energyPlan.runFolder = start.folder;
        energyPlan.cardName = start.device;
        try {
            energy.emplace(energyPlan);
        } catch (const std::system_error& error) { // no more threads
            logLine(LogLevel::Warning, std::string("The energy of the card is not measured: ") + error.what());
        }
    }
    void stopMeasuring() {
        if (energy)
            energy->stop();
    }

    TrainControl& control;
    std::mutex mutex; ///< one note at a time
    std::function<void(const std::string&)> note;
    std::string device;
    std::function<std::vector<DeviceInfo>()> devices;
    EnergyMeter::Plan energyPlan;
    std::optional<EnergyMeter> energy;
    ProgressFeed feed;
    LoginManager machine;
    std::optional<SpotWatch> spot; // its thread and that of `machine` use what is above
};

RunService::RunService(TrainObserver& next, TrainControl& control, RunServiceOptions options)
    : ForwardingObserver(next)
    , state_(std::make_unique<State>(control, std::move(options))) {}

RunService::~RunService() = default;

void RunService::end(RunOutcome outcome) {
    state_->stopMeasuring();
    state_->machine.hold(false);
    state_->feed.end(outcome == RunOutcome::Failed);
}

void RunService::runStarted(const RunStart& start) {
    state_->feed.beat();
    state_->machine.hold(true);
    state_->measureEnergy(start);
    ForwardingObserver::runStarted(start);
}

void RunService::stepDone(const StepRecord& record) {
    state_->feed.stepDone(record.seconds);
    ForwardingObserver::stepDone(record);
}

void RunService::epochDone(const EpochRecord& record) {
    state_->feed.beat();
    ForwardingObserver::epochDone(record);
}

void RunService::checkpointSaved(const CheckpointRecord& record) {
    state_->feed.beat();
    state_->machine.readyToSleep();
    if (state_->energy)
        state_->energy->save();
    ForwardingObserver::checkpointSaved(record);
}

void RunService::finishing(const std::string& activity) {
    state_->stopMeasuring();
    TrainStatus status;
    status.phase = TrainPhase::Paused; // a silence without a limit
    status.activity = activity;
    state_->feed.show(status);
    state_->feed.finishing();
    state_->machine.hold(true);
}

void RunService::statusChanged(const TrainStatus& status) {
    state_->feed.show(status);
    state_->machine.hold(status.phase != TrainPhase::Paused);
    if (state_->energy)
        state_->energy->setPaused(status.phase == TrainPhase::Paused);
    ForwardingObserver::statusChanged(status);
}

} // namespace studio
