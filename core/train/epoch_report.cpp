// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>

#include "core/base/atomic_file.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/run/training_log.h"
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
    status.activeSeconds = session_.clock.seconds();
    status.remainingSeconds = eta_.remainingSeconds(position.epoch, position.stepInEpoch, validationDone);
    status.secondsToValidation = eta_.secondsToValidation(position.stepInEpoch);
}

/// training_log.md is a mirror of run.db: when it cannot be written, training goes on.
void EpochLoop::writeLog() {
    try {
        const TrainConfig& config = session_.config;
        const std::string headline = modelDisplayName(config.model) + ", " + std::to_string(config.epochs) +
                                     " epochs, " + std::to_string(session_.data.classes.size()) + " classes, " +
                                     grouped(static_cast<std::int64_t>(session_.data.train.samples.size())) +
                                     " training pictures";
        const std::string name = displayText(baseName(session_.paths.folder));
        writeFileAtomically(session_.paths.log, trainingLogText(name, headline, session_.database->epochs()));
        logTroubleTold_ = false;
    } catch (const Error& error) {
        logLine(LogLevel::Warning, error.message().text());
        if (!logTroubleTold_) {
            logTroubleTold_ = true;
            session_.recorder->event(EventKind::Notice, "training_log.md was not written", error.message().text());
        }
    }
}

} // namespace studio
