// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/preflight/pace_internal.h"
#include "core/preflight/preflight.h"
#include "core/train/feeder_internal.h"
#include "core/train/train_step_internal.h"

namespace studio {

/// A stop was asked for; caught by measurePreflight().
struct PreflightStopped {};

/// The measurements of a preflight, one after the other, on a session without a recorder; fills `measure`. What the
/// session's network learns is nothing: its learning rate is zero. One thread, that of the session.
class PreflightBench {
public:
    PreflightBench(RunSession& session, TrainControl& control, double seconds, PreflightTeller tell,
                   PreflightMeasure& measure);

    /// Whether the recipe's batch fits, and on the CPU how many of its pictures a step takes here. False where it does
    /// not fit: nothing else can be measured.
    bool measureMemory();
    void measurePictures();
    void measureNetwork();
    /// Epochs as the trainer goes through them, each with its validation where the time is enough for that.
    void measureTraining();
    /// Where no whole validation was among them.
    void measureValidation();
    /// Of all that was measured.
    void closeMemory();

private:
    struct Held {
        Batch batch;
        std::vector<PixelOps> ops;
    };
    struct Part {
        HostBatch rows;
        int parts = 1; ///< of the batch
    };
    Held hold();
    Part partOfBatch(const Held& held) const;
    bool fits(TrainStep& step, const Held& held);
    Batch next(Loader& loader) const;
    bool probe();
    void searchMore(TrainStep& step, const Held& held);
    Pace networkPace(const Held& held, double limit);
    void step(TrainStep& step, const Batch& batch, const std::vector<PixelOps>& ops, Pace& pace);
    void take(TrainStep& step, std::size_t atLeast, Pace& pace);
    void validateFitting(Feeder& feeder, double limit);
    void validate(Feeder& feeder, double limit);
    void lookAtMemory();
    void requireGoing() const;
    void tell(PreflightStage stage, double fraction);

    RunSession& session_;
    TrainControl& control_;
    double seconds_;
    PreflightTeller tell_;
    PreflightMeasure& measure_;
    std::int32_t firstBatch_ = 0;                            ///< the first of the epoch that nobody has read yet
    std::uint64_t residentBefore_ = 0, availableBefore_ = 0; ///< of this process, of the machine
    std::uint64_t peakOfProbe_ = 0;                          ///< of this process, with the few pictures of the probe
    double bytesEach_ = 0;                                   ///< that one picture more takes
    double validated_ = 0, validating_ = 0;                  ///< pictures and seconds
    double toldAt_ = 0;
    int toldStage_ = -1; ///< the latest that was told: another one is told at once, however short it is
};

} // namespace studio
