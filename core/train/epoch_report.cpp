// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdio>
#include <utility>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/device/memory_error_internal.h"
#include "core/train/epoch_loop_internal.h"
#include "core/train/ranks/rank_team_internal.h"
#include "core/train/validation_internal.h"

namespace studio {

namespace {

std::string numberText(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4f", value);
    return text;
}

} // namespace

std::string percentText(double fraction) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f %%", fraction * 100);
    return text;
}

void EpochLoop::updateStatus(double validationDone) {
    const RunPosition& position = session_.position;
    TrainStatus& status = session_.teller.status;
    status.epoch = position.epoch;
    status.stepInEpoch = position.stepInEpoch;
    status.step = position.step;
    status.validationFraction = validationDone;
    status.imagesPerSecond = eta_.imagesPerSecond();
    status.waitFraction = eta_.waitFraction();
    status.parts = step_.parts();
    status.rateFactor = session_.learningRateScale;
    status.feed = feeder_.recent();
    status.activeSeconds = session_.clock.seconds();
    status.remainingSeconds = eta_.remainingSeconds(position.epoch, position.stepInEpoch, validationDone);
    status.secondsToValidation = eta_.secondsToValidation(position.epoch, position.stepInEpoch);
}

void EpochLoop::recordEpoch(const Validated& validated, double validationSeconds, bool best) {
    const RunPosition& position = session_.position;
    const EvaluationResult& result = validated.counts();
    const double trainSeconds = position.epochSeconds;
    const std::int64_t lastStep = std::max<std::int64_t>(0, position.planStep(session_.stepsPerEpoch) - 1);
    session_.recorder->epochDone(
        {.epoch = position.epoch,
         .step = position.step,
         .trainLoss = position.metrics.loss(),
         .trainTop1 = position.metrics.top1(),
         .trainTop5 = position.metrics.top5(),
         .valLoss = result.loss,
         .valTop1 = result.top1,
         .valTop5 = result.top5,
         .learningRate = session_.rates.at(lastStep) * session_.learningRateScale,
         .seconds = trainSeconds + validationSeconds,
         .validationSeconds = validationSeconds,
         .imagesPerSecond = trainSeconds > 0 ? static_cast<double>(position.metrics.count) / trainSeconds : 0,
         .badPictures = position.badPictures,
         .best = best,
         .finishedUtcMs = utcMilliseconds(),
         .averageLoss = validated.average ? validated.average->loss : -1,
         .averageTop1 = validated.average ? validated.average->top1 : -1,
         .weightsLoss = validated.average ? validated.weights.loss : -1,
         .weightsTop1 = validated.average ? validated.weights.top1 : -1});
    if (best) {
        session_.recorder->event(EventKind::NewBest, "New best",
                                 "epoch " + std::to_string(position.epoch) + ", validation top-1 " +
                                     percentText(result.top1) + (position.ema ? ", average of the weights" : ""));
    }
    tellSkippedSteps();
    writeLog();
}

void EpochLoop::writeLog() {
    const TrainConfig& config = session_.config;
    session_.recorder->writeLog(session_.paths.log, displayText(baseName(session_.paths.folder)),
                                modelDisplayName(config.model) + ", " + std::to_string(config.epochs) + " epochs, " +
                                    std::to_string(session_.data.classes.size()) + " classes, " +
                                    grouped(static_cast<std::int64_t>(session_.data.train.size())) +
                                    " training pictures" + (session_.earlyEnd.empty() ? "" : "; " + session_.earlyEnd));
}

/// Now and then one is how a loss scale finds its value.
void EpochLoop::tellSkippedSteps() {
    const std::int64_t count = std::exchange(skippedSteps_, 0);
    if (count > 0) {
        session_.recorder->event(EventKind::Notice,
                                 count == 1 ? "1 step was skipped by the loss scale"
                                            : grouped(count) + " steps were skipped by the loss scale",
                                 "Their gradients did not fit fp16; the weights were left as they were and the scale "
                                 "was halved. A few at the start and one every few thousand steps are usual.");
    }
}

/// All pictures of `loader_`, with the weights as they are.
EvaluationResult EpochLoop::measureOnce(const Measuring& what) {
    updateStatus(0);
    session_.teller.enter(TrainPhase::Validating, what.activity);
    watch_.enter(StallWatch::Part::Validation);
    const auto progress = [&](std::int64_t done, std::int64_t total) {
        watch_.beat();
        what.tell(total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 1);
        session_.teller.tick();
        keeper_.retryWaiting();
        changePlanIfAsked();
        static_cast<void>(pauseIfAsked()); // poisoned weights show in the loss
    };
    const std::shared_ptr<RankTeam>& team = session_.team;
    const auto combine = [&team](EvaluationResult& result) { team->combine(result); };
    if (team) {
        team->beginMeasuring();
    }
    const std::unique_ptr<EvalProgram> program = // gone before the weights are saved or replaced
        session_.device->evaluation(what.network, loader_->imageSize(), what.precision);
    if (session_.config.flipTest) {
        program->mirrorToo();
    }
    return evaluateSet(
        *program, *loader_, [this] { return patience_.next(*loader_); }, progress, 0, {},
        team ? combine : std::function<void(EvaluationResult&)>());
}

/// Beside a training that fills a card there may be room for fewer pictures than usual: an epoch's work must not end at
/// its validation. What the training keeps for its next step goes last: to make it again takes time.
EvaluationResult EpochLoop::measure(const Measuring& what) {
    bool gaveBack = false;
    while (true) {
        loader_.reset();
        loader_ = what.open();
        try {
            return measureOnce(what);
        } catch (const std::exception& error) {
            if (!isMemoryError(error) || session_.team || gaveBack) { // ranks must do the same
                throw;
            }
        }
        loader_.reset();
        session_.device->releaseMemory();
        if (const int fewer = feeder_.halveValidation(); fewer > 0) {
            session_.recorder->event(EventKind::Notice, "Validation in batches of " + std::to_string(fewer),
                                     "There was not enough memory for more pictures at once beside the training.");
        } else {
            step_.giveBack();
            gaveBack = true;
        }
    }
}

EpochLoop::Part EpochLoop::validateEpoch() {
    const double start = session_.clock.seconds();
    loader_.reset();
    Validated validated;
    validated.average = measureAverage();
    const std::optional<EvaluationResult>& average = validated.average;
    if (average && !average->complete) {
        return Part::Stopped;
    }
    const double before = average ? 0.5 : 0;
    orderRanks({.kind = RankOrder::Kind::Measure, .epoch = session_.position.epoch});
    validated.weights =
        measureSurely({.network = *session_.state.network,
                       .activity = "Validating",
                       .open = [this] { return feeder_.validation(session_.position.epoch); },
                       .precision = session_.precision,
                       .tell = [this, before](double done) { updateStatus(before + done * (1 - before)); }});
    const EvaluationResult& weights = validated.weights;
    if (!weights.complete) {
        return Part::Stopped;
    }
    if (!std::isfinite(weights.loss)) {
        return rolledBack("The validation loss", {});
    }
    tellUnreadableValidation(weights);
    validated.averageCounts = average && average->top1 > weights.top1 && std::isfinite(average->loss);
    session_.position.ema = validated.averageCounts;
    if (average) {
        tellBoth(weights, *average);
    }
    return endEpoch(validated, std::max(0.0, session_.clock.seconds() - start));
}

/// fp16 ends at 65,504, which a network with young statistics of batch norm may pass where its weights are sound:
/// before anything follows from a loss that is no number, the same pictures are measured in single precision.
EvaluationResult EpochLoop::measureSurely(const Measuring& what) {
    const EvaluationResult first = measure(what);
    if (!first.complete || std::isfinite(first.loss) || what.precision != Precision::Fp16 || session_.team) {
        return first;
    }
    Measuring wider = what;
    wider.activity += " again, in single precision";
    wider.precision = Precision::Fp32;
    const EvaluationResult result = measure(wider);
    if (result.complete && std::isfinite(result.loss)) {
        session_.recorder->event(
            EventKind::Notice, "Validated in single precision",
            "In fp16 the loss was no number, in single precision it is one: fp16 ends at 65,504. The "
            "weights are sound, the epoch counts with what single precision says.");
    }
    return result;
}

/// Nothing where none is kept. Before the weights themselves: the next epoch's loader is opened with theirs.
std::optional<EvaluationResult> EpochLoop::measureAverage() {
    if (!session_.state.average || !session_.state.average->countsAt(session_.position.step)) {
        return std::nullopt;
    }
    orderRanks({.kind = RankOrder::Kind::MeasureAverage});
    return measureSurely({.network = session_.state.average->network(),
                          .activity = "Validating the average of the weights",
                          .open = [this] { return feeder_.validationNow(); },
                          .precision = session_.precision,
                          .tell = [this](double done) { updateStatus(done / 2); }});
}

/// The epoch's figures are those of the better one; the journal has both.
void EpochLoop::tellBoth(const EvaluationResult& plain, const EvaluationResult& average) {
    const bool ema = session_.position.ema;
    session_.recorder->event(EventKind::Notice,
                             "Epoch " + std::to_string(session_.position.epoch) + " validated: top-1 " +
                                 percentText(average.top1) + " average of the weights, " + percentText(plain.top1) +
                                 " weights",
                             std::string("loss ") + numberText(average.loss) + " and " + numberText(plain.loss) +
                                 "; the epoch counts with " + (ema ? "the average" : "the weights themselves"));
}

/// In the middle of an epoch, because a person asked for it. It leaves no trace but a line in the journal: the position
/// is as it was, and the loader that follows goes on with the very batch that would have come.
EpochLoop::Part EpochLoop::validateNow() {
    orderRanks({.kind = RankOrder::Kind::Measure});
    const EvaluationResult result =
        measure({.network = *session_.state.network,
                 .activity = "Validating at this step, on request",
                 .open = [this] { return feeder_.validationNow(); },
                 .precision = session_.precision,
                 .tell = [this](double done) { session_.teller.status.validationFraction = done; }});
    if (!result.complete) {
        return Part::Stopped;
    }
    tellUnreadableValidation(result);
    if (!std::isfinite(result.loss)) // statistics of batch norm may be young: a look must not send the run back
        session_.recorder->event(EventKind::Validated, "Validated on request: the loss is no number",
                                 "after step " + grouped(session_.position.step) +
                                     "; nothing follows from it, training goes on as it was");
    else
        session_.recorder->event(EventKind::Validated, "Validated on request: top-1 " + percentText(result.top1),
                                 "top-5 " + percentText(result.top5) + ", loss " + numberText(result.loss) + " on " +
                                     grouped(result.count) + " pictures, after step " +
                                     grouped(session_.position.step) + "; it counts for no epoch and no best" +
                                     (session_.state.average ? "; the weights themselves, not their average" : ""));
    loader_.reset();
    beginTraining();
    return Part::Done;
}

/// Once for each new count: they are the same pictures in every epoch.
void EpochLoop::tellUnreadableValidation(const EvaluationResult& result) {
    const std::int64_t count = result.badPictures;
    if (count > 0 && count != badInValidation_) {
        const BadFile& bad = result.badFiles.front();
        session_.recorder->event(EventKind::BadPicture, "Validation pictures cannot be used",
                                 grouped(count) + " of " + grouped(count + result.count) +
                                     " are left out of the validation, for example " + displayText(bad.path) + ": " +
                                     bad.reason);
    }
    badInValidation_ = count;
}

EpochLoop::Part EpochLoop::endEpoch(const Validated& validated, double validationSeconds) {
    RunPosition& position = session_.position;
    const EvaluationResult& result = validated.counts();
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
    recordEpoch(validated, validationSeconds, best);
    control_.takeSnapshotRequest(); // this checkpoint answers it
    control_.takeValidationRequest();
    return keeper_.save(best) ? Part::Done : rolledBack("A weight", {});
}

} // namespace studio
