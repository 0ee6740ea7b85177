// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/step_math.h"

#include <algorithm>

#include "core/base/torch_compat.h"
#include "core/device/batch_mix_internal.h"
#include "core/device/cuda/element_of.h"
#include "core/device/cuda/fused_math.h"
#include "core/optim/gradient_clip_internal.h"

namespace studio::cuda {
namespace {

/// In the layout of their parameters, as the fused kernel wants them to the last stride, also of dimensions of size 1.
std::vector<at::Tensor> gradientsOf(const std::vector<at::Tensor>& parameters) {
    std::vector<at::Tensor> gradients;
    gradients.reserve(parameters.size());
    for (const at::Tensor& parameter : parameters) {
        at::Tensor gradient = parameter.grad();
        TORCH_CHECK(gradient.defined(), "a parameter without a gradient");
        if (!gradient.strides().equals(parameter.strides())) {
            gradient = at::empty_strided(parameter.sizes(), parameter.strides(), parameter.options()).copy_(gradient);
            parameter.mutable_grad() = gradient; // who asks next finds what was done to it
        }
        gradients.push_back(std::move(gradient));
    }
    return gradients;
}

/// Of layers that count no batches by themselves because a fused form computes them.
std::vector<at::Tensor> countersOf(const Network& network) {
    std::vector<at::Tensor> counters;
    if (!network.hasFusedMath()) {
        return counters;
    }
    for (const auto& module : network.modules(false)) {
        const auto* layer = module->as<torch::nn::BatchNorm2dImpl>();
        if (layer != nullptr && FusedMath::isFused(*layer) && layer->weight.requires_grad()) { // not of a frozen one
            counters.push_back(layer->num_batches_tracked);
        }
    }
    return counters;
}

} // namespace

AutocastScope::AutocastScope(at::Device device, Precision precision)
    : device_(device.type())
    , isOn_(activationType(precision) != at::kFloat) {
    if (isOn_) {
        beginAutocast(device_, activationType(precision));
    }
}

AutocastScope::~AutocastScope() {
    if (isOn_) {
        endAutocast(device_);
    }
}

MathScope::MathScope(Precision precision, bool waitsForOthers) {
    static std::mutex mutex;
    if (!waitsForOthers) {
        lock_ = std::unique_lock(mutex);
    }
    at::Context& context = at::globalContext();
    context.setAllowTF32CuDNN(precision == Precision::Tf32);
    context.setAllowTF32CuBLAS(precision == Precision::Tf32);
    // LibTorch's ten are tried in 3 s for a ResNet-50 where tensor cores compute; in plain fp32 they took an H200 more
    // than 45 s, the first three 4 s, and the steps behind those were as fast.
    constexpr int kUsual = 10, kPlain = 3;
    context.setBenchmarkLimitCuDNN(precision == Precision::Fp32 ? kPlain : kUsual);
}

Hits countHits(const at::Tensor& logits, const at::Tensor& labels) {
    const std::int64_t five = std::min<std::int64_t>(5, logits.size(1));
    const at::Tensor best = std::get<1>(logits.topk(five, 1));
    const at::Tensor hits = best.eq(labels.unsqueeze(1));
    return {hits.select(1, 0).sum(), hits.sum()};
}

StepMath::StepMath(at::Device device, TrainState& state, const StepOptions& options)
    : device_(device)
    , state_(state)
    , options_(options)
    , counters_(countersOf(*state.network)) {
    const auto& buffers = state.sgd->momentumBuffers();
    const auto& parameters = state.sgd->parameters();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const at::Tensor& parameter = parameters[i].second;
        if (parameter.requires_grad()) {
            Group& group = groupOf(state.sgd->decays(parameter), state.sgd->rateFactor(i));
            group.parameters.push_back(parameter);
            group.momentum.push_back(buffers[i].second);
        }
    }
    const at::TensorOptions single = at::TensorOptions(at::kFloat).device(device);
    for (Group& group : groups_) {
        group.learningRate = at::zeros({}, single);
    }
    const std::int64_t news = options.exchange != nullptr ? options.exchange->newsSize() : 0;
    figures_ = at::zeros({kFigures + news}, at::TensorOptions(at::kDouble).device(device));
    overflow_ = at::zeros({1}, single);
    inverseScale_ = at::ones({1}, single);
    own_ = at::ones({}, single);
}

StepMath::Group& StepMath::groupOf(bool decays, double rateFactor) {
    for (Group& group : groups_) {
        if (group.decays == decays && group.rateFactor == rateFactor) {
            return group;
        }
    }
    Group& made = groups_.emplace_back();
    made.decays = decays;
    made.rateFactor = rateFactor;
    return made;
}

void StepMath::begin() {
    dropGradients();
    figures_.zero_();
    if (options_.exchange != nullptr) {
        options_.exchange->forget();
    }
}

void StepMath::accumulate(const Part& part, StepClock* clock) {
    const auto lap = [clock](double StepParts::*where) {
        if (clock != nullptr) {
            clock->lap(where);
        }
    };
    at::Tensor logits, loss;
    {
        const AutocastScope autocast(device_, options_.precision);
        logits = state_.network->forward(part.pictures);
        const at::Tensor answers = logits.to(at::kFloat);
        loss = part.partners.defined() ? mixedLoss(answers, part.labels, part.partners, own_, options_.labelSmoothing)
                                       : at::cross_entropy_loss(answers, part.labels, {}, at::Reduction::Mean, -100,
                                                                options_.labelSmoothing);
    }
    if (part.share != 1) {
        loss = loss * part.share;
    }
    lap(&StepParts::forward);
    if (options_.exchange != nullptr && part.isLast && part.goesOutEarly) {
        options_.exchange->beginBackward();
    }
    (state_.scale ? loss * state_.scale->value.squeeze(0) : loss).backward();
    lap(&StepParts::backward);
    const torch::NoGradGuard noGrad;
    const Hits hits = countHits(logits.detach(), part.labels);
    figures_[kLoss].add_(loss.detach());
    figures_[kCorrect1].add_(hits.first);
    figures_[kCorrect5].add_(hits.five);
    if (!counters_.empty()) {
        at::_foreach_add_(counters_, 1);
    }
    lap(&StepParts::forward);
}

void StepMath::gather(StepClock* clock) {
    const torch::NoGradGuard noGrad;
    if (options_.exchange != nullptr) {
        options_.exchange->finish(figures_.narrow(0, kLoss, figures_.size(0) - kLoss));
        if (clock != nullptr) {
            clock->lap(&StepParts::exchange);
        }
    }
    // Without a loss scale the loss tells enough: a gradient that is no number shows in the next one.
    overflow_.copy_(at::isfinite(figures_[kLoss]).logical_not().unsqueeze(0));
    if (state_.scale) {
        inverseScale_.copy_(state_.scale->value.reciprocal());
        figures_[kScale].copy_(state_.scale->value.squeeze(0));
    }
    std::vector<at::Tensor> all;
    for (const Group& group : groups_) {
        const std::vector<at::Tensor> gradients = gradientsOf(group.parameters);
        if (state_.scale) {
            unscaleGradients(gradients, overflow_, inverseScale_);
        }
        all.insert(all.end(), gradients.begin(), gradients.end());
    }
    if (options_.clipNorm > 0) {
        clip(all);
    }
}

void StepMath::move() {
    const torch::NoGradGuard noGrad;
    const SgdOptions& sgd = state_.sgd->options();
    const FusedSgd how{.momentum = sgd.momentum, .nesterov = sgd.nesterov};
    for (const Group& group : groups_) {
        fusedSgd(group.parameters, gradientsOf(group.parameters), group.momentum, group.decays ? sgd.weightDecay : 0,
                 how, group.learningRate, overflow_);
    }
    if (state_.scale) {
        updateLossScale(
            state_.scale->value, state_.scale->steps, overflow_,
            {.growth = LossScale::kGrowth, .backOff = LossScale::kBackOff, .interval = LossScale::kInterval});
    }
    figures_[kOverflow].copy_(overflow_.squeeze(0));
}

/// All together. A norm that is no number makes the step one that did not happen.
void StepMath::clip(const std::vector<at::Tensor>& gradients) {
    const at::Tensor norm = clipGradients(gradients, options_.clipNorm);
    overflow_.copy_(overflow_.maximum(at::isfinite(norm).logical_not().to(at::kFloat)));
}

void StepMath::average(std::int64_t step) {
    if (state_.average) {
        state_.average->update(step);
    }
}

void StepMath::setLearningRate(double rate) {
    for (const Group& group : groups_) {
        group.learningRate.fill_(rate * group.rateFactor);
    }
}

void StepMath::setOwn(double own) {
    own_.fill_(own);
}

void StepMath::dropGradients() {
    state_.sgd->zeroGrad();
}

} // namespace studio::cuda
