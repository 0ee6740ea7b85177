// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_session.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include <QMetaObject>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/base/thread.h"
#include "core/run/run_database.h"

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

} // namespace

/// What the engine said since the last look.
struct TrainingSession::Mail {
    std::optional<std::string> folder; ///< chosen for a new run
    std::optional<RunStart> start;
    std::vector<StepRecord> steps;
    std::vector<EpochRecord> epochs;
    std::vector<CheckpointRecord> checkpoints;
    std::vector<EventRecord> events;
    std::optional<TrainStatus> status;
};

/// The engine's observer: copies what it hears into one box that the GUI thread empties, and hands requests over. One
/// lock for all of it, so that the start of a resumed run is never seen after its first steps.
class TrainingSession::Mailbox final : public TrainObserver {
public:
    struct Job {
        TrainRequest request;
        std::function<std::string()> chooseFolder; ///< may be empty
        std::shared_ptr<TrainControl> control;
    };

    void folderChosen(const std::string& folder) {
        put([&] { mail_.folder = folder; });
    }

    void runStarted(const RunStart& start) override {
        put([&] {
            // After a roll-back: what came before it and is still in the box is void.
            const auto past = [&](const auto& record) { return record.step > start.resumedFromStep; };
            std::erase_if(mail_.steps, past);
            std::erase_if(mail_.epochs, past);
            std::erase_if(mail_.checkpoints, past);
            mail_.start = start;
        });
    }
    void stepDone(const StepRecord& record) override {
        put([&] { mail_.steps.push_back(record); });
    }
    void epochDone(const EpochRecord& record) override {
        put([&] { mail_.epochs.push_back(record); });
    }
    void checkpointSaved(const CheckpointRecord& record) override {
        put([&] { mail_.checkpoints.push_back(record); });
    }
    void eventHappened(const EventRecord& record) override {
        put([&] { mail_.events.push_back(record); });
    }
    void statusChanged(const TrainStatus& status) override {
        put([&] { mail_.status = status; });
    }

    Mail drain() {
        std::lock_guard lock(mutex_);
        return std::exchange(mail_, Mail{});
    }

    void post(Job job) {
        put([&] {
            owed_ = job.control;
            jobs_.push_back(std::move(job));
        });
        wake_.notify_all();
    }

    void jobEnded() {
        put([&] { owed_ = nullptr; });
        wake_.notify_all();
    }

    bool stopAndWait(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        if (owed_)
            owed_->stopNow();
        return wake_.wait_for(lock, limit, [this] { return owed_ == nullptr; });
    }

    /// Waits for the next job; nothing once `stop` is requested.
    std::optional<Job> waitForJob(std::stop_token stop) {
        std::unique_lock lock(mutex_);
        if (!wake_.wait(lock, stop, [this] { return !jobs_.empty(); }))
            return std::nullopt;
        Job job = std::move(jobs_.front());
        jobs_.pop_front();
        return job;
    }

private:
    template<typename Change>
    void put(Change change) {
        std::lock_guard lock(mutex_);
        change();
    }

    std::mutex mutex_;
    std::condition_variable_any wake_;
    Mail mail_;
    std::deque<Job> jobs_;
    std::shared_ptr<TrainControl> owed_; ///< of the job that is not done yet
};

TrainingSession::TrainingSession(TrainEngine engine, QObject* parent)
    : QObject(parent)
    , engine_(std::move(engine))
    , mailbox_(std::make_unique<Mailbox>()) {
    drainTimer_.setInterval(kDrainMs);
    connect(&drainTimer_, &QTimer::timeout, this, &TrainingSession::drain);
    worker_ = startThread([this](const std::stop_token& stop) { runEngineLoop(stop); });
}

TrainingSession::~TrainingSession() {
    if (control_)
        control_->stopNow();
    worker_.request_stop();
    worker_.join();
}

void TrainingSession::runEngineLoop(std::stop_token stop) {
    while (auto job = mailbox_->waitForJob(stop)) {
        RunReport report;
        try {
            if (job->chooseFolder) {
                job->request.runFolder = job->chooseFolder();
                mailbox_->folderChosen(job->request.runFolder);
            }
            report = engine_(job->request, *mailbox_, *job->control);
        } catch (const std::exception& error) {
            // The engine reports its errors; this is the last wall before std::terminate.
            report.outcome = RunOutcome::Failed;
            report.error = messageOf(error);
            report.folder = job->request.runFolder;
        }
        mailbox_->jobEnded();
        QMetaObject::invokeMethod(
            this, [this, report] { conclude(report); }, Qt::QueuedConnection);
    }
}

void TrainingSession::start(const TrainRequest& request, std::function<std::string()> chooseFolder) {
    Q_ASSERT(!isActive());
    if (isActive())
        return;
    forgetLoad();
    forgetKept();
    auto history = std::make_shared<RunHistory>();
    // Curves that are in view stay there while the past is read again.
    if (request.resume && history_ && history_->folder == request.runFolder)
        history = std::move(history_);
    history->folder = request.runFolder;
    history->recipe = {request.config, request.setup};
    history->summary = plannedSummary(request);
    history_ = std::move(history);
    report_.reset();
    status_ = {};
    runStart_ = {};
    runStart_.folder = request.runFolder;
    goesOnFrom_ = std::numeric_limits<std::int64_t>::max();
    startedUtcMs_ = utcMilliseconds();
    control_ = std::make_shared<TrainControl>();
    mailbox_->post({request, std::move(chooseFolder), control_});
    drainTimer_.start();
    state_ = SessionState::Preparing;
    Q_EMIT historyReset(HistoryChange::OtherRun);
    Q_EMIT stateChanged();
    if (request.resume)
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
    control_->stopNow();
    setState(SessionState::Stopping);
}

void TrainingSession::stopAfterEpoch() {
    if (!isActive())
        return;
    control_->stopAfterEpoch();
    Q_EMIT stateChanged();
}

void TrainingSession::cancelStopAfterEpoch() {
    if (!isActive())
        return;
    control_->cancelStopAfterEpoch();
    Q_EMIT stateChanged();
}

void TrainingSession::snapshot() {
    if (control_)
        control_->requestSnapshot();
}

bool TrainingSession::stopAndWait(std::chrono::milliseconds limit) {
    return mailbox_->stopAndWait(limit);
}

bool TrainingSession::isStoppingAfterEpoch() const {
    return isActive() && control_->isStopAfterEpoch();
}

void TrainingSession::drain() {
    Mail mail = mailbox_->drain();
    if (mail.folder)
        applyFolder(*mail.folder);
    if (mail.start)
        applyStart(*mail.start);
    const int firstStep = static_cast<int>(history_->steps.size()),
              firstEpoch = static_cast<int>(history_->epochs.size());
    history_->steps.insert(history_->steps.end(), mail.steps.begin(), mail.steps.end());
    history_->epochs.insert(history_->epochs.end(), mail.epochs.begin(), mail.epochs.end());
    if (!mail.steps.empty() || !mail.epochs.empty())
        Q_EMIT historyGrew(firstStep, firstEpoch);
    if (!mail.checkpoints.empty())
        addCheckpoints(mail.checkpoints);
    if (!mail.events.empty()) {
        history_->events.insert(history_->events.begin(), mail.events.rbegin(), mail.events.rend());
        Q_EMIT eventsChanged();
    }
    if (mail.status) {
        status_ = *mail.status;
        setState(control_->isStopRequested() ? SessionState::Stopping : stateOf(status_.phase));
        Q_EMIT statusChanged();
    }
}

void TrainingSession::applyFolder(const std::string& folder) {
    runStart_.folder = history_->folder = history_->summary.folder = folder;
    history_->summary.name = displayText(baseName(folder));
    Q_EMIT stateChanged();
}

void TrainingSession::applyStart(const RunStart& start) {
    runStart_ = start;
    history_->stepsPerEpoch = start.stepsPerEpoch;
    goesOnFrom_ = std::min(goesOnFrom_, start.resumedFromStep);
    cutBack(*history_, start.resumedFromStep);
    Q_EMIT historyReset(HistoryChange::CutBack);
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
    drain();
    drainTimer_.stop();
    report_ = report;
    addReport(*history_, report);
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
