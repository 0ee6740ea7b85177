// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "core/loader/loader.h"
#include "core/train/run_session_internal.h"
#include "core/train/validation_internal.h"

namespace studio {

/// The loaders of a run, on one crew of decode threads. Each part of the run is opened while the one before it is still
/// on its way, so that the first batches of a validation or of an epoch are there when it begins. What is opened ahead
/// is the same whatever became of the part before it. Engine thread.
class Feeder {
public:
    /// `stop` ends what is read ahead, too.
    Feeder(const RunSession& session, std::stop_token stop);

    /// The pictures of an epoch's training from a batch on; its validation is opened behind it.
    std::unique_ptr<Loader> training(std::int32_t epoch, std::int32_t firstBatch);
    /// The pictures of a validation after `epoch`; the next epoch is opened behind it, if there is one.
    std::unique_ptr<Loader> validation(std::int32_t epoch);

    /// The same in the middle of an epoch: nothing is opened behind it.
    std::unique_ptr<Loader> validationNow();

    /// All pictures of the step that the batch is this process's part of; until the next call of training().
    std::span<const std::uint32_t> samplesOf(const Batch& batch) const;
    /// The same by its number in the epoch; only where there are other ranks.
    std::span<const std::uint32_t> wholeBatch(std::int64_t index) const;

    ValidationPlan validationPlan() const;
    /// From the next validation on half as many pictures at once; 0, and nothing happened, where they are few already.
    int halveValidation();
    /// What the decode threads did since they were made.
    DecodeMeter meter() const { return crew_.meter(); }
    /// What the decode threads did in the last 5 to 10 seconds.
    DecodeMeter recent();

private:
    int sizeOf(std::int32_t epoch) const;
    void setCommon(LoaderPlan& plan);
    std::unique_ptr<Loader> openTraining(std::int32_t epoch, std::int32_t firstBatch);
    std::unique_ptr<Loader> openValidation();
    void takeShare(LoaderPlan& plan) const;

    const RunSession& session_;
    std::stop_token stop_;
    DecodeCrew crew_;
    std::vector<std::uint32_t> order_, nextOrder_; ///< of all ranks, in this epoch and in nextTraining_
    std::unique_ptr<Loader> nextTraining_;         ///< from its first batch
    std::int32_t nextEpoch_ = 0;                   ///< the one that nextTraining_ is of
    std::unique_ptr<Loader> nextValidation_;
    int mostAtOnce_ = 0;           ///< pictures of a validation; 0 = what the device recommends
    DecodeMeter before_, between_; ///< readings: the one to compare with, the one to compare with next
    double readAt_ = 0;            ///< when between_ was taken
};

/// Decode threads for a network on this device, where nobody asked for a number.
WorkerAdvice workersFor(const ComputeDevice& device);

} // namespace studio
