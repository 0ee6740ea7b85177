// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/base/log.h"
#include "core/metric/best_epoch.h"
#include "core/recipe/run_recipe.h"
#include "ui/session/training_mailbox.h"
#include "ui/session/training_session.h"

namespace studio {

namespace {

/// What was read up to `step`, followed by what the engine reported after it.
template<class Record>
void joinAt(std::int64_t step, std::vector<Record>& read, const std::vector<Record>& live) {
    std::copy_if(live.begin(), live.end(), std::back_inserter(read),
                 [step](const Record& record) { return record.step > step; });
}

const StepRecord* firstPast(const RunHistory& history, std::int64_t step) {
    const auto first = std::partition_point(history.steps.begin(), history.steps.end(),
                                            [step](const StepRecord& record) { return record.step <= step; });
    return first == history.steps.end() ? nullptr : &*first;
}

/// By the time that it took: the same step done again took another.
bool hasTold(const RunHistory& live, const StepRecord* row) {
    return row != nullptr && std::any_of(live.steps.begin(), live.steps.end(), [row](const StepRecord& told) {
               return told.step == row->step && told.seconds == row->seconds;
           });
}

} // namespace

/// What is known of a run that ended, without a look at the disk.
void TrainingSession::addReport(RunHistory& history, const RunReport& report) {
    RunSummary& summary = history.summary;
    summary.state = report.left                              ? RunState::Training
                    : report.outcome == RunOutcome::Finished ? RunState::Finished
                    : report.outcome == RunOutcome::Failed   ? RunState::Failed
                                                             : RunState::Stopped;
    if (!report.left)
        summary.activeSeconds = report.activeSeconds;
    summary.valTop1.clear();
    summary.valEpochs.clear();
    for (const EpochRecord& epoch : history.epochs) {
        summary.valTop1.push_back(epoch.valTop1);
        summary.valEpochs.push_back(epoch.epoch);
        summary.epochsDone = epoch.epoch;
        summary.lastTop1 = epoch.valTop1;
    }
    const BestEpoch best = bestEpochOf(history.epochs, history.checkpoints);
    summary.bestTop1 = best.top1;
    summary.bestEpoch = best.epoch;
    if (!history.steps.empty())
        summary.step = history.steps.back().step;
}

void TrainingSession::setPrice(const std::optional<RunPrice>& price) {
    if (!isActive())
        return;
    history_->price = price;
    priced_ = true;
}

void TrainingSession::addEvent(const std::string& folder, const EventRecord& event) {
    if (!history_ || history_->folder != folder)
        return;
    addEvents(history_->events, {event});
    Q_EMIT eventsChanged();
}

void TrainingSession::showRun(const std::string& folder) {
    Q_ASSERT(!isActive());
    if (isActive())
        return;
    forgetLoad();
    opening_ = folder;
    load(folder);
    Q_EMIT openingChanged();
}

void TrainingSession::load(const std::string& folder) {
    const int number = ++loadNumber_;
    loader_.start(
        [this, folder, number](std::stop_token stop) -> std::function<void()> {
            try {
                auto history = std::make_shared<RunHistory>(loadRunHistory(folder, stop));
                return [this, history, number] {
                    if (number == loadNumber_)
                        loaded(history);
                };
            } catch (const std::exception& error) {
                logLine(LogLevel::Warning, error.what());
                return [this, message = messageOf(error), number] { notLoaded(number, message); };
            }
        },
        BackgroundJob::Begin::AtOnce, [this, number](const Message& message) { notLoaded(number, message); });
}

void TrainingSession::notLoaded(int number, const Message& message) {
    // The engine says the same of a run it resumes, with more care.
    if (number != loadNumber_ || isActive() || opening_.empty())
        return;
    opening_.clear();
    Q_EMIT openingChanged();
    Q_EMIT openFailed(message);
}

void TrainingSession::forgetLoad() {
    ++loadNumber_;
    loader_.requestStop();
    if (opening_.empty())
        return;
    opening_.clear();
    Q_EMIT openingChanged();
}

void TrainingSession::loaded(const std::shared_ptr<RunHistory>& history) {
    if (opening_.empty()) {
        joinPast(*history);
        Q_EMIT historyReset(HistoryChange::PastJoined);
        readKept(); // which of both is best
        return;
    }
    forgetKept();
    history_ = history;
    report_.reset();
    status_ = {};
    runStart_ = {};
    opening_.clear();
    Q_EMIT historyReset(HistoryChange::OtherRun);
    Q_EMIT openingChanged();
    Q_EMIT stateChanged();
}

void TrainingSession::joinPast(RunHistory& past) {
    RunHistory& live = *history_;
    // Rows past that step are the live run's own, which has told of them, or will be removed by it.
    follows_ || hasTold(live, firstPast(past, goesOnFrom_)) ? dropPast(past, goesOnFrom_) : cutBack(past, goesOnFrom_);
    joinAt(goesOnFrom_, past.steps, live.steps);
    joinAt(goesOnFrom_, past.epochs, live.epochs);
    // One of before may have been told of late; what is gone again readKept() takes out.
    std::erase_if(past.checkpoints, [&](const auto& old) {
        return std::any_of(live.checkpoints.begin(), live.checkpoints.end(),
                           [&](const auto& record) { return record.file == old.file; });
    });
    past.checkpoints.insert(past.checkpoints.begin(), live.checkpoints.begin(), live.checkpoints.end());
    addEvents(past.events, {live.events.rbegin(), live.events.rend()});
    live.steps = std::move(past.steps);
    live.epochs = std::move(past.epochs);
    live.checkpoints = std::move(past.checkpoints);
    live.events = std::move(past.events);
    for (AbandonedPart& part : live.abandoned)
        addAbandoned(past.abandoned, std::move(part));
    live.abandoned = std::move(past.abandoned);
    if (!priced_)
        live.price = past.price;
    if (live.recipe.changes.empty()) // else they were read after a change that this one does not know
        live.recipe.changes = std::move(past.recipe.changes);
    if (live.stepsPerEpoch == 0)
        live.stepsPerEpoch = past.stepsPerEpoch;
    live.classes = past.classes;
    if (!isActive() && report_) // it ended before its past was read
        addReport(live, *report_);
}

void TrainingSession::snapshot() {
    if (control_)
        control_->requestSnapshot();
}

void TrainingSession::validateNow() {
    if (control_)
        control_->requestValidation();
}

bool TrainingSession::changePlan(const PlanWish& wish) {
    return isActive() && control_->changePlan(wish);
}

/// The trainer has written its recipe.json before it told of the change.
void TrainingSession::readChangedPlan(const std::vector<EventRecord>& events) {
    const bool any = std::any_of(events.begin(), events.end(),
                                 [](const EventRecord& event) { return event.kind == EventKind::Changed; });
    if (!any)
        return;
    recipeReader_.start(
        [this, folder = history_->folder](std::stop_token) -> std::function<void()> {
            std::optional<RunRecipe> recipe;
            try {
                recipe = readRunRecipe(RunPaths(folder).recipe);
            } catch (const Error& error) {
                logLine(LogLevel::Warning, error.what());
            }
            return [this, folder, recipe] {
                if (!recipe || history_->folder != folder) // another run is shown by now
                    return;
                history_->recipe.config = recipe->config;
                history_->recipe.changes = recipe->changes;
                history_->summary.epochsPlanned = static_cast<std::int32_t>(recipe->config.epochs);
                Q_EMIT historyReset(HistoryChange::PastJoined);
            };
        },
        BackgroundJob::Begin::AtOnce);
}

} // namespace studio
