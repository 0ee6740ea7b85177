// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/run_resume_internal.h"

#include <algorithm>
#include <cstdlib>

#include "core/base/atomic_file.h"
#include "core/base/crash_report.h"
#include "core/base/file.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/distributed/ranks_internal.h"
#include "core/metric/early_end.h"
#include "core/recipe/run_import.h"
#include "core/recipe/run_recipe.h"
#include "core/run/checkpoint_internal.h"
#include "core/run/run_journal.h"
#include "core/train/ranks/rank_check.h"
#include "core/train/tensor_io_internal.h"

namespace studio {
namespace {

void checkFits(const RunSession& session, const CheckpointContent& content) {
    if (content.classHash != session.data.classHash()) {
        throw Error(ErrorKind::Data, Message{.title = "The pictures have other classes than the run",
                                             .place = displayText(session.data.spec.root),
                                             .done = "The checkpoint was trained for another list of class folders.",
                                             .next = "Put the class folders back as they were, or start a new run."});
    }
    if (content.model != session.config.model || content.stem != session.config.stem ||
        content.blurPool != session.config.blurpool) {
        throw Error(ErrorKind::Corrupt, Message{.title = "The recipe and the checkpoint name different networks",
                                                .place = displayText(session.paths.recipe),
                                                .done = "The checkpoint holds " + displayText(content.model) +
                                                        ", stem " + displayText(content.stem) +
                                                        (content.blurPool ? ", with BlurPool." : ", without BlurPool."),
                                                .next = "Put the run's own recipe.json back."});
    }
}

std::optional<std::string> storedValue(RunSession& session, const std::string& key) {
    return session.recorder->history().call([&key](RunDatabase& database) { return database.value(key); });
}

/// What the person should know before trusting that the result is the same to the bit.
void noteDifferences(RunSession& session, const std::string& recipeHash, bool oldRun) {
    RunRecorder& recorder = *session.recorder;
    if (recipeHash != learnedRecipeHash(session.config)) {
        recorder.event(EventKind::Notice, "The recipe was changed since the checkpoint", "recipe.json is followed");
    }
    const auto pictures = std::to_string(session.data.train.size());
    if (storedValue(session, "train_pictures").value_or(pictures) != pictures) {
        if (oldRun) { // else their names were compared
            recorder.event(EventKind::Notice, "The number of training pictures changed",
                           pictures + " now; training goes on, but not to the same bits");
        }
        recorder.setValue("train_pictures", pictures);
    }
    noteDevice(session);
    if (session.parts > session.config.accumulation) {
        recorder.event(
            EventKind::Notice, "Batches are computed in " + std::to_string(session.parts) + " parts",
            "as before the break, for lack of memory; the next epoch begins with as many as the recipe says again");
    }
    const auto ranks = std::to_string(session.ranks ? session.ranks->count() : 1);
    const std::string noted = session.position.step == 0 ? ranks : "1"; // nobody has trained it yet
    if (const std::string before = storedValue(session, kRanksKey).value_or(noted); before != ranks) {
        recorder.event(EventKind::Notice, "Another number of ranks",
                       ranks + " now, " + before + " before (resnet-train resume takes --ranks " + before +
                           "); batch norm sees other parts of each batch, so training goes on, but not to the same "
                           "bits");
        recorder.setValue(kRanksKey, ranks);
        session.isMovedOn = true;
    }
    const auto threads = std::to_string(session.setup.threads);
    if (storedValue(session, "threads").value_or(threads) != threads) {
        recorder.event(EventKind::Notice, "Another number of compute threads",
                       threads + " now; results agree within rounding, not to the bit");
        recorder.setValue("threads", threads);
        session.isMovedOn = true;
    }
}

struct PastOfEpoch {
    std::vector<EpochRecord> epochs;
    std::vector<StepRecord> steps;
};

RunPosition positionAt(RunSession& session, const CheckpointContent& content) {
    RunPosition position;
    position.step = content.step;
    position.epoch = content.epoch;
    position.stepInEpoch = std::min(content.stepInEpoch, session.stepsPerEpoch);
    position.epochEnd = content.epochEnd;
    position.bestTop1 = content.bestTop1;
    position.bestEpoch = content.bestEpoch;
    position.valTop1 = content.valTop1;
    position.valTop5 = content.valTop5;
    position.valLoss = content.valLoss;
    position.ema = content.ema;
    position.badPictures = content.badPictures;
    PastOfEpoch past = session.recorder->history().call([&](RunDatabase& database) {
        return PastOfEpoch{database.epochs(), database.stepsOfEpoch(content.epoch, content.step)};
    });
    std::erase_if(past.epochs, [&content](const EpochRecord& epoch) { return epoch.step > content.step; });
    const auto best = std::find_if(past.epochs.begin(), past.epochs.end(),
                                   [&content](const EpochRecord& epoch) { return epoch.epoch == content.bestEpoch; });
    position.bestStep =
        best != past.epochs.end() ? best->step : std::int64_t{content.bestEpoch} * session.stepsPerEpoch;
    position.lastTop1 = content.epochEnd ? content.valTop1 : past.epochs.empty() ? -1 : past.epochs.back().valTop1;
    for (const StepRecord& record : past.steps) {
        position.metrics.add(record.loss, record.count, record.correct1, record.correct5);
        position.epochSeconds += record.seconds;
    }
    return position;
}

double storedNumber(RunSession& session, const char* key, const char* otherwise) {
    return std::strtod(storedValue(session, key).value_or(otherwise).c_str(), nullptr);
}

/// What roll-backs changed: the later of the checkpoint's and run.db's word.
void restoreAdjustments(RunSession& session, const std::optional<CheckpointContent>& content) {
    const auto stored = static_cast<std::int64_t>(storedNumber(session, kRollbacksKey, "0"));
    if (content && content->rollbacks >= stored) {
        session.rollbacks = content->rollbacks;
        session.learningRateScale = content->learningRateScale;
    } else if (stored > 0) {
        session.rollbacks = stored;
        session.learningRateScale = rateFactorOf(storedValue(session, kLearningRateScaleKey));
    }
    session.patienceFrom = static_cast<std::int32_t>(storedNumber(session, kPatienceFromKey, "0"));
    session.rolledBackFrom = static_cast<std::int64_t>(storedNumber(session, kRolledBackFromKey, "-1"));
    session.rolledBackTo = static_cast<std::int64_t>(storedNumber(session, kRolledBackToKey, "-1"));
}

/// Who resumes a run that ended for want of a better epoch wants to see it go on. An interrupted one ends as it would
/// have.
void countPatienceAnew(RunSession& session) {
    const RunPosition& position = session.position;
    const std::string state = storedValue(session, "state").value_or("");
    // Failed: a resume since that came to no step. The key is written at an early end alone.
    const bool hasEnded = state == runStateName(RunState::Finished) || state == runStateName(RunState::Failed);
    const bool endedEarly = hasEnded && storedValue(session, kEndedEarlyKey) == std::to_string(position.epoch);
    if (!endedEarly || !position.epochEnd || position.epoch >= session.config.epochs) {
        return;
    }
    session.patienceFrom = position.epoch;
    session.recorder->setValue(kPatienceFromKey, std::to_string(position.epoch));
    session.recorder->event(EventKind::Notice, "The run goes on after an early end",
                            "patience counts anew from epoch " + std::to_string(position.epoch) + ": it ends after " +
                                std::to_string(session.config.patience) + " more epochs without a better top-1");
}

CheckpointStore storeOf(const RunSession& session, RunDatabase& database) {
    return CheckpointStore(session.paths.checkpoints, database, retentionOf(session.config));
}

/// Whoever starts it again does not see that it never gets further, and it is killed before it can tell itself.
void tellIfNoFurther(RunSession& session, const std::vector<EventRecord>& journal) {
    constexpr int kMostBegins = 3;
    const int begins = beginsSinceSaved(journal, session.position.step) + 1; // and this one
    if (begins < kMostBegins) {
        return;
    }
    const std::string from = session.position.step == 0 ? std::string("its beginning")
                                                        : "step " + grouped(session.position.step) + ", epoch " +
                                                              std::to_string(session.position.epoch) + " (" +
                                                              checkpointFileName(session.position.step) + ")";
    const double minutes = session.config.saveMinutes;
    const std::string often = minutes > 0 ? "every " + durationText(minutes * 60) + " and at the end of each epoch"
                                          : std::string("at the end of each epoch alone");
    session.recorder->event(
        EventKind::Notice, kNoFurtherTitle,
        "It has begun " + std::to_string(begins) + " times at " + from +
            ", and each time it ended before it had saved again. It saves " + often +
            ". Let it save more often: a smaller save_minutes in its recipe.json holds from its next start on; "
            "\"resnet-train snapshot " +
            shellWord(session.paths.folder) +
            "\" saves at once. Why it ended say its crash-*.txt and the logs of the machine.");
}

void rememberBadPictures(RunSession& session, const std::vector<EventRecord>& journal) {
    for (const EventRecord& event : journal) {
        if (event.kind == EventKind::BadPicture) {
            session.namedBadPictures.insert(event.detail);
        }
    }
}

/// Of a run that began with weights of others: without them it would begin with none, and call itself imported.
void requireWeights(RunSession& session, const ReturnPoint& point) {
    if (!point.content && storedValue(session, kBeginsWithWeightsKey)) {
        throw Error(ErrorKind::Corrupt,
                    Message{.title = "The weights that the run begins with are not there",
                            .place = displayText(session.paths.checkpoints),
                            .done = "Writing them was broken off, or they were deleted since. Nothing was trained.",
                            .next =
                                "Delete the run and begin it again with its weights: resnet-train import FILE RUN, or "
                                "resnet-train train --init FILE; or put a checkpoint back from a backup."});
    }
}

} // namespace

std::unique_ptr<RunLock> lockExistingRun(const RunPaths& paths) {
    if (!isRunThere(paths.folder)) {
        throw Error(ErrorKind::Data, Message{.title = "There is no run to resume",
                                             .place = displayText(paths.folder),
                                             .done = "The folder lacks recipe.json or checkpoints.",
                                             .next = "Choose a run folder, or start a new run."});
    }
    return std::make_unique<RunLock>(paths.folder);
}

RecipeChange readRecipe(RunSession& session, const TrainRequest& request) {
    RunRecipe recipe = readRunRecipe(session.paths.recipe);
    const TrainConfig before = recipe.config;
    recipe.config.epochs = std::max(request.config.epochs, before.epochs);
    if (!request.resumePack.empty()) {
        recipe.config.pack = request.resumePack;
    }
    recipe.config.maxBadFraction = request.resumeMaxBadFraction.value_or(before.maxBadFraction);
    throwIfInvalid(recipe.config);
    session.config = recipe.config;
    session.changes = recipe.changes;
    if (recipe.config.epochs > before.epochs) { // what would be refused is, while nothing is written
        recipe.config.epochs = before.epochs;
        static_cast<void>(planChange(recipe, {.epoch = before.epochs}, {.epochs = session.config.epochs}));
    }
    session.setup = recipe.setup;
    session.setup.device = request.setup.device;
    session.setup.workers = request.setup.workers;
    session.setup.threads = request.setup.threads;
    return {before.epochs, !(session.config == before), recipe.setup};
}

void writeRecipe(RunSession& session, RecipeChange change, const RunPosition& position, bool moved) {
    change.setup.data = session.setup.data;
    std::optional<PlannedChange> longer;
    if (session.config.epochs > change.epochsBefore) {
        RunRecipe before{session.config, change.setup, session.changes};
        before.config.epochs = change.epochsBefore;
        longer = planChange(before,
                            {.epoch = position.epoch,
                             .stepsPerEpoch = session.stepsPerEpoch,
                             .rateFactor = rateFactorOf(storedValue(session, kLearningRateScaleKey))},
                            {.epochs = session.config.epochs});
        session.changes = longer->recipe.changes;
    }
    if (change.any || moved) {
        writeFileAtomically(session.paths.recipe, runRecipeToJson(session.config, change.setup, session.changes));
    }
    if (longer) {
        session.recorder->event(EventKind::Changed,
                                "Extended from " + std::to_string(change.epochsBefore) + " to " +
                                    std::to_string(session.config.epochs) + " epochs",
                                "the learning rate follows the schedule of the longer run from epoch " +
                                    std::to_string(longer->epoch) + " on" +
                                    (longer->warning.empty() ? "" : ". " + longer->warning));
    }
}

ReturnPoint findReturnPoint(RunSession& session, const std::function<bool(const CheckpointContent&)>& wanted) {
    constexpr const char* kNotWanted = "not wanted";
    ReturnPoint point;
    const auto skipped = [&](const std::string& file, const std::string& reason) {
        if (reason == kNotWanted) {
            point.passedOver.push_back(file);
            return;
        }
        ++point.damaged;
        const std::string detail = displayText(file) + ": " + reason;
        if (session.namedBadCheckpoints.insert(detail).second) {
            session.recorder->event(EventKind::CheckpointSkipped, "Checkpoint passed over", detail);
        }
    };
    point.content =
        loadNewestCheckpoint(session.paths.checkpoints, skipped, [&wanted](const CheckpointContent& content) {
            return std::string(!wanted || wanted(content) ? "" : kNotWanted);
        });
    if (point.content) {
        checkFits(session, *point.content);
        requireFit(*session.state.network, *session.state.sgd, session.state.average.get(), point.content->tensors,
                   checkpointFileName(point.content->step));
        point.position = positionAt(session, *point.content);
    }
    return point;
}

void requireUndamaged(const RunSession& session, const ReturnPoint& point) {
    if (!point.content && point.damaged > 0) {
        throw Error(ErrorKind::Corrupt,
                    Message{.title = "No checkpoint of the run can be read",
                            .place = displayText(session.paths.checkpoints),
                            .done = "All " + std::to_string(point.damaged) + " were tried; none was changed.",
                            .next = "Put a checkpoint back from a backup, or start a new run."});
    }
}

void takeReturnPoint(RunSession& session, const ReturnPoint& point) {
    if (point.content) {
        const std::string place = checkpointFileName(point.content->step);
        restoreNetwork(*session.state.network, point.content->tensors, place);
        restoreMomentum(*session.state.sgd, point.content->tensors, place);
        restoreScale(session.state.scale.get(), point.content->tensors);
        restoreAverage(session.state.average.get(), point.content->tensors, place);
        noteCrashCheckpoint(point.content->step);
    }
    session.namedBadCheckpoints.clear();
    session.position = point.position;
    if (point.position.bestStep <= session.bestFromStep) { // won on another validation set
        session.position.bestTop1 = -1;
        session.position.bestEpoch = 0;
    }
    if (point.position.step < session.bestFromStep) { // what is won from here on is won on today's set
        session.bestFromStep = point.position.step;
        session.recorder->setValue(kBestFromStepKey, std::to_string(session.bestFromStep));
    }
    placeInSchedule(session);
    const auto parts = static_cast<int>(session.config.accumulation);
    session.parts = point.content ? std::max(parts, point.content->parts) : parts;
    session.expectedPictures = point.content ? point.content->nextPictures : std::string();
    session.recorder->setPosition(point.position.step, point.position.epoch);
}

/// Killed between the cut of a roll-back and its end: newer checkpoints of before it may be left, and are not gone on
/// from, unless there is nothing else.
ReturnPoint returnPointOfResume(RunSession& session) {
    const auto rollbacks = static_cast<std::int64_t>(storedNumber(session, kRollbacksKey, "0"));
    const std::optional<std::string> to = storedValue(session, kRolledBackToKey);
    ReturnPoint point;
    if (rollbacks > 0 && to) {
        const std::int64_t step = std::strtoll(to->c_str(), nullptr, 10);
        point = findReturnPoint(session, [rollbacks, step](const CheckpointContent& content) {
            return content.rollbacks >= rollbacks || content.step <= step;
        });
    }
    if (!point.content) {
        point = findReturnPoint(session, {});
    }
    requireUndamaged(session, point);
    requireWeights(session, point);
    for (const std::string& file : point.passedOver) {
        session.recorder->event(EventKind::CheckpointSkipped, "Checkpoint passed over",
                                displayText(file) + ": the run was rolled back to before it");
    }
    return point;
}

void tidyCheckpoints(RunSession& session) {
    session.recorder->history().call([&](RunDatabase& database) { storeOf(session, database).tidy(); });
}

void restoreRun(RunSession& session, const ReturnPoint& point, bool oldRun) {
    HistoryWriter& history = session.recorder->history();
    history.call([&](RunDatabase& database) { database.cutBackTo(point.position.step, point.position.bestEpoch); });
    compareValidationSet(session, point.position);
    takeReturnPoint(session, point);
    restoreAdjustments(session, point.content);
    session.clock.start(point.content ? point.content->activeSeconds : 0);
    countPatienceAnew(session);
    const auto journal = history.call([](RunDatabase& database) { return database.events(100'000); });
    tellIfNoFurther(session, journal);
    if (point.content) {
        noteDifferences(session, point.content->recipeHash, oldRun);
        history.call([&](RunDatabase& database) { storeOf(session, database).retain(); });
        session.recorder->event(EventKind::Resumed, "Training resumed",
                                "from step " + grouped(session.position.step) + ", epoch " +
                                    std::to_string(session.position.epoch));
    } else {
        session.recorder->event(EventKind::Resumed, "Training starts again", "No checkpoint had been saved yet");
    }
    rememberBadPictures(session, journal);
    session.recorder->setState(RunState::Training);
}

} // namespace studio
