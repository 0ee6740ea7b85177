// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include <QTemporaryDir>

#include "tests/support/engine_fixture.h"
#include "tests/support/late_device.h"
#include "tests/support/run_state.h"

namespace studio::test {

/// Runs on a LateDevice, and the same on the CPU.
class LateRuns {
protected:
    static constexpr const char* kDevice = "cuda:9";
    static constexpr int kStepsPerEpoch = 12; // more than are under way at once

    LateRuns() { writeTinyData(data_, {}); }

    /// A device with an empty script.
    void install() {
        script_ = std::make_shared<LateDevice::Script>();
        LateDevice::install(kDevice, script_);
    }
    /// What must never be, whatever the script.
    std::string fault() const {
        return script_->copiesWhilePending > 0 ? "a checkpoint was taken of weights that belong to no known step"
               : script_->isBatchChanged       ? "the loader wrote over a batch that the device had not read yet"
                                               : "";
    }

    std::string path(const char* name) const { return folder_.filePath(QString::fromUtf8(name)).toStdString(); }
    TrainRequest request(const std::string& run, int epochs, const char* device = kDevice) const {
        TrainRequest request = tinyRequest(data_, run, epochs);
        request.config.batchSize = 4;
        request.setup.device = device;
        return request;
    }
    TrainRequest resumeOf(const std::string& run, int epochs) const {
        TrainRequest resumed = request(run, epochs);
        resumed.resume = true;
        return resumed;
    }
    static RunReport train(const TrainRequest& request, Recording& seen) {
        TrainControl control;
        return runTraining(request, seen, control);
    }
    /// What the CPU makes of the same recipe, without its device.
    std::string cpuState(const char* name, int epochs) const {
        const std::string run = path(name);
        Recording seen;
        return train(request(run, epochs, "cpu"), seen).outcome == RunOutcome::Finished ? stateOf(run) : "";
    }
    static std::string stateOf(const std::string& run) {
        const std::string state = endState(run);
        return state.substr(state.find("\nstep 1 ")); // after the recipe, which names the device
    }
    static std::int64_t rolledBackTo(const Recording& seen) { return seen.starts.back().resumedFromStep; }

    QTemporaryDir folder_;
    std::string data_ = path("data");
    std::shared_ptr<LateDevice::Script> script_;
};

} // namespace studio::test
