// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/device/cuda/input_stage.h"
#include "core/device/cuda/runtime.h"
#include "core/device/cuda/switches.h"
#include "core/device/step_program_internal.h"
#include "core/model/network_internal.h"

namespace studio::cuda {

/// Measuring and classifying on a card; sums stay there until total(). Owned by whoever measures or classifies; the
/// thread that opened the device.
class CudaEvalProgram final : public EvalProgram {
public:
    CudaEvalProgram(Runtime& runtime, Network& network, int imageSize, Precision precision, const Switches& switches,
                    int threads = kThreads);
    ~CudaEvalProgram() override;
    CudaEvalProgram(const CudaEvalProgram&) = delete;
    CudaEvalProgram& operator=(const CudaEvalProgram&) = delete;

    void submit(const HostBatch& batch, std::shared_ptr<const void> lease) override;
    RunningMetrics total() override;
    std::vector<std::int64_t> answers() override;
    at::Tensor lastProbabilities() override;
    at::Tensor probabilities(const HostBatch& batch) override;

private:
    at::Tensor logits(const LoadedBatch& batch, bool mirrorsToo);

    Runtime& runtime_;
    Network& network_;
    Precision precision_;
    InputStage input_;
    bool wasTraining_;
    int usualCount_ = 0;              ///< the most pictures that a batch had
    at::Tensor sums_;                 ///< double: loss, pictures, hits among the first and the first five
    std::vector<at::Tensor> answers_; ///< int64, a batch each
    at::Tensor probabilities_;        ///< float, of the last batch
};

} // namespace studio::cuda
