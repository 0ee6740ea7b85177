// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/torch.h"
#include "core/device/batch_mix.h"
#include "core/device/host_batch.h"
#include "core/device/pixel_ops.h"
#include "core/device/precision.h"
#include "core/device/step_parts.h"
#include "core/metric/running_mean.h"

namespace studio {

/// `count` rows of the batch from `first` on; views of its memory.
HostBatch partOf(const HostBatch& batch, int first, int count);

/// What the processes that share a step tell each other with its figures.
struct SharedNews {
    std::int64_t badPictures = 0; ///< met in the step's batch by all of them
    int stopWishedBy = -1;        ///< the first one that was asked to end; -1 = none
};

/// The other processes' part in each step (data parallel, all-reduce). Owned by the trainer, outlives the program. What
/// forget(), beginBackward() and finish() put on a device may be recorded there and replayed.
class StepExchange {
public:
    virtual ~StepExchange() = default;
    /// Before a step is computed: what this process has to tell goes to the device.
    virtual void beginStep() = 0;
    /// What an attempt had begun that came to nothing, if there was one; then the gradient is computed.
    virtual void forget() = 0;
    /// The backward pass that completes the gradient begins: what of it is complete may go out at once.
    virtual void beginBackward() = 0;
    /// Gradients and figures become the sums over all processes; once a step, also where the loss is no number here or
    /// this process has no picture of it. `figures`: double, on the device, first what the step sums up, then
    /// newsSize() zeros that news is written to.
    virtual void finish(const at::Tensor& figures) = 0;
    virtual std::int64_t newsSize() const = 0;
    /// Of those sums.
    virtual SharedNews newsOf(const double* news) const = 0;
    /// Waits for what the device was given, which may need the others. Throws Error where one of them is lost, and what
    /// `isReached` throws.
    virtual void await(const std::function<bool()>& isReached) = 0;
    /// Another process is lost: what needs it never comes.
    virtual bool isLost() const = 0;
};

/// What stays the same in all steps of a run.
struct StepOptions {
    int imageSize = 224;
    double labelSmoothing = 0;             ///< of the cross-entropy, [0, 1)
    Precision precision = Precision::Fp32; ///< one of the device's; with Fp16 the state has a loss scale
    bool mixes = false;                    ///< pictures are mixed: StepInput::mix is looked at
    double clipNorm = 0;                   ///< see clipGradients(); 0 = gradients are left as they are
    StepExchange* exchange = nullptr;      ///< null: this process has the whole batch
};

/// One optimiser step to be taken.
struct StepInput {
    std::int64_t step = 0; ///< its number, from 1
    double learningRate = 0;
    HostBatch batch = {};
    std::span<const PixelOps> ops = {}; ///< one a picture
    std::int64_t wholeCount = 0;        ///< pictures of the step in all processes; 0 = those of the batch
    int parts = 1;                      ///< the gradient is summed over so many parts (gradient accumulation)
    BatchMix mix = {};                  ///< over the whole batch, whatever its parts
    /// Keeps the batch's pictures; a program lets go of it once it has read them. Labels and `ops` are read in
    /// submit().
    std::shared_ptr<const void> lease = nullptr;
};

/// What became of a step.
struct StepResult {
    std::int64_t step = 0;
    std::int64_t correct1 = 0, correct5 = 0;
    double loss = 0; ///< mean over the batch, with label smoothing
    /// False: the loss is no finite number (NaN, infinite), or the gradient where it is looked at (clipping, a loss
    /// scale); elsewhere that shows in the loss of the next step. The state since then is void.
    bool finite = true;
    /// A gradient did not fit fp16 and the loss scale was halved: the weights are those of before. Not void.
    bool skipped = false;
    SharedNews news = {}; ///< where processes share the step
};

/// Training on one device: forward, backward and optimiser of a step, on a TrainState that outlives it. Made by
/// ComputeDevice::training(); engine thread.
class StepProgram {
public:
    virtual ~StepProgram() = default;

    /// Takes a step, or has it taken: it may return before that is done. At most ComputeDevice::depth() steps may be
    /// without a result. Lack of memory throws (isMemoryError()), and the step did not happen: it may be submitted
    /// again, in more parts; but statistics of batch norm may have moved on.
    virtual void submit(const StepInput& input) = 0;
    /// Results that nobody took yet, oldest first and none left out; waits until there are `atLeast` of them, of steps
    /// that were submitted. Throws what LibTorch throws when the device is lost.
    virtual std::vector<StepResult> results(std::size_t atLeast) = 0;
    /// Whether a step on this batch has enough memory. Computes its gradient and drops it; only while no result is
    /// outstanding. The statistics of batch norm move on.
    virtual bool fits(const HostBatch& batch, std::span<const PixelOps> ops) = 0;
    /// Sentences for the journal that came up since the last call: what the program found out about itself.
    virtual std::vector<std::string> takeNews() { return {}; }
    /// Of the newest step that was measured since the last call: not each is. Its step is 0 where there is none.
    virtual StepParts takeParts() { return {}; }
    /// False once a step failed while the weights moved: what the state holds is that of no step, and must not be kept.
    virtual bool isStateKnown() const { return true; }
};

/// In the place of a label: the row holds no picture and is not measured.
inline constexpr std::int64_t kNotMeasured = -1;

/// Measuring and classifying on one device. While it lives its network is in evaluation mode; the mode of before is put
/// back. Made by ComputeDevice::evaluation(); one thread.
class EvalProgram {
public:
    virtual ~EvalProgram() = default;

    /// Measures the batch, or has it measured. `lease` as in StepInput. Rows labelled kNotMeasured are left out. At
    /// most ComputeDevice::depth() leases are held at once.
    virtual void submit(const HostBatch& batch, std::shared_ptr<const void> lease) = 0;
    /// Hits and cross-entropy (no smoothing) over all that was submitted; waits for it.
    virtual RunningMetrics total() = 0;
    /// From now on the class that the network puts first is kept for each row.
    virtual void keepAnswers() { keepsAnswers_ = true; }
    /// Those classes in the order of submit(), rows labelled kNotMeasured too; waits for them.
    virtual std::vector<std::int64_t> answers() = 0;
    /// From now on the probabilities of what is submitted are kept until the next batch.
    virtual void keepProbabilities() { keepsProbabilities_ = true; }
    /// Softmax of what was measured of the last batch, rows labelled kNotMeasured too: float [count, classes] in host
    /// memory; waits for it.
    virtual at::Tensor lastProbabilities() = 0;
    /// From now on what is measured is the mean of the logits for a picture and its mirror image (test-time
    /// augmentation).
    void mirrorToo() { mirrorsToo_ = true; }
    /// Softmax of the network's answers: float [count, classes] in host memory. The labels are not looked at.
    virtual at::Tensor probabilities(const HostBatch& batch) = 0;

protected:
    bool keepsAnswers_ = false;
    bool keepsProbabilities_ = false;
    bool mirrorsToo_ = false;
};

} // namespace studio
