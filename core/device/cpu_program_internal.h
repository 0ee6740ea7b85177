// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/device/cpu_device_internal.h"

namespace studio {

/// Takes each step at once, on the calling thread and LibTorch's pool. Where the loss is no finite number the weights
/// are left alone. Owned by the trainer; engine thread.
class CpuStepProgram final : public StepProgram {
public:
    CpuStepProgram(CpuDevice& device, TrainState& state, const StepOptions& options);

    void submit(const StepInput& input) override;
    std::vector<StepResult> results(std::size_t atLeast) override;
    bool fits(const HostBatch& batch, std::span<const PixelOps> ops) override;
    /// A mean over the newest steps.
    StepParts takeParts() override { return std::exchange(hasMeasured_, false) ? parts_ : StepParts(); }

private:
    /// Rows of a batch as the network and the loss take them.
    struct Prepared {
        at::Tensor pictures, labels;
        at::Tensor partners; ///< labels of the pictures that were mixed in; undefined where none are
    };
    Prepared prepared(const StepInput& input, int first, int count);
    at::Tensor lossOf(const at::Tensor& logits, const Prepared& rows, const BatchMix& mix) const;
    StepResult accumulate(const StepInput& input, StepExchange* exchange, StepParts& parts);
    static void share(StepResult& result, StepExchange& exchange);
    bool clip();

    CpuDevice& device_;
    TrainState& state_;
    StepOptions options_;
    std::vector<StepResult> done_;
    StepParts parts_;          ///< a mean over the newest steps
    bool hasMeasured_ = false; ///< since it was taken
};

/// Measures each batch at once. Owned by whoever measures or classifies; one thread.
class CpuEvalProgram final : public EvalProgram {
public:
    CpuEvalProgram(CpuDevice& device, Network& network, int imageSize);
    ~CpuEvalProgram() override;
    CpuEvalProgram(const CpuEvalProgram&) = delete;
    CpuEvalProgram& operator=(const CpuEvalProgram&) = delete;

    void submit(const HostBatch& batch, std::shared_ptr<const void> lease) override;
    RunningMetrics total() override { return total_; }
    std::vector<std::int64_t> answers() override { return answers_; }
    at::Tensor lastProbabilities() override { return probabilities_; }
    at::Tensor probabilities(const HostBatch& batch) override;

private:
    CpuDevice& device_;
    Network& network_;
    int imageSize_;
    bool wasTraining_;
    RunningMetrics total_;
    std::vector<std::int64_t> answers_;
    at::Tensor probabilities_; ///< of the last batch
};

} // namespace studio
