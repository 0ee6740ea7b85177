// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/epoch_loop_internal.h"

#include <cmath>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/data/sampler.h"
#include "core/transform/augment.h"
#include "core/transform/geometry.h"

namespace studio {
namespace {

/// Larger batches save nothing in evaluation but need memory.
constexpr std::int64_t kMaxValidationBatch = 64;

double valShare(const ImageFolder& data) {
    const auto train = static_cast<double>(std::max<std::size_t>(1, data.train.samples.size()));
    return static_cast<double>(data.val.samples.size()) / train;
}

} // namespace

EpochLoop::EpochLoop(RunSession& session, TrainControl& control)
    : session_(session)
    , control_(control)
    , keeper_(session)
    , eta_(session.stepsPerEpoch, static_cast<std::int32_t>(session.config.epochs), valShare(session.data))
    , schedule_(scheduleOf(session.config, session.stepsPerEpoch)) {
    session.network->train();
}

RunOutcome EpochLoop::run() {
    RunPosition& position = session_.position;
    while (true) {
        if (position.epochEnd && position.epoch >= session_.config.epochs) {
            keeper_.finish();
            return RunOutcome::Finished;
        }
        if (control_.isStopRequested() || (position.epochEnd && control_.isStopAfterEpoch())) {
            return stop();
        }
        if (position.epochEnd) {
            beginNextEpoch();
        }
        if (!trainEpoch() || !validateEpoch()) {
            return stop();
        }
    }
}

RunOutcome EpochLoop::stop() {
    session_.teller.enter(TrainPhase::Stopping, "Stopping");
    keeper_.finish();
    return RunOutcome::Stopped;
}

void EpochLoop::beginNextEpoch() {
    RunPosition& position = session_.position;
    ++position.epoch;
    position.stepInEpoch = 0;
    position.epochEnd = false;
    position.valTop1 = position.valTop5 = position.valLoss = -1;
    position.metrics = {};
    position.epochSeconds = 0;
    position.badPictures = 0;
}

Loader EpochLoop::makeLoader() const {
    const TrainConfig& config = session_.config;
    const auto seed = static_cast<std::uint64_t>(config.seed);
    const auto epoch = static_cast<std::uint32_t>(session_.position.epoch);
    const ImageSet& set = session_.data.train;
    LoaderPlan plan;
    plan.set = &set;
    plan.order = epochOrder(seed, epoch, set.samples.size());
    plan.order.resize(picturesPerEpoch(set.samples.size(), config.batchSize));
    plan.batchSize = static_cast<int>(config.batchSize);
    plan.imageSize = static_cast<int>(config.imageSize);
    plan.firstBatch = session_.position.stepInEpoch;
    plan.crop = trainCropPlanner({.scaleMin = config.cropScaleMin, .scaleMax = config.cropScaleMax}, seed, epoch);
    plan.workers = session_.setup.workers;
    return Loader(std::move(plan), session_.device->slotAllocator());
}

bool EpochLoop::trainEpoch() {
    RunPosition& position = session_.position;
    if (position.stepInEpoch >= session_.stepsPerEpoch) {
        return true; // resumed after the last step, before the validation was done
    }
    updateStatus(0);
    session_.teller.enter(TrainPhase::Training, "Training");
    Loader loader = makeLoader();
    while (position.stepInEpoch < session_.stepsPerEpoch) {
        const double start = monotonicSeconds();
        const std::optional<Batch> batch = loader.next(control_.stopToken());
        if (!batch) {
            return false;
        }
        countBadPictures(*batch);
        StepRecord record = trainStep(*batch, drawOps(*batch));
        record.seconds = monotonicSeconds() - start;
        record.waitSeconds = batch->waitSeconds;
        position.metrics.add(record.loss, record.count, record.correct1, record.correct5);
        position.epochSeconds += record.seconds;
        eta_.addStep(record.seconds, record.waitSeconds, record.count);
        session_.recorder->stepDone(record);
        atBatchBorder();
        if (control_.isStopRequested()) {
            return false;
        }
    }
    return true;
}

std::vector<PixelOps> EpochLoop::drawOps(const Batch& batch) const {
    const TrainConfig& config = session_.config;
    const AugmentSpec spec{.flip = config.flip,
                           .brightness = config.brightness,
                           .contrast = config.contrast,
                           .saturation = config.saturation,
                           .hue = config.hue};
    std::vector<PixelOps> ops;
    ops.reserve(batch.samples.size());
    for (const std::uint32_t sample : batch.samples) {
        ops.push_back(drawPixelOps(spec, static_cast<std::uint64_t>(config.seed),
                                   static_cast<std::uint32_t>(session_.position.epoch), sample));
    }
    return ops;
}

StepRecord EpochLoop::trainStep(const Batch& batch, std::span<const PixelOps> ops) {
    RunPosition& position = session_.position;
    const TrainConfig& config = session_.config;
    ComputeDevice& device = *session_.device;
    const at::Tensor input = device.prepare(batch.view(), static_cast<int>(config.imageSize), ops, Normalisation{});
    const at::Tensor labels = device.prepareLabels(batch.view());
    const at::Tensor logits = session_.network->forward(input);
    const at::Tensor loss =
        at::cross_entropy_loss(logits, labels, {}, at::Reduction::Mean, -100, config.labelSmoothing);
    const double lossValue = loss.item<double>();
    if (!std::isfinite(lossValue)) {
        throw notFinite(session_, "The loss");
    }
    const double learningRate = learningRateAt(schedule_, position.step);
    session_.sgd->zeroGrad();
    loss.backward();
    session_.sgd->step(learningRate);

    ++position.step;
    ++position.stepInEpoch;
    const at::Tensor answers = logits.detach();
    return {.step = position.step,
            .epoch = position.epoch,
            .stepInEpoch = position.stepInEpoch,
            .loss = lossValue,
            .learningRate = learningRate,
            .count = batch.count,
            .correct1 = static_cast<std::int32_t>(countHits(answers, labels, 1)),
            .correct5 = static_cast<std::int32_t>(countHits(answers, labels, 5))};
}

void EpochLoop::countBadPictures(const Batch& batch) {
    constexpr std::size_t kMaxNamed = 1000;
    for (const BadPicture& bad : batch.bad) {
        ++session_.position.badPictures;
        const std::string detail = displayText(bad.path) + ": " + bad.reason;
        if (session_.namedBadPictures.size() < kMaxNamed && session_.namedBadPictures.insert(detail).second) {
            session_.recorder->event(EventKind::BadPicture, "Picture cannot be used", detail);
        }
    }
    // Rounded up, so that one bad picture does not end the training of a small set.
    const auto pictures = static_cast<double>(session_.data.train.samples.size());
    const double allowed = std::ceil(session_.config.maxBadFraction * pictures);
    if (static_cast<double>(session_.position.badPictures) > allowed) {
        throw Error(ErrorKind::Data,
                    Message{.title = "Too many pictures cannot be read",
                            .place = displayText(session_.data.train.folder),
                            .done = grouped(session_.position.badPictures) + " were met in epoch " +
                                    std::to_string(session_.position.epoch) + ", " +
                                    grouped(static_cast<std::int64_t>(allowed)) + " are allowed.",
                            .next = "Check the pictures, or raise max_bad_fraction, then resume the run."});
    }
}

void EpochLoop::atBatchBorder() {
    updateStatus(0);
    session_.teller.tick();
    waitWhilePaused();
    if (control_.takeSnapshotRequest()) {
        keeper_.save(false);
    } else {
        keeper_.saveIfDue();
    }
}

void EpochLoop::waitWhilePaused() {
    if (!control_.isPaused() || control_.isStopRequested()) {
        return;
    }
    const TrainPhase phase = session_.teller.status.phase;
    const std::string activity = session_.teller.status.activity;
    session_.clock.pause();
    session_.recorder->event(EventKind::Paused, "Training paused");
    session_.recorder->setState(RunState::Paused);
    session_.recorder->flush();
    session_.teller.enter(TrainPhase::Paused, "Paused");
    control_.waitWhilePaused();
    session_.clock.resume();
    session_.recorder->event(EventKind::Continued, "Training continued");
    session_.recorder->setState(RunState::Training);
    session_.teller.enter(phase, activity);
}

bool EpochLoop::validateEpoch() {
    const TrainConfig& config = session_.config;
    updateStatus(0);
    session_.teller.enter(TrainPhase::Validating, "Validating");
    const double start = monotonicSeconds();
    double paused = 0;
    const auto progress = [&](std::int64_t done, std::int64_t total) {
        updateStatus(total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 1);
        session_.teller.tick();
        const double before = monotonicSeconds();
        waitWhilePaused();
        paused += monotonicSeconds() - before;
    };
    const ValidationPlan plan{.evalResize = static_cast<int>(config.evalResize),
                              .evalSize = static_cast<int>(config.evalSize),
                              .batchSize = static_cast<int>(std::min(config.batchSize, kMaxValidationBatch)),
                              .workers = session_.setup.workers};
    const EvaluationResult result =
        evaluateSet(*session_.network, *session_.device, session_.data.val, plan, progress, control_.stopToken());
    if (!result.complete) {
        return false;
    }
    if (!std::isfinite(result.loss)) {
        throw notFinite(session_, "The validation loss");
    }
    tellUnreadableValidation(result.badPictures);
    endEpoch(result, monotonicSeconds() - start - paused);
    return true;
}

/// Once for each new count: they are the same pictures in every epoch.
void EpochLoop::tellUnreadableValidation(std::int64_t count) {
    if (count > 0 && count != badInValidation_) {
        session_.recorder->event(EventKind::BadPicture, "Validation pictures cannot be used",
                                 grouped(count) + " are left out of the validation; check the pictures to see which");
    }
    badInValidation_ = count;
}

void EpochLoop::endEpoch(const EvaluationResult& result, double validationSeconds) {
    RunPosition& position = session_.position;
    const bool best = result.top1 > position.bestTop1;
    if (best) {
        position.bestTop1 = result.top1;
        position.bestEpoch = position.epoch;
    }
    position.epochEnd = true;
    position.valTop1 = position.lastTop1 = result.top1;
    position.valTop5 = result.top5;
    position.valLoss = result.loss;
    eta_.addValidation(validationSeconds);
    const double trainSeconds = position.epochSeconds;
    session_.recorder->epochDone(
        {.epoch = position.epoch,
         .step = position.step,
         .trainLoss = position.metrics.loss(),
         .trainTop1 = position.metrics.top1(),
         .trainTop5 = position.metrics.top5(),
         .valLoss = result.loss,
         .valTop1 = result.top1,
         .valTop5 = result.top5,
         .learningRate = learningRateAt(schedule_, std::max<std::int64_t>(0, position.step - 1)),
         .seconds = trainSeconds + validationSeconds,
         .validationSeconds = validationSeconds,
         .imagesPerSecond = trainSeconds > 0 ? static_cast<double>(position.metrics.count) / trainSeconds : 0,
         .badPictures = position.badPictures,
         .best = best,
         .finishedUtcMs = utcMilliseconds()});
    if (best) {
        session_.recorder->event(EventKind::NewBest, "New best",
                                 "epoch " + std::to_string(position.epoch) + ", validation top-1 " +
                                     percentText(result.top1));
    }
    control_.takeSnapshotRequest(); // this checkpoint answers it
    keeper_.save(best);
    writeLog();
}

} // namespace studio
