// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <thread>

#include "core/base/clock.h"
#include "core/preflight/preflight.h"

namespace studio::test {

/// A scripted preflight. A stage may be held until it is let go of or stopped, so that a test can look at it.
struct FakePreflight {
    struct Script {
        std::atomic<bool> held = false; ///< it waits in the stage Training
        std::atomic<int> asked = 0;     ///< how often it was started
        std::atomic<int> stopped = 0;   ///< how often it was broken off
        std::optional<Error> error;     ///< thrown
        bool fits = true;
        double trainingRate = 100, picturesRate = 300, networkRate = 104;

        PreflightMeasure measure(const PreflightRequest& request) const {
            PreflightMeasure m;
            m.config = request.config;
            m.setup = request.setup;
            m.deviceName = "fake";
            m.precision = "fp32";
            m.trainPictures = 24; // StudioFixture::pictures()
            m.valPictures = 9;
            m.classes = 3;
            m.fits = fits;
            m.fittingBatch = fits ? 0 : 16;
            m.memoryNeed = std::uint64_t{3} << 30;
            m.memoryTotal = std::uint64_t{8} << 30;
            m.utcMs = utcMilliseconds();
            if (!fits)
                return m;
            m.batch = request.config.batchSize;
            m.steps = 50;
            m.isSteady = true;
            m.picturesRate = picturesRate;
            m.networkRate = networkRate;
            m.trainingRate = trainingRate;
            m.validationRate = 300;
            return m;
        }
    };
    std::shared_ptr<Script> script = std::make_shared<Script>();

    PreflightEngine engine() const {
        return [script = script](const PreflightRequest& request, const PreflightTeller& tell,
                                 const std::stop_token& stop) -> std::optional<PreflightMeasure> {
            ++script->asked;
            if (script->error)
                throw *script->error;
            tell(PreflightStage::Training, 0.5);
            while (script->held && !stop.stop_requested())
                std::this_thread::yield();
            if (stop.stop_requested()) {
                ++script->stopped;
                return std::nullopt;
            }
            return script->measure(request);
        };
    }
};

} // namespace studio::test
