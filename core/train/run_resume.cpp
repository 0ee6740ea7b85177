// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/run_resume_internal.h"

#include <algorithm>
#include <cstdlib>

#include "core/base/atomic_file.h"
#include "core/base/crash_report.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/train/tensor_io_internal.h"

namespace studio {
namespace {

constexpr std::size_t kMaxRecipeBytes = 1u << 20;

void checkFits(const RunSession& session, const CheckpointContent& content) {
    if (content.classHash != session.data.classHash()) {
        throw Error(ErrorKind::Data, Message{.title = "The pictures have other classes than the run",
                                             .place = displayText(session.data.spec.root),
                                             .done = "The checkpoint was trained for another list of class folders.",
                                             .next = "Put the class folders back as they were, or start a new run."});
    }
    if (content.model != session.config.model || content.stem != session.config.stem) {
        throw Error(ErrorKind::Corrupt, Message{.title = "The recipe and the checkpoint name different networks",
                                                .place = displayText(session.paths.recipe),
                                                .done = "The checkpoint holds " + displayText(content.model) +
                                                        ", stem " + displayText(content.stem) + ".",
                                                .next = "Put the run's own recipe.json back."});
    }
}

std::optional<std::string> storedValue(RunSession& session, const std::string& key) {
    return session.recorder->history().call([&key](RunDatabase& database) { return database.value(key); });
}

/// What the person should know before trusting that the result is the same to the bit.
void noteDifferences(RunSession& session, const std::string& recipeHash) {
    RunRecorder& recorder = *session.recorder;
    if (recipeHash != learnedRecipeHash(session.config)) {
        recorder.event(EventKind::Notice, "The recipe was changed since the checkpoint", "recipe.json is followed");
    }
    const auto pictures = std::to_string(session.data.train.size());
    if (storedValue(session, "train_pictures").value_or(pictures) != pictures) {
        recorder.event(EventKind::Notice, "The number of training pictures changed",
                       pictures + " now; training goes on, but not to the same bits");
        recorder.setValue("train_pictures", pictures);
    }
    const std::string device = session.device->info().id;
    if (const std::string before = storedValue(session, kDeviceKey).value_or(device); before != device) {
        recorder.event(EventKind::Notice, "Another device",
                       device + " now, " + before + " before; results agree within rounding, not to the bit");
        recorder.setValue(kDeviceKey, device);
    }
    if (session.parts > 1) {
        recorder.event(EventKind::Notice, "Batches are computed in " + std::to_string(session.parts) + " parts",
                       "as before the break, for lack of memory; the next epoch begins with whole batches again");
    }
    const auto threads = std::to_string(session.setup.threads);
    if (storedValue(session, "threads").value_or(threads) != threads) {
        recorder.event(EventKind::Notice, "Another number of compute threads",
                       threads + " now; results agree within rounding, not to the bit");
        recorder.setValue("threads", threads);
    }
}

struct PastOfEpoch {
    std::vector<EpochRecord> epochs;
    std::vector<StepRecord> steps;
};

void restorePosition(RunSession& session, const CheckpointContent& content) {
    RunPosition& position = session.position;
    position = {};
    position.step = content.step;
    position.epoch = content.epoch;
    position.stepInEpoch = std::min(content.stepInEpoch, session.stepsPerEpoch);
    position.epochEnd = content.epochEnd;
    position.bestTop1 = content.bestTop1;
    position.bestEpoch = content.bestEpoch;
    position.valTop1 = content.valTop1;
    position.valTop5 = content.valTop5;
    position.valLoss = content.valLoss;
    position.badPictures = content.badPictures;
    const PastOfEpoch past = session.recorder->history().call([&](RunDatabase& database) {
        return PastOfEpoch{database.epochs(), database.stepsOfEpoch(content.epoch, content.step)};
    });
    position.lastTop1 = content.epochEnd ? content.valTop1 : past.epochs.empty() ? -1 : past.epochs.back().valTop1;
    for (const StepRecord& record : past.steps) {
        position.metrics.add(record.loss, record.count, record.correct1, record.correct5);
        position.epochSeconds += record.seconds;
    }
    session.expectedPictures = content.nextPictures;
    session.parts = content.parts;
}

/// What roll-backs changed: the later of the checkpoint's and run.db's word.
void restoreAdjustments(RunSession& session, const CheckpointContent* content) {
    const auto number = [&](const char* key) {
        return std::strtod(storedValue(session, key).value_or("0").c_str(), nullptr);
    };
    const auto stored = static_cast<std::int64_t>(number(kRollbacksKey));
    if (content != nullptr && content->rollbacks >= stored) {
        session.rollbacks = content->rollbacks;
        session.learningRateScale = content->learningRateScale;
    } else if (stored > 0) {
        session.rollbacks = stored;
        session.learningRateScale = number(kLearningRateScaleKey);
    }
}

void rememberBadPictures(RunSession& session) {
    const auto events =
        session.recorder->history().call([](RunDatabase& database) { return database.events(100'000); });
    for (const EventRecord& event : events) {
        if (event.kind == EventKind::BadPicture) {
            session.namedBadPictures.insert(event.detail);
        }
    }
}

/// Loads the newest good checkpoint; every one passed over is an event of the journal.
std::optional<CheckpointContent> newestCheckpoint(RunSession& session) {
    int skippedCount = 0;
    const auto skipped = [&](const std::string& file, const std::string& reason) {
        ++skippedCount;
        session.recorder->event(EventKind::CheckpointSkipped, "Checkpoint passed over",
                                displayText(file) + ": " + reason);
    };
    std::optional<CheckpointContent> content = loadNewestCheckpoint(session.paths.checkpoints, skipped);
    if (!content && skippedCount > 0) {
        throw Error(ErrorKind::Corrupt,
                    Message{.title = "No checkpoint of the run can be read",
                            .place = displayText(session.paths.checkpoints),
                            .done = "All " + std::to_string(skippedCount) + " were tried; none was changed.",
                            .next = "Put a checkpoint back from a backup, or start a new run."});
    }
    return content;
}

} // namespace

std::unique_ptr<RunLock> lockExistingRun(const RunPaths& paths) {
    if (!isRunFolder(paths.folder)) {
        throw Error(ErrorKind::Data, Message{.title = "There is no run to resume",
                                             .place = displayText(paths.folder),
                                             .done = "The folder lacks recipe.json or run.db.",
                                             .next = "Choose a run folder, or start a new run."});
    }
    return std::make_unique<RunLock>(paths.folder);
}

void readRecipe(RunSession& session, const TrainRequest& request) {
    const std::string& path = session.paths.recipe;
    RunRecipe recipe = runRecipeFromJson(readSmallFile(path, kMaxRecipeBytes), displayText(path));
    const bool otherPack = !request.resumePack.empty() && request.resumePack != recipe.config.pack;
    const std::int64_t before = recipe.config.epochs;
    if (request.config.epochs > before || otherPack) {
        recipe.config.epochs = std::max(request.config.epochs, before);
        if (otherPack) {
            recipe.config.pack = request.resumePack;
        }
        throwIfInvalid(recipe.config);
        writeFileAtomically(path, runRecipeToJson(recipe.config, recipe.setup));
    }
    if (recipe.config.epochs > before) {
        session.recorder->event(EventKind::Notice,
                                "Extended from " + std::to_string(before) + " to " +
                                    std::to_string(recipe.config.epochs) + " epochs",
                                "the learning rate follows the schedule of the longer run from here on");
    }
    throwIfInvalid(recipe.config);
    session.config = recipe.config;
    session.setup = recipe.setup;
    session.setup.device = request.setup.device;
    session.setup.workers = request.setup.workers;
    session.setup.threads = request.setup.threads;
}

bool returnToCheckpoint(RunSession& session) {
    const std::optional<CheckpointContent> content = newestCheckpoint(session);
    HistoryWriter& history = session.recorder->history();
    if (!content) {
        history.call([](RunDatabase& database) { database.cutBackTo(0, 0); });
        session.position = {};
        session.parts = 1;
        session.expectedPictures.clear();
        restoreAdjustments(session, nullptr);
        session.recorder->setPosition(0, 1);
        return false;
    }
    checkFits(session, *content);
    const std::string place = checkpointFileName(content->step);
    restoreNetwork(*session.network, content->tensors, place);
    restoreMomentum(*session.sgd, content->tensors, place);
    history.call([&](RunDatabase& database) { database.cutBackTo(content->step, content->bestEpoch); });
    restorePosition(session, *content);
    restoreAdjustments(session, &*content);
    session.recorder->setPosition(content->step, content->epoch);
    noteCrashCheckpoint(content->step);
    if (!session.clock.isRunning()) {
        session.clock.start(content->activeSeconds);
    }
    noteDifferences(session, content->recipeHash);
    return true;
}

void restoreRun(RunSession& session) {
    session.recorder->history().call([&](RunDatabase& database) {
        CheckpointStore(session.paths.checkpoints, database, retentionOf(session.config)).tidy();
    });
    if (returnToCheckpoint(session)) {
        session.recorder->history().call([&](RunDatabase& database) {
            CheckpointStore(session.paths.checkpoints, database, retentionOf(session.config)).retain();
        });
        session.recorder->event(EventKind::Resumed, "Training resumed",
                                "from step " + grouped(session.position.step) + ", epoch " +
                                    std::to_string(session.position.epoch));
    } else {
        session.clock.start(0);
        session.recorder->event(EventKind::Resumed, "Training starts again", "No checkpoint had been saved yet");
    }
    rememberBadPictures(session);
    session.recorder->setState(RunState::Training);
}

} // namespace studio
