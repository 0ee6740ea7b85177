// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/eval_program.h"

#include <cmath>
#include <utility>

#include "core/device/cuda/element_of.h"
#include "core/device/cuda/search_scope.h"
#include "core/device/cuda/step_math.h"
#include "core/device/cuda/step_program.h"

namespace studio::cuda {

CudaEvalProgram::CudaEvalProgram(Runtime& runtime, Network& network, int imageSize, Precision precision,
                                 const Switches& switches, int threads)
    : runtime_(runtime)
    , network_(network)
    , precision_(precision)
    , input_(runtime, imageSize, activationType(precision), inputChannels(switches, isHalf(precision)), threads)
    , wasTraining_(network.is_training())
    , sums_(at::zeros({4}, at::TensorOptions(at::kDouble).device(runtime.device()))) {
    network_.eval();
}

CudaEvalProgram::~CudaEvalProgram() {
    network_.train(wasTraining_);
    if (isLost(runtime_)) {
        input_.abandon();
    }
}

/// float. In a MathScope that was there before the batch's SearchScope: both set what is the whole process's.
at::Tensor CudaEvalProgram::logits(const LoadedBatch& batch, bool mirrorsToo) {
    const AutocastScope autocast(runtime_.device(), precision_);
    const at::Tensor pictures = input_.pictures(batch, 0, batch.count);
    const at::Tensor answers = network_.forward(pictures).to(at::kFloat);
    return mirrorsToo ? (answers + network_.forward(pictures.flip(3)).to(at::kFloat)) / 2 : answers;
}

void CudaEvalProgram::submit(const HostBatch& batch, std::shared_ptr<const void> lease) {
    const torch::NoGradGuard noGrad;
    const std::shared_ptr<void> scope = runtime_.use(Queue::Compute);
    const BatchInUse inUse(runtime_, input_.load(batch, {}, std::move(lease)));
    const LoadedBatch& loaded = *inUse;
    at::Tensor answers;
    {
        const MathScope math(precision_);
        const SearchScope search(batch.count, usualCount_);
        answers = logits(loaded, mirrorsToo_);
    }
    const Hits hits = countHits(answers, loaded.labels);
    const at::Tensor loss = at::cross_entropy_loss(answers, loaded.labels, {}, at::Reduction::Sum, kNotMeasured);
    sums_.add_(at::stack({loss.to(at::kDouble), loaded.labels.ne(kNotMeasured).sum().to(at::kDouble),
                          hits.first.to(at::kDouble), hits.five.to(at::kDouble)}));
    if (keepsAnswers_) {
        answers_.push_back(answers.argmax(1));
    }
    if (keepsProbabilities_) {
        probabilities_ = answers.softmax(1);
    }
    input_.waitForLeases(kDepth - 1);
}

std::vector<std::int64_t> CudaEvalProgram::answers() {
    if (answers_.empty()) {
        return {};
    }
    const std::shared_ptr<void> scope = runtime_.use(Queue::Compute);
    const at::Tensor all = at::cat(answers_).cpu();
    const auto* const classes = all.data_ptr<std::int64_t>();
    return {classes, classes + all.size(0)};
}

at::Tensor CudaEvalProgram::lastProbabilities() {
    const std::shared_ptr<void> scope = runtime_.use(Queue::Compute);
    return probabilities_.cpu();
}

RunningMetrics CudaEvalProgram::total() {
    const std::shared_ptr<void> scope = runtime_.use(Queue::Compute);
    const at::Tensor sums = sums_.cpu();
    input_.waitForLeases(0);
    const auto* values = sums.data_ptr<double>();
    return {.lossSum = values[0],
            .count = std::llround(values[1]),
            .correct1 = std::llround(values[2]),
            .correct5 = std::llround(values[3])};
}

at::Tensor CudaEvalProgram::probabilities(const HostBatch& batch) {
    const torch::NoGradGuard noGrad;
    const std::shared_ptr<void> scope = runtime_.use(Queue::Compute);
    const BatchInUse loaded(runtime_, input_.load(batch, {}, nullptr));
    at::Tensor answers;
    {
        const MathScope math(precision_);
        const SearchScope search(true); // a person waits for the first answer
        answers = logits(*loaded, false);
    }
    answers = answers.softmax(1).cpu();
    input_.waitForLeases(0);
    return answers;
}

} // namespace studio::cuda
