// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "core/loader/loader.h"
#include "core/train/run_session_internal.h"

namespace studio {

/// What is drawn for each picture of a batch of the session's epoch.
std::vector<PixelOps> drawOps(const RunSession& session, const Batch& batch);

/// A step that the device has done.
struct DoneStep {
    StepRecord record; ///< without its times
    bool finite = true;
    bool skipped = false;               ///< see StepResult
    std::int64_t badPictures = 0;       ///< in its batch, of this process
    SharedNews news;                    ///< see StepResult
    std::vector<std::uint32_t> samples; ///< the pictures of its batch
};

/// The optimiser steps of a run, on their way through its device: batches go in, results come out later and in the same
/// order. Where the device has not enough memory for the whole batch, its gradient is summed over parts (gradient
/// accumulation) until the end of the epoch: the same effective batch, only batch norm sees the smaller parts. Where
/// the pictures grow from epoch to epoch (progressive resizing), each size has a program of its own. Engine thread.
class TrainStep {
public:
    explicit TrainStep(RunSession& session);

    /// Steps without a result yet. While there are any, the weights are not those of the session's position.
    std::size_t pending() const { return pending_.size(); }
    /// Steps that may be pending.
    std::size_t depth() const { return depth_; }
    /// Hands a batch over; requires pending() < depth(). False, and nothing happened: there is not enough memory while
    /// others are pending, whose results are to be taken first. Throws Error(Device) when even small parts do not fit;
    /// the very first batch of a run is not split, but the error names the largest that fits.
    /// `samples`: all pictures of the step, also those of other ranks, which lend a hand with their own.
    /// `learningRate`: as rank 0 says; empty = that of the session's position.
    bool submit(const Batch& batch, std::span<const std::uint32_t> samples, std::span<const PixelOps> ops,
                std::optional<double> learningRate = {});
    /// Results, oldest first; waits until there are `atLeast`. The session's position is left to the caller.
    std::vector<DoneStep> take(std::size_t atLeast);
    /// Where the steps' time goes on the device, as its newest program knows or the one before.
    const StepParts& parts() const { return parts_; }
    /// See StepProgram::isStateKnown().
    bool isStateKnown() const { return !program_ || program_->isStateKnown(); }
    /// Waits for what is pending and forgets it: after a step that was not finite.
    void drop();
    /// Gives back what is kept for the next step, which a card may need for something else. Only while nothing is
    /// pending.
    void giveBack() { makeProgram(size_); }
    /// Whether a step on this batch has enough memory; only while nothing is pending. See StepProgram::fits().
    bool fits(const HostBatch& batch, std::span<const PixelOps> ops);
    /// Of a batch that has not: how many of its pictures have, to a sixteenth. `known` do.
    int largestThatFits(const HostBatch& batch, std::span<const PixelOps> ops, int known);

private:
    int sizeNow() const;
    void makeProgram(int size);
    void tryLargest(const Batch& batch);
    void fitSize(const Batch& batch);
    BatchMix mixOf(const Batch& batch) const;
    bool trySubmit(const StepInput& input);
    void submitWithRanks(const StepInput& input, const Batch& batch, const StepRecord& record);
    void tryWithRanks(const HostBatch& batch, std::span<const PixelOps> ops);
    void tellNews();
    int partsFor(const HostBatch& batch) const;
    void makeSmallerParts(const HostBatch& batch, std::span<const PixelOps> ops);
    [[noreturn]] void refuseToStart(const HostBatch& part, std::span<const PixelOps> ops, int count);
    Message memoryMessage(int count) const;

    RunSession& session_;
    std::unique_ptr<StepProgram> program_;
    int size_ = 0; ///< of the pictures that program_ takes, px
    std::size_t depth_;
    std::deque<DoneStep> pending_; ///< what is known of them before they are done
    StepParts parts_;
    bool hasFitted_ = false; ///< a batch was taken before, perhaps in parts
};

} // namespace studio
