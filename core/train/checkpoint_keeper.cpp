// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/checkpoint_keeper_internal.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/recipe/run_recipe.h"
#include "core/train/batch_identity_internal.h"
#include "core/train/ranks/rank_team_internal.h"

namespace studio {
namespace {

/// While a write is under way: what became of it is told soon.
constexpr double kLookSeconds = 0.2;
constexpr double kNothingWaits = 3600;

std::string secondsText(double seconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f s", seconds);
    return text;
}

/// Of a history that does not answer nothing is known.
std::string keptText(const RunSession& session) {
    try {
        if (session.recorder->history().call([](RunDatabase& database) { return database.checkpoints(); }).empty())
            return "No checkpoint had been saved yet.";
    } catch (const std::exception&) {
        return "What was saved before was kept.";
    }
    return "The checkpoints saved before are good and were kept.";
}

} // namespace

Error notFinite(const RunSession& session, const std::string& what) {
    const std::string tries = session.rollbacks > 0 ? " It was rolled back " + std::to_string(session.rollbacks) +
                                                          (session.rollbacks == 1 ? " time" : " times") +
                                                          " with a lower learning rate before."
                                                    : "";
    return Error(
        ErrorKind::Config,
        Message{.title = what + " is not a finite number any more",
                .place = "step " + grouped(session.position.step) + ", epoch " + std::to_string(session.position.epoch),
                .done = "Training stopped. " + keptText(session) + tries,
                .next = "Lower the learning rate or add warm-up epochs, then start a new run."});
}

CheckpointKeeper::CheckpointKeeper(RunSession& session)
    : session_(session)
    , savedAt_(monotonicSeconds())
    , writer_(session.paths.checkpoints, retentionOf(session.config), session.recorder->history()) {
    cameFromFile();
}

bool CheckpointKeeper::save(bool best) {
    const double start = monotonicSeconds();
    if (isCurrentStateKept()) {
        savedAt_ = start;
        retryAt_ = 0;
        retryWaiting();
        return !poisoned_;
    }
    std::optional<PendingCheckpoint> checkpoint = snapshot(best);
    if (!checkpoint) {
        return false;
    }
    savedAt_ = monotonicSeconds();
    checkpoint->copySeconds = savedAt_ - start;
    enqueue(std::move(*checkpoint));
    retryAt_ = 0;
    retryWaiting();
    return !poisoned_;
}

bool CheckpointKeeper::saveIfDue() {
    retryWaiting();
    // The newest state instead of the one that waited; a best one keeps waiting beside it.
    return isDue() ? save(false) : !poisoned_;
}

bool CheckpointKeeper::isDue() const {
    if (writer_.isBusy()) {
        return false; // a disk slower than the interval sets the pace
    }
    const double now = monotonicSeconds(), interval = session_.config.saveMinutes * 60;
    const bool stale = failing_ && !waiting_.empty() && now >= retryAt_ && !isCurrentStateKept();
    return stale || (interval > 0 && now - savedAt_ >= interval);
}

/// Waits for the write under way. Returns why it failed, if it did.
std::optional<Error> CheckpointKeeper::settle() {
    std::optional<CheckpointWriter::Result> result = writer_.wait();
    if (!result) {
        return std::nullopt;
    }
    const std::optional<Error> error = result->error;
    conclude(std::move(*result));
    return error;
}

void CheckpointKeeper::forget() {
    settle();
    waiting_.clear();
    savedStep_ = -1;
    poisoned_ = false;
}

void CheckpointKeeper::cameFromFile() {
    if (session_.position.step > 0) {
        savedStep_ = session_.position.step;
        savedEpochEnd_ = session_.position.epochEnd;
    }
}

void CheckpointKeeper::finish() {
    settle();
    if (session_.position.step > 0 && !isCurrentStateKept()) {
        std::optional<PendingCheckpoint> checkpoint = snapshot(false);
        if (!checkpoint) {
            throw notFinite(session_, "A weight");
        }
        enqueue(std::move(*checkpoint));
    }
    writeWaiting();
    if (poisoned_) {
        throw notFinite(session_, "A weight");
    }
}

void CheckpointKeeper::writeWaiting() {
    std::optional<Error> lost = settle();
    if (lost && lost->kind() != ErrorKind::Device) {
        lost.reset(); // it waits again, and is tried once more
    }
    while (!waiting_.empty()) {
        retryAt_ = 0;
        retryWaiting();
        if (const std::optional<Error> error = settle()) {
            throw *error;
        }
    }
    if (lost) {
        throw *lost; // once all that host memory held is written
    }
}

std::int64_t CheckpointKeeper::unsavedStep() const {
    const std::int64_t waits = waiting_.empty() ? -1 : waiting_.back().content.step;
    return std::max(waits, writer_.isBusy() ? writtenStep_ : -1);
}

/// Nothing if a weight is no finite number, as far as that can be seen yet. Waits for the copy where an epoch ends (a
/// best mark stands on weights that are known to be sound) and where it would not be written at once: it may take the
/// place of one that waits, and must not stay on the device meanwhile.
std::optional<PendingCheckpoint> CheckpointKeeper::snapshot(bool best) {
    if (session_.team) {
        session_.team->averageForCheckpoint();
    }
    PendingCheckpoint checkpoint;
    checkpoint.best = best;
    checkpoint.copy = session_.device->copyToHost(session_.state.tensors(), std::exchange(spare_, {}));
    checkpoint.content = describe();
    const bool isWrittenAtOnce = waiting_.empty() && !writer_.isBusy();
    const bool waits = checkpoint.copy->isDone() || session_.position.epochEnd || !isWrittenAtOnce;
    if (waits && !checkpoint.receive()) {
        return std::nullopt;
    }
    return checkpoint;
}

CheckpointContent CheckpointKeeper::describe() const {
    const RunPosition& position = session_.position;
    const TrainConfig& config = session_.config;
    CheckpointContent content;
    content.step = position.step;
    content.epoch = position.epoch;
    content.stepInEpoch = position.stepInEpoch;
    content.epochEnd = position.epochEnd;
    content.seed = static_cast<std::uint64_t>(config.seed);
    content.activeSeconds = session_.clock.seconds();
    content.bestTop1 = position.bestTop1;
    content.bestEpoch = position.bestEpoch;
    content.valTop1 = position.valTop1;
    content.valTop5 = position.valTop5;
    content.valLoss = position.valLoss;
    content.model = config.model;
    content.stem = config.stem;
    content.imageSize = static_cast<std::int32_t>(evalSizeOf(config)); // what a classifier must feed the network
    content.evalResize = static_cast<std::int32_t>(evalResizeOf(config));
    content.recipeHash = learnedRecipeHash(config);
    content.classHash = session_.data.classHash();
    content.badPictures = position.epochEnd ? 0 : position.badPictures;
    content.nextPictures = nextPicturesDigest(session_);
    content.learningRateScale = session_.learningRateScale;
    content.rollbacks = session_.rollbacks;
    content.parts = session_.parts;
    content.ema = position.epochEnd && position.ema;
    content.flipTest = config.flipTest;
    content.blurPool = config.blurpool;
    content.averageCounts = !session_.state.average || session_.state.average->countsAt(position.step);
    return content;
}

void CheckpointKeeper::enqueue(PendingCheckpoint checkpoint) {
    std::erase_if(waiting_, [&](const PendingCheckpoint& old) { return checkpoint.best || !old.best; });
    waiting_.push_back(std::move(checkpoint));
}

void CheckpointKeeper::retryWaiting() {
    if (std::optional<CheckpointWriter::Result> result = writer_.takeResult()) {
        conclude(std::move(*result));
    }
    if (!writer_.isBusy() && !waiting_.empty() && monotonicSeconds() >= retryAt_) {
        session_.recorder->setValue("active_seconds", std::to_string(waiting_.front().content.activeSeconds));
        PendingCheckpoint next = std::move(waiting_.front());
        writtenStep_ = next.content.step;
        waiting_.erase(waiting_.begin());
        writer_.start(std::move(next));
    }
}

double CheckpointKeeper::secondsToRetry() const {
    if (writer_.isBusy()) {
        return kLookSeconds;
    }
    return waiting_.empty() ? kNothingWaits : std::max(0.0, retryAt_ - monotonicSeconds());
}

void CheckpointKeeper::conclude(CheckpointWriter::Result result) {
    if (result.isPoisoned) {
        poisoned_ = true;
        return;
    }
    if (result.error && result.error->kind() == ErrorKind::Device) { // no time brings these weights back
        session_.recorder->event(EventKind::CheckpointFailed, "Checkpoint not saved", result.error->message().text());
        failing_ = failing_ && !waiting_.empty();
        if (!failing_) {
            session_.teller.setTrouble(Trouble::Saving, {});
        }
        return;
    }
    if (!result.error) {
        tellSaved(result);
        failing_ = false;
        session_.teller.setTrouble(Trouble::Saving, {});
        spare_ = std::move(result.checkpoint.content.tensors);
        return;
    }
    retryAt_ = monotonicSeconds() + session_.retrySeconds;
    putBack(result);
    if (!std::exchange(failing_, true)) {
        const std::string text = result.error->message().text();
        session_.recorder->event(EventKind::CheckpointFailed, "Checkpoint not saved",
                                 text + " Training goes on; it is tried again every minute.");
        session_.teller.setTrouble(Trouble::Saving, "Checkpoints cannot be saved. " + text);
    }
}

void CheckpointKeeper::tellSaved(const CheckpointWriter::Result& result) {
    savedStep_ = result.checkpoint.content.step;
    savedEpochEnd_ = result.checkpoint.content.epochEnd;
    durations_.add(result.seconds);
    usually_ = durations_.value();
    session_.recorder->checkpointSaved(result.record);
    // A wait that would be written as zero is none.
    const double waited = result.checkpoint.copySeconds;
    session_.recorder->event(EventKind::CheckpointSaved, "Checkpoint saved",
                             "step " + grouped(result.record.step) + " · " + byteText(result.record.bytes) +
                                 " · durable in " + secondsText(result.seconds) +
                                 (waited >= 0.005 ? " · training waited " + secondsText(waited) : ""));
}

/// Unless something newer or better waits already.
void CheckpointKeeper::putBack(CheckpointWriter::Result& result) {
    const bool replaced = result.checkpoint.best ? std::any_of(waiting_.begin(), waiting_.end(),
                                                               [](const auto& other) { return other.best; })
                                                 : !waiting_.empty();
    if (!replaced) {
        waiting_.insert(waiting_.begin(), std::move(result.checkpoint));
    }
}

/// Between two epochs the weights are those of the end of the first: the file of that end, which may be the best, must
/// not be written over by one that knows of no validation.
bool CheckpointKeeper::isCurrent(std::int64_t step, bool epochEnd) const {
    return step == session_.position.step && (epochEnd || !session_.position.epochEnd);
}

bool CheckpointKeeper::isCurrentStateKept() const {
    return isCurrent(savedStep_, savedEpochEnd_) ||
           std::any_of(waiting_.begin(), waiting_.end(), [this](const PendingCheckpoint& waiting) {
               return isCurrent(waiting.content.step, waiting.content.epochEnd);
           });
}

} // namespace studio
