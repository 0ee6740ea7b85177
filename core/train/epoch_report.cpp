// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <utility>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/train/epoch_loop_internal.h"

namespace studio {

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
    status.feed = feeder_.recent();
    status.activeSeconds = session_.clock.seconds();
    status.remainingSeconds = eta_.remainingSeconds(position.epoch, position.stepInEpoch, validationDone);
    status.secondsToValidation = eta_.secondsToValidation(position.stepInEpoch);
}

void EpochLoop::recordEpoch(const EvaluationResult& result, double validationSeconds, bool best) {
    const RunPosition& position = session_.position;
    const double trainSeconds = position.epochSeconds;
    const std::int64_t lastStep = std::max<std::int64_t>(0, position.step - 1);
    session_.recorder->epochDone(
        {.epoch = position.epoch,
         .step = position.step,
         .trainLoss = position.metrics.loss(),
         .trainTop1 = position.metrics.top1(),
         .trainTop5 = position.metrics.top5(),
         .valLoss = result.loss,
         .valTop1 = result.top1,
         .valTop5 = result.top5,
         .learningRate = learningRateAt(schedule_, lastStep) * session_.learningRateScale,
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
    tellSkippedSteps();
    const TrainConfig& config = session_.config;
    session_.recorder->writeLog(session_.paths.log, displayText(baseName(session_.paths.folder)),
                                modelDisplayName(config.model) + ", " + std::to_string(config.epochs) + " epochs, " +
                                    std::to_string(session_.data.classes.size()) + " classes, " +
                                    grouped(static_cast<std::int64_t>(session_.data.train.size())) +
                                    " training pictures");
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

} // namespace studio
