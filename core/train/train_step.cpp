// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/train_step_internal.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/base/text.h"
#include "core/train/memory_error_internal.h"
#include "core/train/validation_internal.h"

namespace studio {
namespace {

/// Batch norm needs two values to have a variance.
constexpr int kSmallestPart = 2;

HostBatch partOf(const HostBatch& batch, int first, int count) {
    const auto whole = static_cast<std::size_t>(std::max(1, batch.count));
    const std::size_t bytes = batch.pixels.size() / whole;
    const auto from = static_cast<std::size_t>(first), size = static_cast<std::size_t>(count);
    return {count, batch.pixels.subspan(from * bytes, size * bytes), batch.labels.subspan(from, size)};
}

/// A failed attempt has moved the statistics of batch norm on. A copy before each step would cost every run something
/// for what happens to few, so the first attempt's share stays; what further ones of the same step add is taken back.
void keepStatistics(const std::vector<at::Tensor>& now, std::vector<at::Tensor>& before) {
    const torch::NoGradGuard noGrad;
    for (std::size_t i = 0; i < now.size(); ++i) {
        if (i < before.size()) {
            now[i].copy_(before[i]);
        } else {
            before.push_back(now[i].clone());
        }
    }
}

} // namespace

TrainStep::TrainStep(RunSession& session, const Schedule& schedule)
    : session_(session)
    , schedule_(schedule) {}

std::optional<StepRecord> TrainStep::run(const Batch& batch, std::span<const PixelOps> ops) {
    const HostBatch whole = batch.view();
    std::optional<Sums> sums;
    std::vector<at::Tensor> before;
    while (!(sums = tryToAccumulate(whole, ops, partsFor(whole)))) {
        keepStatistics(session_.network->buffers(), before);
        makeSmallerParts(whole, ops);
    }
    hasFitted_ = true;
    if (!std::isfinite(sums->loss)) {
        return std::nullopt;
    }
    RunPosition& position = session_.position;
    const double learningRate = learningRateAt(schedule_, position.step) * session_.learningRateScale;
    session_.sgd->step(learningRate);
    ++position.step;
    ++position.stepInEpoch;
    return StepRecord{.step = position.step,
                      .epoch = position.epoch,
                      .stepInEpoch = position.stepInEpoch,
                      .loss = sums->loss,
                      .learningRate = learningRate,
                      .count = batch.count,
                      .correct1 = static_cast<std::int32_t>(sums->correct1),
                      .correct5 = static_cast<std::int32_t>(sums->correct5)};
}

/// Gradients of the mean loss over the batch; leaves them unfinished where the loss is no number.
TrainStep::Sums TrainStep::accumulate(const HostBatch& batch, std::span<const PixelOps> ops, int parts) {
    const TrainConfig& config = session_.config;
    ComputeDevice& device = *session_.device;
    session_.sgd->zeroGrad();
    Sums sums;
    for (int part = 0; part < parts; ++part) {
        const int first = batch.count * part / parts, count = batch.count * (part + 1) / parts - first;
        const HostBatch view = partOf(batch, first, count);
        const double share = static_cast<double>(count) / batch.count;
        const at::Tensor input =
            device.prepare(view, static_cast<int>(config.imageSize),
                           ops.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count)), {});
        const at::Tensor labels = device.prepareLabels(view);
        const at::Tensor logits = session_.network->forward(input);
        const at::Tensor loss =
            at::cross_entropy_loss(logits, labels, {}, at::Reduction::Mean, -100, config.labelSmoothing);
        const double value = loss.item<double>();
        sums.loss = parts == 1 ? value : sums.loss + value * share;
        if (!std::isfinite(value)) {
            return sums;
        }
        (parts == 1 ? loss : loss * share).backward();
        const at::Tensor answers = logits.detach();
        sums.correct1 += countHits(answers, labels, 1);
        sums.correct5 += countHits(answers, labels, 5);
    }
    return sums;
}

/// Nothing if the memory did not suffice. What the attempt held is free again on return: it lived in the stack frames
/// that the error has left.
std::optional<TrainStep::Sums> TrainStep::tryToAccumulate(const HostBatch& batch, std::span<const PixelOps> ops,
                                                          int parts) {
    try {
        return accumulate(batch, ops, parts);
    } catch (const std::exception& error) {
        if (!isMemoryError(error)) {
            throw;
        }
    }
    session_.sgd->zeroGrad();
    session_.device->releaseMemory();
    return std::nullopt;
}

void TrainStep::makeSmallerParts(const HostBatch& batch, std::span<const PixelOps> ops) {
    if (session_.position.step == 0 && !hasFitted_) { // not after a roll-back to the beginning
        refuseToStart(batch, ops);
    }
    const int parts = partsFor(batch) * 2;
    if (batch.count / parts < kSmallestPart) {
        Message message = memoryMessage(batch.count);
        message.done = "Even " + std::to_string(batch.count / partsFor(batch)) +
                       " pictures at a time do not fit. Training stopped; the state before this step is saved.";
        message.next = "Close other programs on the device, then resume the run.";
        throw Error(ErrorKind::Device, std::move(message));
    }
    session_.parts = parts;
    session_.recorder->event(
        EventKind::Waiting, "Not enough memory: batches are computed in " + std::to_string(parts) + " parts",
        "The gradient is still that of the whole batch; batch norm sees " + std::to_string(batch.count / parts) +
            " pictures at a time. The next epoch begins with whole batches again.");
}

/// A short last batch has fewer parts: batch norm needs enough values in each.
int TrainStep::partsFor(const HostBatch& batch) const {
    return std::clamp(session_.parts, 1, std::max(1, batch.count / kSmallestPart));
}

void TrainStep::refuseToStart(const HostBatch& batch, std::span<const PixelOps> ops) {
    int fits = 0, fails = batch.count;
    const int fine = std::max(1, batch.count / 16); // near enough, and every try costs a step
    while (fails - fits > fine) {
        const int middle = std::max(kSmallestPart, (fits + fails) / 2);
        if (middle >= fails) {
            break;
        }
        const auto used = ops.first(static_cast<std::size_t>(middle));
        (tryToAccumulate(partOf(batch, 0, middle), used, 1) ? fits : fails) = middle;
    }
    session_.sgd->zeroGrad();
    session_.fittingBatch = fits;
    Message message = memoryMessage(batch.count);
    message.done = "Training did not start.";
    message.next =
        fits > 0 ? "Choose a batch size of " + std::to_string(fits) + ", the largest that fits, or smaller pictures."
                 : "Choose smaller pictures or a smaller network: not even two pictures fit.";
    throw Error(ErrorKind::Device, std::move(message));
}

Message TrainStep::memoryMessage(int count) const {
    const DeviceMemory memory = session_.device->memory();
    std::string place = "batch size " + std::to_string(count) + ", picture size " +
                        std::to_string(session_.config.imageSize) + " px, " + session_.device->info().name;
    if (memory.totalBytes > 0) {
        place += ", " + byteText(memory.freeBytes) + " of " + byteText(memory.totalBytes) + " free";
    }
    return {.title = "There is not enough memory for this batch size", .place = place, .done = {}, .next = {}};
}

} // namespace studio
