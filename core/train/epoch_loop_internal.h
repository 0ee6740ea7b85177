// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/loader.h"
#include "core/train/checkpoint_keeper_internal.h"
#include "core/train/eta.h"
#include "core/train/validation_internal.h"

namespace studio {

/// "71.34 %".
std::string percentText(double fraction);

/// Trains an open run from its position to its end: epochs of steps, each followed by a validation and a checkpoint.
/// Looks at the control once per batch. Engine thread.
class EpochLoop {
public:
    EpochLoop(RunSession& session, TrainControl& control);

    /// Finished or Stopped, with everything saved. Throws Error.
    RunOutcome run();

private:
    bool trainEpoch();
    bool validateEpoch();
    void endEpoch(const EvaluationResult& result, double validationSeconds);
    void beginNextEpoch();
    RunOutcome stop();

    Loader makeLoader() const;
    StepRecord trainStep(const Batch& batch, std::span<const PixelOps> ops);
    std::vector<PixelOps> drawOps(const Batch& batch) const;
    void countBadPictures(const Batch& batch);
    void tellUnreadableValidation(std::int64_t count);
    void atBatchBorder();
    void waitWhilePaused();
    void updateStatus(double validationDone);
    void writeLog();

    RunSession& session_;
    TrainControl& control_;
    CheckpointKeeper keeper_;
    EtaEstimator eta_;
    Schedule schedule_;
    std::int64_t badInValidation_ = 0;
    bool logTroubleTold_ = false;
};

} // namespace studio
