// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/epoch_loop_internal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/base/log.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/device/memory_error_internal.h"
#include "core/recipe/picture_size.h"
#include "core/train/batch_identity_internal.h"
#include "core/train/ranks/rank_team_internal.h"
#include "core/transform/augment.h"

namespace studio {
namespace {

/// A picture that is measured twice counts twice.
double valShare(const ImageFolder& data, const TrainConfig& config) {
    const auto train = static_cast<double>(std::max<std::size_t>(1, data.train.size()));
    return static_cast<double>(data.val.size()) / train * validationPasses(config);
}

std::vector<std::string> picturesOf(const std::vector<std::uint32_t>& samples, const ImageSet& set) {
    std::vector<std::string> files;
    for (const std::uint32_t sample : samples) {
        files.push_back(set.pathOf(sample));
    }
    return files;
}

/// A share that lets so many bad ones pass, with some room for those not met yet.
std::string allowingText(std::int64_t bad, double pictures) {
    const double share = std::min(1.0, std::ceil(200.0 * static_cast<double>(bad) / pictures) / 100);
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%g", share);
    return text.data();
}

} // namespace

EpochLoop::EpochLoop(RunSession& session, TrainControl& control)
    : session_(session)
    , control_(control)
    , keeper_(session)
    , eta_(session.stepsPerEpoch, static_cast<std::int32_t>(session.config.epochs),
           valShare(session.data, session.config),
           [this](std::int32_t epoch) { return trainingCostAt(session_.config, session_.changes, epoch); })
    , step_(session)
    , watch_(*session.recorder, session.stallSeconds,
             [this] {
                 return StallWatch::Save{keeper_.writesSince(), keeper_.usualSeconds()};
             })
    , patience_(session, control, keeper_, watch_, [this] { return settle(); })
    , feeder_(session, control.stopToken()) {
    session.state.network->train();
    rememberSpeed();
}

/// A resumed run knows from its history how fast it was: its ETA need not be learned anew.
void EpochLoop::rememberSpeed() {
    if (session_.isMovedOn) {
        return; // it was the speed of another machine
    }
    constexpr std::int64_t kSteps = 64;
    const std::int64_t after = std::max<std::int64_t>(0, session_.position.step - kSteps);
    struct Past {
        std::vector<StepRecord> steps;
        std::vector<EpochRecord> epochs;
    };
    try {
        const Past past = session_.recorder->history().call([after](RunDatabase& database) {
            return Past{database.steps(after), database.epochs()};
        });
        for (const StepRecord& step : past.steps) {
            watch_.learn(step.seconds);
        }
        for (const StepRecord& step : past.steps) {
            if (!watch_.isStall(step.seconds)) {
                eta_.addStep(step.epoch, step.seconds, step.waitSeconds, step.count);
            }
        }
        eta_.takePast();
        if (!past.epochs.empty()) {
            eta_.addValidation(past.epochs.back().validationSeconds);
        }
    } catch (const Error& error) {
        logLine(LogLevel::Warning, error.message().text()); // it is only an estimate
    }
}

RunOutcome EpochLoop::run() {
    try {
        return runEpochs();
    } catch (const Error& error) {
        // Whatever ends the run, what was learned is kept; poisoned weights are Config.
        saveBeforeFailing(error.kind() == ErrorKind::Data || error.kind() == ErrorKind::Io ||
                          error.kind() == ErrorKind::NoRight || error.kind() == ErrorKind::Device);
        endPlans();
        throw;
    } catch (const std::exception& error) { // LibTorch's: the device is gone, and nothing more is asked of it
        saveBeforeFailing(isMemoryError(error));
        endPlans();
        throw;
    }
}

RunOutcome EpochLoop::runEpochs() {
    RunPosition& position = session_.position;
    while (true) {
        changePlanIfAsked();
        if (position.epochEnd) {
            awaitPlan();
        }
        if (isDone()) {
            saveAtLast();
            if (isAtEnd()) {
                tellEarlyEnd();
                return RunOutcome::Finished;
            }
            session_.clock.resume();
            watch_.setResting(false);
        }
        if (control_.isStopRequested() || (position.epochEnd && control_.isStopAfterEpoch())) {
            return stop();
        }
        if (position.epochEnd) {
            beginNextEpoch();
        }
        Part part = trainEpoch();
        if (part == Part::Done) {
            part = validateEpoch();
        }
        if (part == Part::Stopped) {
            return stop();
        }
    }
}

RunOutcome EpochLoop::stop() {
    session_.clock.pause();
    watch_.setResting(true);
    session_.teller.enter(TrainPhase::Stopping, "Stopping");
    if (stateIsVoid_) {
        keeper_.writeWaiting();
    } else {
        keeper_.finish();
    }
    endPlans();
    return RunOutcome::Stopped;
}

/// The first error is the one to tell; what became of states that only memory held is told with it.
void EpochLoop::saveBeforeFailing(bool stateIsGood) {
    isFailing_ = true;
    session_.clock.pause();
    watch_.setResting(true);
    if (stateIsGood && !stateIsVoid_ && step_.isStateKnown()) {
        try {
            if (settle()) {
                keeper_.finish();
                return;
            }
        } catch (const std::exception& error) {
            logLine(LogLevel::Warning, messageOf(error).text());
        }
    }
    const std::int64_t step = keeper_.unsavedStep();
    if (step < 0) {
        return;
    }
    session_.lastWords = "The checkpoint of step " + grouped(step) + ", which waited in memory, ";
    try {
        keeper_.writeWaiting();
        session_.lastWords += keeper_.savedStep() >= step ? "was still written."
                                                          : "was not written: a weight in it is not a finite number.";
    } catch (const Error& error) {
        session_.lastWords += "could not be written: " + error.message().title + ".";
    }
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
    position.ema = false;
    session_.parts = static_cast<int>(session_.config.accumulation); // what took the memory may have gone
}

/// From the session's position on. No other loader may be open.
void EpochLoop::beginTraining() {
    updateStatus(0);
    session_.teller.enter(TrainPhase::Training, "Training");
    watch_.enter(StallWatch::Part::Training);
    loader_ = feeder_.training(session_.position.epoch, session_.position.stepInEpoch);
    const RunPosition& position = session_.position;
    orderRanks({.kind = RankOrder::Kind::Train,
                .epoch = position.epoch,
                .batch = position.stepInEpoch,
                .step = position.step});
    waited_ = 0;
}

EpochLoop::Part EpochLoop::trainEpoch() {
    RunPosition& position = session_.position;
    if (position.stepInEpoch >= session_.stepsPerEpoch) {
        return Part::Done; // resumed after the last step, before the validation was done
    }
    loader_.reset();
    beginTraining();
    while (position.stepInEpoch < session_.stepsPerEpoch) {
        if (step_.pending() == 0) {
            lastResult_ = session_.clock.seconds();
        }
        if (!feedStep()) {
            return settle() ? Part::Stopped : rolledBackFromStep();
        }
        const bool rests = control_.isSnapshotRequested() || control_.isValidationRequested() || keeper_.isDue() ||
                           control_.isPaused() || control_.isStopRequested();
        if (!takeResults(rests ? 0 : step_.depth() - 1)) {
            return rolledBackFromStep();
        }
        if (!atBatchBorder()) {
            // Where the copy came late the weights were spoilt in an earlier batch.
            return rolledBack("A weight", picturesOf(keeper_.isSound() ? lastSamples_ : std::vector<std::uint32_t>(),
                                                     session_.data.train));
        }
        if (control_.isStopRequested()) {
            return settle() ? Part::Stopped : rolledBackFromStep();
        }
        // At the end of the epoch its own validation follows.
        const bool validates =
            step_.pending() == 0 && position.stepInEpoch < session_.stepsPerEpoch && control_.takeValidationRequest();
        if (const Part part = validates ? validateNow() : Part::Done; part != Part::Done) {
            return part;
        }
    }
    return Part::Done;
}

/// Hands the next batch of the epoch over, if there is one left. False at a stop, and where a step before it failed.
bool EpochLoop::feedStep() {
    if (session_.position.stepInEpoch + static_cast<std::int32_t>(step_.pending()) >= session_.stepsPerEpoch) {
        return takeResults(0);
    }
    const std::optional<Batch> batch = patience_.next(*loader_);
    if (!batch) {
        return false;
    }
    const std::span<const std::uint32_t> samples = feeder_.samplesOf(*batch);
    verifyResume(samples);
    countBadPictures(batch->bad);
    waited_ += batch->waitSeconds;
    const std::vector<PixelOps> ops = drawOps(session_, *batch);
    while (!step_.submit(*batch, samples, ops)) {
        if (!settle()) {
            return false;
        }
    }
    return true;
}

/// Takes the results that are there, and waits until at most `left` steps are pending. A step takes the time since the
/// result before it. False where one was not finite: what came after it is void.
bool EpochLoop::takeResults(std::size_t left) {
    while (true) {
        std::vector<DoneStep> done = step_.take(step_.pending() > left ? 1 : 0);
        if (done.empty()) {
            return true;
        }
        watch_.beat();
        const double now = session_.clock.seconds();
        const double seconds = std::max(0.0, now - lastResult_) / static_cast<double>(done.size());
        const double wait = std::exchange(waited_, 0) / static_cast<double>(done.size());
        lastResult_ = now;
        for (DoneStep& step : done) {
            stateIsVoid_ = &step != &done.back(); // the weights are those of the last one
            if (!step.finite) {
                failed_ = std::move(step.samples);
                return false;
            }
            stepDone(step.record, seconds, wait);
            skippedSteps_ += step.skipped ? 1 : 0;
            lastSamples_ = std::move(step.samples);
        }
        hearRanks(done);
    }
}

/// Before anything needs the weights of a known step: a save, a pause, the end of an epoch.
bool EpochLoop::settle() {
    return !failed_ && takeResults(0);
}

EpochLoop::Part EpochLoop::rolledBackFromStep() {
    std::vector<std::uint32_t> samples = std::exchange(failed_, std::nullopt).value_or(std::vector<std::uint32_t>());
    // A gradient that is no number shows in the next loss, where nothing looks at it before.
    if (session_.config.clipNorm <= 0 && !session_.state.scale) {
        samples.insert(samples.end(), lastSamples_.begin(), lastSamples_.end());
    }
    return rolledBack("The loss", picturesOf(samples, session_.data.train));
}

void EpochLoop::stepDone(StepRecord record, double seconds, double wait) {
    record.seconds = seconds;
    record.waitSeconds = std::min(seconds, wait);
    RunPosition& position = session_.position;
    position.step = record.step;
    position.stepInEpoch = record.stepInEpoch;
    position.metrics.add(record.loss, record.count, record.correct1, record.correct5);
    position.epochSeconds += record.seconds;
    eta_.addStep(record.epoch, record.seconds, record.waitSeconds, record.count);
    session_.recorder->stepDone(record);
}

std::vector<PixelOps> drawOps(const RunSession& session, const Batch& batch) {
    const TrainConfig& config = session.config;
    const AugmentSpec spec{.flip = config.flip,
                           .brightness = config.brightness,
                           .contrast = config.contrast,
                           .saturation = config.saturation,
                           .hue = config.hue,
                           .alternatingFlip = config.alternatingFlip,
                           .erasing = config.randomErasing};
    const auto size = static_cast<int>(trainingSizeAt(config, session.changes, session.position.epoch));
    std::vector<PixelOps> ops;
    ops.reserve(batch.samples.size());
    for (const std::uint32_t sample : batch.samples) {
        ops.push_back(drawPixelOps(spec, size, static_cast<std::uint64_t>(config.seed),
                                   static_cast<std::uint32_t>(session.position.epoch), sample));
    }
    return ops;
}

/// The first batch after a resume must be the one that the run would have had.
void EpochLoop::verifyResume(std::span<const std::uint32_t> samples) {
    if (session_.expectedPictures.empty()) {
        return;
    }
    if (picturesDigest(session_.data.train, samples) == session_.expectedPictures) {
        session_.recorder->event(EventKind::Verified, "Resume verified",
                                 "the first batch has the pictures that it would have had");
    } else {
        session_.recorder->event(
            EventKind::Notice, "Other pictures than before",
            "The files of the data set were changed since the checkpoint: training goes on, but not "
            "to the same bits.");
    }
    session_.expectedPictures.clear();
}

void EpochLoop::countBadPictures(std::span<const BadPicture> pictures) {
    constexpr std::size_t kMaxNamed = 1000;
    for (const BadPicture& bad : pictures) {
        ++session_.position.badPictures;
        const std::string detail = displayText(bad.path) + ": " + bad.reason;
        if (session_.namedBadPictures.size() < kMaxNamed && session_.namedBadPictures.insert(detail).second) {
            session_.recorder->event(EventKind::BadPicture, "Picture cannot be used", detail);
        }
    }
    // Rounded up, so that one bad picture does not end the training of a small set.
    const auto all = static_cast<double>(session_.data.train.size());
    const double allowed = std::ceil(session_.config.maxBadFraction * all);
    if (!isFailing_ && static_cast<double>(session_.position.badPictures) > allowed) {
        throw Error(ErrorKind::Data,
                    Message{.title = "Too many pictures cannot be read",
                            .place = displayText(session_.data.train.folder),
                            .done = grouped(session_.position.badPictures) + " were met in epoch " +
                                    std::to_string(session_.position.epoch) + ", " +
                                    grouped(static_cast<std::int64_t>(allowed)) + " are allowed.",
                            .next = "Mend the pictures and resume the run, or allow more: resnet-train resume " +
                                    shellWord(session_.paths.folder) +
                                    " --set max_bad_fraction=" + allowingText(session_.position.badPictures, all)});
    }
}

} // namespace studio
