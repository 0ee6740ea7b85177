// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/checkpoint_keeper_internal.h"

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/train/tensor_io_internal.h"

namespace studio {
namespace {

constexpr double kRetrySeconds = 60;

} // namespace

Error notFinite(const RunSession& session, const std::string& what) {
    return Error(
        ErrorKind::Config,
        Message{.title = what + " is not a finite number any more",
                .place = "step " + grouped(session.position.step) + ", epoch " + std::to_string(session.position.epoch),
                .done = "Training stopped; the checkpoints saved before are good and were kept.",
                .next = "Lower the learning rate or add warm-up epochs, then start a new run."});
}

CheckpointKeeper::CheckpointKeeper(RunSession& session)
    : session_(session)
    , store_(session.paths.checkpoints, *session.database, static_cast<int>(session.config.keepLast))
    , savedAt_(monotonicSeconds()) {
    if (session.position.step > 0) { // resumed: the state came from a file
        savedStep_ = session.position.step;
        savedEpochEnd_ = session.position.epochEnd;
    }
}

void CheckpointKeeper::save(bool best) {
    enqueue(snapshot(), best);
    savedAt_ = monotonicSeconds();
    try {
        writeWaiting();
    } catch (const Error& error) {
        retryAt_ = monotonicSeconds() + kRetrySeconds;
        session_.recorder->event(EventKind::CheckpointFailed, "Checkpoint not saved",
                                 error.message().text() + " Training goes on; it is tried again every minute.");
    }
}

void CheckpointKeeper::saveIfDue() {
    const double now = monotonicSeconds();
    if (!waiting_.empty() && now >= retryAt_) {
        save(false); // the newest state instead of the one that waited; a best one keeps waiting beside it
        return;
    }
    const double interval = session_.config.saveMinutes * 60;
    if (interval > 0 && now - savedAt_ >= interval) {
        save(false);
    }
}

void CheckpointKeeper::finish() {
    if (!isCurrentStateSaved()) {
        const bool waits = !waiting_.empty() && waiting_.back().content.step == session_.position.step &&
                           waiting_.back().content.epochEnd == session_.position.epochEnd;
        if (!waits) {
            enqueue(snapshot(), false);
        }
    }
    writeWaiting();
}

CheckpointContent CheckpointKeeper::snapshot() const {
    if (!isFinite(*session_.network, *session_.sgd)) {
        throw notFinite(session_, "A weight");
    }
    const RunPosition& position = session_.position;
    const TrainConfig& config = session_.config;
    CheckpointContent content;
    content.tensors = snapshotTensors(*session_.network, *session_.sgd);
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
    content.imageSize = static_cast<std::int32_t>(config.evalSize); // what a classifier must feed the network
    content.evalResize = static_cast<std::int32_t>(config.evalResize);
    content.recipeHash = learnedRecipeHash(config);
    content.classHash = session_.data.classHash();
    return content;
}

void CheckpointKeeper::enqueue(CheckpointContent content, bool best) {
    std::erase_if(waiting_, [best](const Waiting& waiting) { return best || !waiting.best; });
    waiting_.push_back({std::move(content), best});
}

void CheckpointKeeper::writeWaiting() {
    while (!waiting_.empty()) {
        writeOne(waiting_.front());
        waiting_.erase(waiting_.begin());
    }
}

void CheckpointKeeper::writeOne(const Waiting& waiting) {
    const CheckpointContent& content = waiting.content;
    StatusTeller& teller = session_.teller;
    const TrainPhase phase = teller.status.phase;
    const std::string activity = teller.status.activity;
    teller.enter(TrainPhase::Saving, "Saving a checkpoint");
    session_.recorder->setValue("active_seconds", std::to_string(content.activeSeconds));
    session_.recorder->flush();
    if (!content.epochEnd && session_.position.badPictures > 0) {
        session_.recorder->setValue(badPicturesKey(content.step), std::to_string(session_.position.badPictures));
    }
    const CheckpointRecord record = store_.save(content, waiting.best);
    savedStep_ = content.step;
    savedEpochEnd_ = content.epochEnd;
    session_.recorder->checkpointSaved(record);
    session_.recorder->event(EventKind::CheckpointSaved, "Checkpoint saved",
                             "step " + grouped(record.step) + " · " + byteText(record.bytes));
    teller.enter(phase, activity);
}

bool CheckpointKeeper::isCurrentStateSaved() const {
    return session_.position.step == 0 ||
           (savedStep_ == session_.position.step && savedEpochEnd_ == session_.position.epochEnd);
}

} // namespace studio
