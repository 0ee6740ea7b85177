// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/train_step_internal.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/base/text.h"
#include "core/device/memory_error_internal.h"
#include "core/distributed/ranks_internal.h"
#include "core/recipe/picture_size.h"
#include "core/train/ranks/rank_team_internal.h"
#include "core/transform/mixing.h"

namespace studio {
namespace {

/// Batch norm needs two values to have a variance.
constexpr int kSmallestPart = 2;

/// The weights are then those of no known step.
Error wrongAnswer(const std::string& device) {
    return Error(ErrorKind::Internal, Message{.title = "The device answered for other steps than it was given",
                                              .place = device,
                                              .done = "Training stopped; the checkpoints saved before were kept.",
                                              .next = "Resume the run, and report this fault."});
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

TrainStep::TrainStep(RunSession& session)
    : session_(session)
    , depth_(static_cast<std::size_t>(std::max(1, session.device->depth()))) {
    makeProgram(sizeNow());
}

int TrainStep::sizeNow() const {
    return static_cast<int>(trainingSizeAt(session_.config, session_.changes, session_.position.epoch));
}

/// The one before goes first: both would not fit.
void TrainStep::makeProgram(int size) {
    const TrainConfig& config = session_.config;
    if (program_) {
        program_.reset();
        session_.device->releaseMemory();
    }
    size_ = size;
    parts_ = {}; // pictures of another size take another time
    program_ =
        session_.device->training(session_.state, {.imageSize = size,
                                                   .labelSmoothing = config.labelSmoothing,
                                                   .precision = session_.precision,
                                                   .mixes = config.mixup > 0 || config.cutmix > 0,
                                                   .clipNorm = config.clipNorm,
                                                   .exchange = session_.team ? session_.team->exchange() : nullptr});
}

/// Pictures that grow do so in an epoch that may be days away: what does not fit then is to be known before the first
/// step. Leaves no trace.
void TrainStep::tryLargest(const Batch& batch) {
    makeProgram(static_cast<int>(session_.config.imageSize));
    const auto side = static_cast<std::size_t>(size_);
    const int count = batch.count / partsFor(batch.view());
    const std::vector<std::uint8_t> black(static_cast<std::size_t>(count) * side * side * 3);
    const std::vector<PixelOps> ops(static_cast<std::size_t>(count));
    const HostBatch largest{count, black, batch.labels.first(static_cast<std::size_t>(count))};
    std::vector<at::Tensor> before;
    keepStatistics(session_.state.network->buffers(), before);
    if (!program_->fits(largest, ops)) {
        refuseToStart(largest, ops, batch.count);
    }
    keepStatistics(session_.state.network->buffers(), before);
}

void TrainStep::fitSize(const Batch& batch) {
    const bool isFirst = session_.position.step == 0 && !hasFitted_;
    if (isFirst && pictureRampOf(session_.config).grows()) {
        tryLargest(batch);
    }
    if (const int size = sizeNow(); size != size_) {
        if (!isFirst) {
            tellEvent(session_, EventKind::Notice,
                      "Training pictures of " + std::to_string(size) + " px from epoch " +
                          std::to_string(session_.position.epoch) + " on",
                      "they were of " + std::to_string(size_) + " px before (progressive resizing)");
        }
        makeProgram(size);
    }
}

bool TrainStep::submit(const Batch& batch, std::span<const std::uint32_t> samples, std::span<const PixelOps> ops,
                       std::optional<double> told) {
    if (pending_.empty()) { // an epoch begins with none
        fitSize(batch);
    }
    const RunPosition& position = session_.position;
    const auto ahead = static_cast<std::int32_t>(pending_.size());
    const double learningRate = told.value_or(session_.rates.at(position.planStep(session_.stepsPerEpoch) + ahead) *
                                              session_.learningRateScale);
    DoneStep step;
    step.record = {.step = position.step + ahead + 1,
                   .epoch = position.epoch,
                   .stepInEpoch = position.stepInEpoch + ahead + 1,
                   .learningRate = learningRate,
                   .count = static_cast<std::int32_t>(samples.size())};
    step.samples.assign(samples.begin(), samples.end());
    step.badPictures = static_cast<std::int64_t>(batch.bad.size());
    StepInput input{.step = step.record.step,
                    .learningRate = learningRate,
                    .batch = batch.view(),
                    .ops = ops,
                    .wholeCount = step.record.count,
                    .parts = partsFor(batch.view()),
                    .mix = mixOf(batch),
                    .lease = batch.lease};
    if (session_.team) {
        submitWithRanks(input, batch, step.record);
        hasFitted_ = true;
        pending_.push_back(std::move(step));
        return true;
    }
    std::vector<at::Tensor> before;
    while (!trySubmit(input)) {
        if (!pending_.empty()) {
            return false;
        }
        keepStatistics(session_.state.network->buffers(), before);
        makeSmallerParts(input.batch, ops);
        input.parts = partsFor(input.batch);
    }
    hasFitted_ = true;
    pending_.push_back(std::move(step));
    tellNews();
    return true;
}

void TrainStep::tellNews() {
    for (const std::string& news : program_->takeNews()) {
        tellEvent(session_, EventKind::Notice, "About the device", news);
    }
}

/// As the recipe draws it for this batch of the epoch.
BatchMix TrainStep::mixOf(const Batch& batch) const {
    const TrainConfig& config = session_.config;
    return drawMix({.mixup = config.mixup, .cutmix = config.cutmix}, size_, static_cast<std::uint64_t>(config.seed),
                   static_cast<std::uint32_t>(session_.position.epoch), static_cast<std::uint64_t>(batch.index));
}

/// Once some of the gradient has gone out to the others a step cannot be tried again in smaller parts: lack of memory
/// ends the run. So it is looked for before the first one, where a device has little.
void TrainStep::tryWithRanks(const HostBatch& batch, std::span<const PixelOps> ops) {
    const int parts = partsFor(batch);
    const int count = (batch.count + parts - 1) / parts;
    std::vector<at::Tensor> before;
    keepStatistics(session_.state.network->buffers(), before);
    const HostBatch part = partOf(batch, 0, count);
    const std::span<const PixelOps> partOps = ops.first(static_cast<std::size_t>(count));
    if (fits(part, partOps)) {
        keepStatistics(session_.state.network->buffers(), before);
        return;
    }
    if (session_.position.step == 0) {
        refuseToStart(part, partOps, batch.count);
    }
    Message message = memoryMessage(batch.count);
    message.done = "Training did not go on; the run is as it was.";
    message.next = "Close other programs on the card, or resume the run with more ranks or on larger cards.";
    throw Error(ErrorKind::Device, std::move(message));
}

void TrainStep::submitWithRanks(const StepInput& input, const Batch& batch, const StepRecord& record) {
    if (!hasFitted_ && input.batch.count > 0 && session_.device->info().accelerator) {
        tryWithRanks(input.batch, input.ops);
    }
    session_.team->beginStep({.kind = RankOrder::Kind::Step,
                              .epoch = record.epoch,
                              .batch = record.stepInEpoch - 1,
                              .step = record.step,
                              .learningRate = record.learningRate},
                             static_cast<std::int64_t>(batch.bad.size()));
    program_->submit(input);
    session_.team->endStep();
    if (session_.team->leads()) {
        tellNews();
    }
}

/// False if the memory did not suffice. What the attempt held is free again by then: it lived in the stack frames that
/// the error has left.
bool TrainStep::trySubmit(const StepInput& input) {
    try {
        program_->submit(input);
        return true;
    } catch (const std::exception& error) {
        if (!isMemoryError(error)) {
            throw;
        }
    }
    session_.device->releaseMemory();
    return false;
}

std::vector<DoneStep> TrainStep::take(std::size_t atLeast) {
    const std::vector<StepResult> results = program_->results(atLeast);
    if (results.size() < atLeast || results.size() > pending_.size()) {
        throw wrongAnswer(session_.device->info().name);
    }
    std::vector<DoneStep> done;
    for (const StepResult& result : results) {
        if (result.step != pending_.front().record.step) {
            throw wrongAnswer(session_.device->info().name);
        }
        DoneStep step = std::move(pending_.front());
        pending_.pop_front();
        step.record.loss = result.loss;
        step.record.correct1 = static_cast<std::int32_t>(result.correct1);
        step.record.correct5 = static_cast<std::int32_t>(result.correct5);
        step.finite = result.finite;
        step.skipped = result.skipped;
        step.news = result.news;
        done.push_back(std::move(step));
    }
    if (const StepParts parts = program_->takeParts(); parts.step > 0) {
        parts_ = parts;
    }
    return done;
}

void TrainStep::drop() {
    take(pending_.size());
}

void TrainStep::makeSmallerParts(const HostBatch& batch, std::span<const PixelOps> ops) {
    if (session_.position.step == 0 && !hasFitted_) { // not after a roll-back to the beginning
        refuseToStart(partOf(batch, 0, batch.count / partsFor(batch)), ops, batch.count);
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
    tellEvent(session_, EventKind::Waiting,
              "Not enough memory: batches are computed in " + std::to_string(parts) + " parts",
              "The gradient is still that of the whole batch; batch norm sees " + std::to_string(batch.count / parts) +
                  " pictures at a time. The next epoch begins with as many parts as the recipe says again.");
}

/// A short last batch has fewer parts: batch norm needs enough values in each.
int TrainStep::partsFor(const HostBatch& batch) const {
    return std::clamp(session_.parts, 1, std::max(1, batch.count / kSmallestPart));
}

bool TrainStep::fits(const HostBatch& batch, std::span<const PixelOps> ops) {
    const bool enough = program_->fits(batch, ops);
    session_.device->releaseMemory();
    return enough;
}

int TrainStep::largestThatFits(const HostBatch& batch, std::span<const PixelOps> ops, int known) {
    int good = known, bad = batch.count;
    const int fine = std::max(1, batch.count / 16); // near enough, and every try costs a step
    while (bad - good > fine) {
        const int middle = std::max(kSmallestPart, (good + bad) / 2);
        if (middle >= bad) {
            break;
        }
        (fits(partOf(batch, 0, middle), ops.first(static_cast<std::size_t>(middle))) ? good : bad) = middle;
    }
    return good;
}

/// `part` of a batch of `count` did not fit.
void TrainStep::refuseToStart(const HostBatch& part, std::span<const PixelOps> ops, int count) {
    const int parts = std::max(1, count / std::max(1, part.count));
    const int fits = largestThatFits(part, ops, 0);
    const int ranks = session_.ranks ? session_.ranks->count() : 1; // each has its share of the batch
    session_.fittingBatch = std::int64_t{fits} * parts * ranks;
    Message message = memoryMessage(count);
    message.done = "Training did not start.";
    message.next =
        fits > 0 ? "Choose a batch size of " + std::to_string(session_.fittingBatch) +
                       ", the largest that fits, or smaller pictures; or keep the batch size and have it computed in " +
                       "parts: accumulation=" + std::to_string((count + fits - 1) / fits) + "."
                 : "Choose smaller pictures or a smaller network: not even two pictures fit.";
    throw Error(ErrorKind::Device, std::move(message));
}

Message TrainStep::memoryMessage(int count) const {
    const DeviceMemory memory = session_.device->memory();
    std::string place = "batch size " + std::to_string(count) + (session_.ranks ? " in this rank" : "") +
                        ", picture size " + std::to_string(size_) + " px, " + session_.device->info().name;
    if (memory.totalBytes > 0) {
        place += ", " + byteText(memory.freeBytes) + " of " + byteText(memory.totalBytes) + " free";
    }
    return {.title = "There is not enough memory for this batch size", .place = place, .done = {}, .next = {}};
}

} // namespace studio
