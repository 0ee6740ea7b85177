// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>

#include "core/loader/loader.h"
#include "core/optim/schedule.h"
#include "core/train/run_session_internal.h"

namespace studio {

/// One optimiser step on a batch. Where the device has not enough memory for the whole batch, its gradient is summed
/// over parts (gradient accumulation) until the end of the epoch: the same effective batch, only batch norm sees the
/// smaller parts. Engine thread.
class TrainStep {
public:
    TrainStep(RunSession& session, const Schedule& schedule);

    /// Takes the step and moves the session's position on. Returns nothing, and leaves the weights alone, if the loss
    /// is no finite number. Throws Error(Device) when even small parts do not fit; the very first batch of a run is
    /// not split, but the error names the largest that fits.
    std::optional<StepRecord> run(const Batch& batch, std::span<const PixelOps> ops);

private:
    struct Sums {
        double loss = 0;
        std::int64_t correct1 = 0, correct5 = 0;
    };
    Sums accumulate(const HostBatch& batch, std::span<const PixelOps> ops, int parts);
    std::optional<Sums> tryToAccumulate(const HostBatch& batch, std::span<const PixelOps> ops, int parts);
    int partsFor(const HostBatch& batch) const;
    void makeSmallerParts(const HostBatch& batch, std::span<const PixelOps> ops);
    [[noreturn]] void refuseToStart(const HostBatch& batch, std::span<const PixelOps> ops);
    Message memoryMessage(int count) const;

    RunSession& session_;
    Schedule schedule_;
    bool hasFitted_ = false; ///< a batch was computed before, perhaps in parts
};

} // namespace studio
