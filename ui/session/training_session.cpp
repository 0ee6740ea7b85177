// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_session.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/recipe/run_recipe.h"
#include "core/run/run_database.h"
#include "ui/session/training_mailbox.h"

namespace studio {

namespace {

constexpr int kDrainMs = 33;

SessionState stateOf(TrainPhase phase) {
    switch (phase) {
    case TrainPhase::Preparing:
        return SessionState::Preparing;
    case TrainPhase::Training:
        return SessionState::Training;
    case TrainPhase::Validating:
        return SessionState::Validating;
    case TrainPhase::Saving:
        return SessionState::Saving;
    case TrainPhase::Paused:
        return SessionState::Paused;
    case TrainPhase::Stopping:
        break;
    }
    return SessionState::Stopping;
}

/// What is known of a run before the engine has said a word.
RunSummary plannedSummary(const TrainRequest& request) {
    RunSummary summary;
    summary.folder = request.runFolder;
    summary.name = displayText(baseName(request.runFolder));
    summary.state = RunState::Training;
    summary.model = request.config.model;
    summary.dataName = displayText(baseName(request.setup.data.root));
    summary.epochsPlanned =
        static_cast<std::int32_t>(std::clamp<std::int64_t>(request.config.epochs, 0, 1'000'000'000));
    return summary;
}

/// Of a run that is followed; where it cannot be read the engine says so, with more care.
std::optional<RunRecipe> recipeOf(const std::string& folder) {
    try {
        return readRunRecipe(RunPaths(folder).recipe);
    } catch (const Error& error) {
        logLine(LogLevel::Warning, error.message().text());
        return std::nullopt;
    }
}

} // namespace

struct TrainingSession::Engines {
    TrainEngine train, follow;
};

TrainingSession::TrainingSession(TrainEngine engine, TrainEngine follower, QObject* parent)
    : QObject(parent)
    , mayFollow_(follower != nullptr)
    , mailbox_(std::make_shared<TrainingMailbox>()) {
    drainTimer_.setInterval(kDrainMs);
    connect(&drainTimer_, &QTimer::timeout, this, &TrainingSession::drain);
    // Alone: what else is asked to stop before the window closes is no end of a run.
    worker_ = LeavableThread(
        [mailbox = mailbox_, engines = Engines{std::move(engine), std::move(follower)}](const std::stop_token& stop) {
            while (auto job = mailbox->waitForJob(stop))
                mailbox->jobEnded(carryOut(engines, *mailbox, *job));
        },
        LeavableThread::Asked::Alone);
}

TrainingSession::~TrainingSession() {
    requestEnd();
    // A run of this process is saved however long that takes.
    while (!follows_ && !mailbox_->stopAndWait(std::chrono::hours(1))) {
    }
}

void TrainingSession::requestEnd() {
    if (isActive() && !follows_)
        return;
    if (control_)
        letGo(*control_, follows_);
    worker_.requestStop();
}

/// On the engine's thread, which may outlive the session.
RunReport TrainingSession::carryOut(const Engines& engines, TrainingMailbox& mailbox, TrainingJob& job) {
    RunReport report;
    try {
        if (job.chooseFolder) {
            job.request.runFolder = job.chooseFolder();
            mailbox.folderChosen(job.request.runFolder);
        }
        if (job.launch) {
            TrainStatus status;
            status.activity = tr("Starting a process that trains in the background").toStdString();
            mailbox.statusChanged(status);
            job.request.runFolder = job.launch(job.request);
            mailbox.folderChosen(job.request.runFolder);
        }
        if (job.follows)
            mailbox.recipeRead(recipeOf(job.request.runFolder));
        return (job.follows ? engines.follow : engines.train)(job.request, mailbox, *job.control);
    } catch (const Error& error) { // nothing was begun
        report.errorKind = error.kind();
        report.error = error.message();
        logLine(LogLevel::Error, report.error.text());
    } catch (const std::exception& error) {
        // The engine reports its errors; this is the last wall before std::terminate.
        report.error = messageOf(error);
    }
    report.outcome = RunOutcome::Failed;
    report.folder = job.request.runFolder;
    return report;
}

void TrainingSession::start(const TrainRequest& request, std::function<std::string()> chooseFolder) {
    begin({request, std::move(chooseFolder)});
}

void TrainingSession::follow(const std::string& folder) {
    TrainingJob job;
    job.request.runFolder = folder;
    job.request.resume = true; // it has a past
    job.follows = true;
    begin(std::move(job));
}

void TrainingSession::startInBackground(const TrainRequest& request,
                                        std::function<std::string(const TrainRequest&)> launch,
                                        std::function<std::string()> chooseFolder) {
    TrainingJob job{request, std::move(chooseFolder)};
    job.follows = true;
    job.launch = std::move(launch);
    begin(std::move(job));
}

void TrainingSession::leave() {
    if (isActive()) // whoever tells of the end of a run of this process hears that it is none
        control_->leave();
}

bool TrainingSession::isLeaving() const {
    return isFollowing() && control_->isLeft();
}

void TrainingSession::begin(TrainingJob job) {
    const bool possible = !isActive() && (!job.follows || mayFollow_);
    Q_ASSERT(possible);
    if (!possible)
        return;
    const TrainRequest request = job.request;
    forgetLoad();
    forgetKept();
    recipeReader_.forget();
    auto history = std::make_shared<RunHistory>();
    // Curves that are in view stay there while the past is read again.
    if (request.resume && history_ && history_->folder == request.runFolder)
        history = std::move(history_);
    history->folder = request.runFolder;
    // A followed run that is in view keeps its recipe until it is read again.
    if (!job.follows || job.launch || history->summary.folder.empty()) {
        history->recipe = {request.config, request.setup};
        history->summary = plannedSummary(request);
    }
    history->summary.state = RunState::Training;
    history_ = std::move(history);
    report_.reset();
    status_ = {};
    runStart_ = {};
    runStart_.folder = request.runFolder;
    goesOnFrom_ = std::numeric_limits<std::int64_t>::max();
    follows_ = job.follows;
    launching_ = job.launch != nullptr;
    toldAfterEpoch_ = priced_ = false;
    control_ = job.control;
    mailbox_->post(std::move(job));
    drainTimer_.start();
    state_ = SessionState::Preparing;
    Q_EMIT historyReset(HistoryChange::OtherRun);
    Q_EMIT stateChanged();
    if (request.resume && !follows_) // of a followed one it is not known yet where what is told begins
        load(request.runFolder);
}

void TrainingSession::pause() {
    if (control_)
        control_->pause();
}

void TrainingSession::resume() {
    if (control_)
        control_->resume();
}

void TrainingSession::stopNow() {
    if (!isActive())
        return;
    !follows_ && control_->isLeft() ? control_->stopFor("it goes on in the background") : control_->stopNow();
    setState(SessionState::Stopping);
}

void TrainingSession::stopAfterEpoch() {
    if (!isActive())
        return;
    control_->stopAfterEpoch();
    toldAfterEpoch_ = true;
    Q_EMIT stateChanged();
}

void TrainingSession::cancelStopAfterEpoch() {
    if (!isActive())
        return;
    control_->cancelStopAfterEpoch();
    toldAfterEpoch_ = false;
    Q_EMIT stateChanged();
}

bool TrainingSession::stopAndWait(std::chrono::milliseconds limit) {
    return mailbox_->stopAndWait(limit);
}

std::string TrainingSession::whyUnsteerable() const {
    return isFollowing() && status_.unsteerable ? status_.trouble : std::string();
}

bool TrainingSession::isStoppingAfterEpoch() const {
    return isActive() && control_->isStopAfterEpoch();
}

void TrainingSession::drain() {
    TrainingMail mail = mailbox_->drain();
    if (mail.folder)
        applyFolder(*mail.folder);
    if (mail.recipe)
        applyRecipe(*mail.recipe);
    if (mail.start) {
        launching_ = false;
        applyStart(*mail.start);
    }
    const int firstStep = static_cast<int>(history_->steps.size()),
              firstEpoch = static_cast<int>(history_->epochs.size());
    history_->steps.insert(history_->steps.end(), mail.steps.begin(), mail.steps.end());
    history_->epochs.insert(history_->epochs.end(), mail.epochs.begin(), mail.epochs.end());
    if (!mail.steps.empty() || !mail.epochs.empty())
        Q_EMIT historyGrew(firstStep, firstEpoch);
    if (!mail.checkpoints.empty())
        addCheckpoints(mail.checkpoints);
    if (!mail.events.empty()) {
        addEvents(history_->events, mail.events);
        Q_EMIT eventsChanged();
        readChangedPlan(mail.events);
    }
    if (mail.status) {
        const bool wasUnsteerable = std::exchange(status_, *mail.status).unsteerable;
        // A process that is followed may refuse to stop.
        const bool stopping = !follows_ && control_->isStopRequested();
        const bool afterEpoch = isStoppingAfterEpoch();
        if (std::exchange(toldAfterEpoch_, afterEpoch) != afterEpoch || status_.unsteerable != wasUnsteerable)
            Q_EMIT stateChanged(); // somebody else asked for it, or nobody answers any more
        setState(stopping ? SessionState::Stopping : stateOf(status_.phase));
        Q_EMIT statusChanged();
    }
    if (mail.ended)
        conclude(*mail.ended);
}

void TrainingSession::applyFolder(const std::string& folder) {
    runStart_.folder = history_->folder = history_->summary.folder = folder;
    history_->summary.name = displayText(baseName(folder));
    Q_EMIT stateChanged();
}

void TrainingSession::applyRecipe(const RunRecipe& recipe) {
    TrainRequest request;
    request.runFolder = history_->folder;
    request.config = recipe.config;
    request.setup = recipe.setup;
    history_->recipe = recipe;
    history_->summary = plannedSummary(request);
    Q_EMIT historyReset(HistoryChange::OtherRun);
}

void TrainingSession::applyStart(const RunStart& start) {
    runStart_ = start;
    history_->stepsPerEpoch = start.stepsPerEpoch;
    const bool first = goesOnFrom_ == std::numeric_limits<std::int64_t>::max();
    goesOnFrom_ = std::min(goesOnFrom_, start.resumedFromStep);
    // The first of a run that is followed says where its tail begins.
    follows_&& first ? dropPast(*history_, start.resumedFromStep) : cutBack(*history_, start.resumedFromStep);
    Q_EMIT historyReset(HistoryChange::CutBack);
    if (follows_ && first)
        load(history_->folder);
}

void TrainingSession::addCheckpoints(const std::vector<CheckpointRecord>& saved) {
    auto& list = history_->checkpoints;
    for (const CheckpointRecord& record : saved) {
        std::erase_if(list, [&](const auto& old) { return old.file == record.file; });
        if (record.best)
            std::for_each(list.begin(), list.end(), [](auto& old) { old.best = false; });
        list.insert(list.begin(), record);
    }
    readKept();
    Q_EMIT checkpointsChanged();
    for (const CheckpointRecord& record : saved)
        Q_EMIT checkpointSaved(record);
}

/// Older ones go when one is saved: run.db knows which are left. It may lie on a disk that does not answer, so it is
/// read beside.
void TrainingSession::readKept() {
    if (keptReader_.isRunning()) {
        readKeptAgain_ = true;
        return;
    }
    std::set<std::string> known;
    for (const CheckpointRecord& record : history_->checkpoints)
        known.insert(record.file);
    keptReader_.start(
        [this, folder = history_->folder, known = std::move(known)](std::stop_token) -> std::function<void()> {
            std::optional<std::map<std::string, bool>> kept;
            try {
                kept.emplace();
                for (const auto& row : RunDatabase(RunPaths(folder).database, RunDatabase::Mode::Read).checkpoints())
                    kept->emplace(row.file, row.best);
            } catch (const Error& error) {
                kept.reset();
                logLine(LogLevel::Warning, error.what());
            }
            return [this, known, kept] {
                const bool again = std::exchange(readKeptAgain_, false);
                if (kept)
                    applyKept(known, *kept, !again);
                if (again)
                    readKept();
            };
        },
        BackgroundJob::Begin::AtOnce);
}

/// The run is another one: what is read of the one before, perhaps of a disk that hangs, is not waited for.
void TrainingSession::forgetKept() {
    keptReader_.forget();
    readKeptAgain_ = false;
}

/// Takes those out of the list that were `known` when run.db was read and are not in it any more; its rows say which
/// is best, unless one was saved since (`newest` is false).
void TrainingSession::applyKept(const std::set<std::string>& known, const std::map<std::string, bool>& kept,
                                bool newest) {
    const auto gone = [&](const auto& record) { return known.contains(record.file) && !kept.contains(record.file); };
    bool changed = std::erase_if(history_->checkpoints, gone) > 0;
    for (CheckpointRecord& record : history_->checkpoints) {
        const auto row = kept.find(record.file);
        if (newest && row != kept.end() && std::exchange(record.best, row->second) != row->second)
            changed = true;
    }
    if (changed)
        Q_EMIT checkpointsChanged();
}

void TrainingSession::conclude(const RunReport& report) {
    drainTimer_.stop();
    if (!report.left)
        report_ = report;
    addReport(*history_, report);
    if (report.left)
        history_->summary.activeSeconds = status_.activeSeconds;
    launching_ = false;
    setState(SessionState::Idle);
    Q_EMIT finished(report);
}

void TrainingSession::setState(SessionState state) {
    if (state_ == state)
        return;
    state_ = state;
    Q_EMIT stateChanged();
}

} // namespace studio
