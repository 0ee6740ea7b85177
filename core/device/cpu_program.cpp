// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cpu_program_internal.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/clock.h"
#include "core/device/batch_mix_internal.h"
#include "core/device/memory_error_internal.h"
#include "core/optim/gradient_clip_internal.h"

namespace studio {
namespace {

at::Tensor labelsOf(const HostBatch& batch) {
    at::Tensor labels = at::empty({batch.count}, at::kLong);
    std::copy_n(batch.labels.data(), batch.count, labels.data_ptr<std::int64_t>());
    return labels;
}

/// Rows whose label is among the `k` largest logits (or among all, if there are fewer classes).
std::int64_t countHits(const at::Tensor& logits, const at::Tensor& labels, std::int64_t k) {
    const at::Tensor best = std::get<1>(logits.topk(std::min(k, logits.size(1)), 1));
    return best.eq(labels.unsqueeze(1)).sum().item<std::int64_t>();
}

/// What a step weighs in the mean over the newest ones.
constexpr double kNewest = 0.1;

/// Adds what passed since the last lap to a part of the step.
class LapClock {
public:
    void lap(double& part) {
        const double now = monotonicSeconds();
        part += now - std::exchange(last_, now);
    }
    void restart() { last_ = monotonicSeconds(); }

private:
    double last_ = monotonicSeconds();
};

} // namespace

HostBatch partOf(const HostBatch& batch, int first, int count) {
    const auto whole = static_cast<std::size_t>(std::max(1, batch.count));
    const std::size_t bytes = batch.pixels.size() / whole;
    const auto from = static_cast<std::size_t>(first), size = static_cast<std::size_t>(count);
    return {count, batch.pixels.subspan(from * bytes, size * bytes), batch.labels.subspan(from, size)};
}

CpuStepProgram::CpuStepProgram(CpuDevice& device, TrainState& state, const StepOptions& options)
    : device_(device)
    , state_(state)
    , options_(options) {}

void CpuStepProgram::submit(const StepInput& input) {
    StepResult result;
    StepParts parts{.step = input.step};
    LapClock clock;
    try {
        if (options_.exchange != nullptr) {
            options_.exchange->beginStep();
            options_.exchange->forget();
        }
        result = accumulate(input, options_.exchange, parts);
        clock.restart();
        if (options_.exchange != nullptr) {
            share(result, *options_.exchange);
            clock.lap(parts.exchange);
        }
        if (result.finite && options_.clipNorm > 0) { // the norm of the whole gradient, the same in all processes
            result.finite = clip();
        }
    } catch (...) {
        state_.sgd->zeroGrad();
        throw;
    }
    done_.reserve(done_.size() + 1); // nothing may fail once the step is taken
    if (result.finite) {
        state_.sgd->step(input.learningRate);
        if (state_.average) {
            state_.average->update(input.step);
        }
    }
    done_.push_back(result);
    clock.lap(parts.optimiser);
    parts_.follow(parts, kNewest);
    hasMeasured_ = true;
}

/// Gradient and figures become those of all processes.
void CpuStepProgram::share(StepResult& result, StepExchange& exchange) {
    enum { kNotFinite, kLoss, kCorrect1, kCorrect5, kOwn };
    const at::Tensor figures = at::zeros({kOwn + exchange.newsSize()}, at::kDouble);
    auto* const values = figures.data_ptr<double>();
    values[kNotFinite] = result.finite ? 0 : 1;
    values[kLoss] = std::isfinite(result.loss) ? result.loss : 0;
    values[kCorrect1] = static_cast<double>(result.correct1);
    values[kCorrect5] = static_cast<double>(result.correct5);
    exchange.finish(figures);
    result.finite = values[kNotFinite] == 0;
    result.loss = result.finite ? values[kLoss] : NAN;
    result.correct1 = std::llround(values[kCorrect1]);
    result.correct5 = std::llround(values[kCorrect5]);
    result.news = exchange.newsOf(values + kOwn);
}

/// Where batches are mixed, the first row of a part is mixed with the last of the part before it, as in the whole
/// batch.
CpuStepProgram::Prepared CpuStepProgram::prepared(const StepInput& input, int first, int count) {
    const auto rows = [&](int from, int size) {
        return device_.prepare(partOf(input.batch, from, size), options_.imageSize,
                               input.ops.subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(size)));
    };
    Prepared out{rows(first, count), labelsOf(partOf(input.batch, first, count)), {}};
    if (input.mix.kind != BatchMix::Kind::None) {
        const bool isWhole = count == input.batch.count;
        const int last = (first + input.batch.count - 1) % input.batch.count;
        mixPictures(out.pictures, isWhole ? out.pictures.narrow(0, count - 1, 1) : rows(last, 1), input.mix);
        out.partners = labelsOf(input.batch).roll(1).narrow(0, first, count);
    }
    return out;
}

at::Tensor CpuStepProgram::lossOf(const at::Tensor& logits, const Prepared& rows, const BatchMix& mix) const {
    if (rows.partners.defined()) {
        return mixedLoss(logits, rows.labels, rows.partners, at::full({}, mix.own, at::kFloat),
                         options_.labelSmoothing);
    }
    return at::cross_entropy_loss(logits, rows.labels, {}, at::Reduction::Mean, -100, options_.labelSmoothing);
}

/// False where the gradient is no number.
bool CpuStepProgram::clip() {
    std::vector<at::Tensor> gradients;
    for (const auto& [name, parameter] : state_.sgd->parameters()) {
        if (parameter.grad().defined()) {
            gradients.push_back(parameter.grad());
        }
    }
    return std::isfinite(clipGradients(gradients, options_.clipNorm).item<double>());
}

/// Gradients of the mean loss over the batch; leaves them unfinished where the loss is no number. Without `exchange`
/// nothing goes out to other processes.
StepResult CpuStepProgram::accumulate(const StepInput& input, StepExchange* exchange, StepParts& parts) {
    LapClock clock;
    state_.sgd->zeroGrad();
    const HostBatch& batch = input.batch;
    StepResult result{.step = input.step};
    const auto whole = std::max<std::int64_t>(input.wholeCount, batch.count);
    const bool isOne = input.parts == 1 && whole == batch.count;
    for (int part = 0; batch.count > 0 && part < input.parts; ++part) {
        const int first = batch.count * part / input.parts;
        const int count = batch.count * (part + 1) / input.parts - first;
        const double share = static_cast<double>(count) / static_cast<double>(whole);
        const Prepared rows = prepared(input, first, count);
        clock.lap(parts.input);
        const at::Tensor logits = state_.network->forward(rows.pictures);
        const at::Tensor loss = lossOf(logits, rows, input.mix);
        const double value = loss.item<double>();
        result.loss = isOne ? value : result.loss + value * share;
        if (!std::isfinite(value)) {
            result.finite = false;
            return result;
        }
        if (exchange != nullptr && part + 1 == input.parts) {
            exchange->beginBackward();
        }
        clock.lap(parts.forward);
        (isOne ? loss : loss * share).backward();
        clock.lap(parts.backward);
        const at::Tensor answers = logits.detach();
        result.correct1 += countHits(answers, rows.labels, 1);
        result.correct5 += countHits(answers, rows.labels, 5);
        clock.lap(parts.forward);
    }
    result.finite = std::isfinite(result.loss);
    return result;
}

std::vector<StepResult> CpuStepProgram::results(std::size_t) {
    return std::exchange(done_, {});
}

bool CpuStepProgram::fits(const HostBatch& batch, std::span<const PixelOps> ops) {
    bool enough = true;
    try {
        StepParts unused;
        accumulate({.batch = batch, .ops = ops, .mix = options_.mixes ? kAnyMix : BatchMix()}, nullptr, unused);
    } catch (const std::exception& error) {
        if (!isMemoryError(error)) {
            throw;
        }
        enough = false;
    }
    state_.sgd->zeroGrad();
    return enough;
}

CpuEvalProgram::CpuEvalProgram(CpuDevice& device, Network& network, int imageSize)
    : device_(device)
    , network_(network)
    , imageSize_(imageSize)
    , wasTraining_(network.is_training()) {
    network_.eval();
}

CpuEvalProgram::~CpuEvalProgram() {
    network_.train(wasTraining_);
}

void CpuEvalProgram::submit(const HostBatch& batch, std::shared_ptr<const void>) {
    const torch::NoGradGuard noGrad;
    const at::Tensor pictures = device_.prepare(batch, imageSize_, {});
    at::Tensor logits = network_.forward(pictures);
    if (mirrorsToo_) {
        logits = (logits + network_.forward(pictures.flip(3))) / 2;
    }
    at::Tensor labels = labelsOf(batch);
    if (keepsAnswers_) {
        const at::Tensor first = logits.argmax(1);
        const auto* const classes = first.data_ptr<std::int64_t>();
        answers_.insert(answers_.end(), classes, classes + first.size(0));
    }
    if (keepsProbabilities_) {
        probabilities_ = logits.softmax(1);
    }
    if (std::find(batch.labels.begin(), batch.labels.end(), kNotMeasured) != batch.labels.end()) {
        const at::Tensor rows = at::nonzero(labels.ne(kNotMeasured)).flatten();
        logits = logits.index_select(0, rows);
        labels = labels.index_select(0, rows);
    }
    if (labels.size(0) > 0) {
        const double loss = at::cross_entropy_loss(logits, labels).item<double>();
        total_.add(loss, labels.size(0), countHits(logits, labels, 1), countHits(logits, labels, 5));
    }
}

at::Tensor CpuEvalProgram::probabilities(const HostBatch& batch) {
    const c10::InferenceMode inference;
    return network_.forward(device_.prepare(batch, imageSize_, {})).softmax(1);
}

} // namespace studio
