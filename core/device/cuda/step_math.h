// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>
#include <vector>

#include "core/device/cuda/step_clock.h"
#include "core/device/step_program_internal.h"
#include "core/optim/train_state_internal.h"

namespace studio::cuda {

/// What a step leaves on the card for the host, as doubles. Where processes share it the figures from kLoss on are sums
/// over them, and their news follow (StepExchange).
enum Figure : std::int64_t { kOverflow, kScale, kLoss, kCorrect1, kCorrect5, kFigures };

/// Computes in half precision where that is safe (LibTorch's autocast), for as long as it lives; nothing for fp32.
class AutocastScope {
public:
    AutocastScope(at::Device device, Precision precision);
    ~AutocastScope();
    AutocastScope(const AutocastScope&) = delete;
    AutocastScope& operator=(const AutocastScope&) = delete;

private:
    at::DeviceType device_;
    bool isOn_;
};

/// Settings of the whole process, so that whoever computes sets them anew: whether fp32 products may be rounded to
/// TF32, and how many of its algorithms cuDNN's search tries. While it lives other threads wait that want their own: a
/// step that is recorded keeps what it was recorded with. Not where `waitsForOthers`, ranks inside its step: they may
/// be such threads.
class MathScope {
public:
    explicit MathScope(Precision precision, bool waitsForOthers = false);

private:
    std::unique_lock<std::mutex> lock_;
};

/// Hits among the first and the first five, as sums on the device. Rows with a label below 0 hit nothing.
struct Hits {
    at::Tensor first, five;
};
Hits countHits(const at::Tensor& logits, const at::Tensor& labels);

/// Forward pass, gradient and optimiser of one step, as calls that only put work on the queue Compute, from inputs that
/// lie on the card, to figures that stay there: nothing waits, so that all of it can be recorded. Its own tensors keep
/// their addresses. Owned by a step program; engine thread.
class StepMath {
public:
    StepMath(at::Device device, TrainState& state, const StepOptions& options);

    /// Lives for all of a step, from before begin().
    MathScope settings() const { return MathScope(options_.precision, options_.exchange != nullptr); }
    /// Before the first part of a step.
    void begin();
    /// A part of the batch.
    struct Part {
        const at::Tensor &pictures, &labels;
        const at::Tensor& partners; ///< labels of the pictures that were mixed in, see setOwn(); undefined = none were
        double share = 1;           ///< of the batch of all processes
        bool isLast = true;
        /// What is complete of the gradient may go out to the other processes while the rest is computed. Not while
        /// cuDNN searches: it waits for the card, and a sum may wait for a process that is lost.
        bool goesOutEarly = false;
    };
    /// Adds its gradient. `clock`: measures it; null = nothing does.
    void accumulate(const Part& part, StepClock* clock = nullptr);
    /// After the last part: the gradient becomes that of all processes, comes to its true scale and is clipped.
    void gather(StepClock* clock = nullptr);
    /// After gather(): SGD at the rate of setLearningRate(). The weights are left alone where the loss or a gradient is
    /// no finite number. What fails in here fails with weights of no known step.
    void move();
    void setLearningRate(double rate);
    /// Share of their own label that mixed pictures have.
    void setOwn(double own);
    /// After move() of that step, outside a recording: what is done depends on the number.
    void average(std::int64_t step);
    /// Lets go of gradients, of a step that came to nothing too.
    void dropGradients();

    /// double [kFigures + StepExchange::newsSize()], of the last step
    const at::Tensor& figures() const { return figures_; }

private:
    /// Parameters that SGD treats alike.
    struct Group {
        bool decays = false;
        double rateFactor = 1; ///< of the learning rate
        std::vector<at::Tensor> parameters, momentum;
        at::Tensor learningRate;
    };
    void clip(const std::vector<at::Tensor>& gradients);
    Group& groupOf(bool decays, double rateFactor);

    at::Device device_;
    TrainState& state_;
    StepOptions options_;
    std::vector<Group> groups_;
    std::vector<at::Tensor> counters_;
    at::Tensor figures_, overflow_, inverseScale_, own_;
};

} // namespace studio::cuda
