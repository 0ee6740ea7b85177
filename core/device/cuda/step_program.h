// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "core/device/cuda/input_stage.h"
#include "core/device/cuda/step_math.h"
#include "core/device/cuda/switches.h"

namespace studio::cuda {

/// Steps that a card may have before it.
inline constexpr int kDepth = 4;

/// Training on a card: submit() puts a step on the queues and returns; its figures come back through a ring in pinned
/// memory. Whole batches of the usual size are recorded once and replayed (a CUDA graph), the rest is put on the queues
/// call by call; so are all steps that other processes share, because NCCL wants its sums recorded in all of them or in
/// none, and the computing of such a step is put there only once the one before is done. Owned by the trainer; engine
/// thread.
class CudaStepProgram final : public StepProgram {
public:
    CudaStepProgram(Runtime& runtime, TrainState& state, const StepOptions& options, const Switches& switches,
                    int threads = kThreads);

    ~CudaStepProgram() override;

    void submit(const StepInput& input) override;
    std::vector<StepResult> results(std::size_t atLeast) override;
    bool fits(const HostBatch& batch, std::span<const PixelOps> ops) override;
    std::vector<std::string> takeNews() override;
    StepParts takeParts() override;
    bool isStateKnown() const override { return isStateKnown_; }

    /// Whether steps of that many pictures here, the whole batch of its process, are replayed.
    bool isRecorded(int count) const { return recording_ != nullptr && recordedCount_ == count; }

private:
    struct Pending {
        std::int64_t step = 0;
        at::Tensor figures; ///< pinned
        std::shared_ptr<const Mark> done;
    };
    void take(const StepInput& input);
    void queueFigures(const StepInput& input);
    void giveUpStep();
    void compute(const LoadedBatch& batch, const StepInput& input, bool& hasMoved);
    void accumulate(const LoadedBatch& batch, const StepInput& input, int first, int count, bool isTried = false);
    bool isMeasured(const StepInput& input) const;
    bool replay(const LoadedBatch& batch, const StepInput& input);
    void record(const LoadedBatch& batch);
    void await(const Mark& done);
    void awaitStepBefore();
    at::Tensor partnersOf(const LoadedBatch& batch) const;
    void forgetRecording();
    StepResult resultOf(const Pending& pending) const;

    Runtime& runtime_;
    StepExchange* exchange_; ///< null: this process has the whole batch
    InputStage input_;
    StepMath math_;
    std::deque<Pending> pending_;
    std::vector<at::Tensor> ring_; ///< of figures, used in turn
    std::size_t next_ = 0;
    std::vector<std::string> news_;
    int alikeParts_ = 0, alikeSteps_ = 0; ///< called steps in a row of as many pictures and so many parts
    std::unique_ptr<StepClock> clock_;    ///< of the step that was measured last, until its figures are taken
    bool measuring_ = false;              ///< it is being put on the queue

    bool isScaled_; ///< there is a loss scale
    bool mixes_;    ///< see StepOptions
    bool mayRecord_;
    bool isStateKnown_ = true;
    int forgotten_ = 0;   ///< recordings, for want of memory, none of them worth it
    int replayed_ = 0;    ///< steps, since one had to go
    int usualCount_ = 0;  ///< the most pictures that a batch had
    int calledCount_ = 0; ///< pictures of the last step that was not replayed
    int recordedCount_ = 0;
    at::Tensor pictures_, labels_, partners_; ///< what the recording reads
    std::unique_ptr<Recording> recording_;
};

} // namespace studio::cuda
