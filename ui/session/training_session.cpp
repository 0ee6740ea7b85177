// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_session.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>

#include <QMetaObject>

#include "core/base/drain_box.h"
#include "core/base/log.h"
#include "core/run/run_database.h"

namespace studio {

namespace {

constexpr int kDrainMs = 33;

SessionState stateOf(TrainPhase phase)
{
    switch (phase) {
    case TrainPhase::Preparing: return SessionState::Preparing;
    case TrainPhase::Training: return SessionState::Training;
    case TrainPhase::Validating: return SessionState::Validating;
    case TrainPhase::Saving: return SessionState::Saving;
    case TrainPhase::Paused: return SessionState::Paused;
    case TrainPhase::Stopping: break;
    }
    return SessionState::Stopping;
}

} // namespace

/// The engine's observer: copies what it hears into boxes that the GUI thread empties, and hands requests over.
class TrainingSession::Mailbox final : public TrainObserver {
public:
    struct Job {
        TrainRequest request;
        std::shared_ptr<TrainControl> control;
    };

    void runStarted(const RunStart& start) override { starts.put(start); }
    void stepDone(const StepRecord& record) override { steps.put(record); }
    void epochDone(const EpochRecord& record) override { epochs.put(record); }
    void checkpointSaved(const CheckpointRecord& record) override { checkpoints.put(record); }
    void eventHappened(const EventRecord& record) override { events.put(record); }
    void statusChanged(const TrainStatus& status) override { steps.putLatest(status); }

    DrainBox<RunStart, int> starts;
    DrainBox<StepRecord, TrainStatus> steps;
    DrainBox<EpochRecord, int> epochs;
    DrainBox<CheckpointRecord, int> checkpoints;
    DrainBox<EventRecord, int> events;

    std::mutex mutex;
    std::condition_variable_any wake;
    std::deque<Job> jobs;
};

TrainingSession::TrainingSession(TrainEngine engine, QObject* parent)
    : QObject(parent)
    , engine_(std::move(engine))
    , mailbox_(std::make_unique<Mailbox>())
{
    drainTimer_.setInterval(kDrainMs);
    connect(&drainTimer_, &QTimer::timeout, this, &TrainingSession::drain);
    worker_ = std::jthread([this](std::stop_token stop) { runEngineLoop(stop); });
}

TrainingSession::~TrainingSession()
{
    if (control_)
        control_->stopNow();
    worker_.request_stop();
    worker_.join();
}

void TrainingSession::runEngineLoop(std::stop_token stop)
{
    while (true) {
        Mailbox::Job job;
        {
            std::unique_lock lock(mailbox_->mutex);
            if (!mailbox_->wake.wait(lock, stop, [this] { return !mailbox_->jobs.empty(); }))
                return;
            job = std::move(mailbox_->jobs.front());
            mailbox_->jobs.pop_front();
        }
        RunReport report;
        try {
            report = engine_(job.request, *mailbox_, *job.control);
        } catch (const std::exception& error) {
            // The engine reports its errors; this is the last wall before std::terminate.
            report.outcome = RunOutcome::Failed;
            report.error = messageOf(error);
            report.folder = job.request.runFolder;
        }
        QMetaObject::invokeMethod(this, [this, report] { conclude(report); }, Qt::QueuedConnection);
    }
}

void TrainingSession::start(const TrainRequest& request)
{
    Q_ASSERT(!isActive());
    auto history = std::make_unique<RunHistory>();
    if (request.resume) {
        try {
            *history = loadRunHistory(request.runFolder);
        } catch (const Error& error) {
            // The engine says the same with more care; the curves simply start empty.
            logLine(LogLevel::Warning, error.what());
        }
    }
    history->folder = request.runFolder;
    history->recipe = {request.config, request.setup};
    history->summary.folder = request.runFolder;
    history_ = std::move(history);
    report_.reset();
    status_ = {};
    runStart_ = {};
    runStart_.folder = request.runFolder;
    control_ = std::make_shared<TrainControl>();
    {
        std::lock_guard lock(mailbox_->mutex);
        mailbox_->jobs.push_back({request, control_});
    }
    mailbox_->wake.notify_all();
    drainTimer_.start();
    setState(SessionState::Preparing);
    Q_EMIT historyReset();
}

void TrainingSession::pause()
{
    if (control_)
        control_->pause();
}

void TrainingSession::resume()
{
    if (control_)
        control_->resume();
}

void TrainingSession::stopNow()
{
    if (!isActive())
        return;
    control_->stopNow();
    setState(SessionState::Stopping);
}

void TrainingSession::stopAfterEpoch()
{
    if (!isActive())
        return;
    control_->stopAfterEpoch();
    Q_EMIT stateChanged();
}

void TrainingSession::cancelStopAfterEpoch()
{
    if (!isActive())
        return;
    control_->cancelStopAfterEpoch();
    Q_EMIT stateChanged();
}

void TrainingSession::snapshot()
{
    if (control_)
        control_->requestSnapshot();
}

bool TrainingSession::isStoppingAfterEpoch() const
{
    return isActive() && control_->isStopAfterEpoch();
}

void TrainingSession::showRun(const std::string& folder)
{
    Q_ASSERT(!isActive());
    history_ = std::make_unique<RunHistory>(loadRunHistory(folder));
    report_.reset();
    status_ = {};
    runStart_ = {};
    Q_EMIT historyReset();
    Q_EMIT stateChanged();
}

void TrainingSession::drain()
{
    for (const RunStart& start : mailbox_->starts.drain().records) {
        runStart_ = start;
        history_->stepsPerEpoch = start.stepsPerEpoch;
        const auto past = [&](const auto& record) { return record.step > start.resumedFromStep; };
        std::erase_if(history_->steps, past);
        std::erase_if(history_->epochs, past);
        Q_EMIT historyReset();
    }
    auto steps = mailbox_->steps.drain();
    auto epochs = mailbox_->epochs.drain().records;
    auto checkpoints = mailbox_->checkpoints.drain().records;
    auto events = mailbox_->events.drain().records;
    const int firstStep = static_cast<int>(history_->steps.size()), firstEpoch = static_cast<int>(history_->epochs.size());
    history_->steps.insert(history_->steps.end(), steps.records.begin(), steps.records.end());
    history_->epochs.insert(history_->epochs.end(), epochs.begin(), epochs.end());
    if (!steps.records.empty() || !epochs.empty())
        Q_EMIT historyGrew(firstStep, firstEpoch);
    if (!checkpoints.empty()) {
        for (const CheckpointRecord& record : checkpoints) {
            std::erase_if(history_->checkpoints, [&](const auto& old) { return old.file == record.file; });
            if (record.best)
                std::for_each(history_->checkpoints.begin(), history_->checkpoints.end(), [](auto& old) { old.best = false; });
            history_->checkpoints.insert(history_->checkpoints.begin(), record);
        }
        Q_EMIT checkpointsChanged();
    }
    if (!events.empty()) {
        history_->events.insert(history_->events.begin(), events.rbegin(), events.rend());
        Q_EMIT eventsChanged();
    }
    if (steps.latest) {
        status_ = *steps.latest;
        Q_EMIT statusChanged();
        const bool stopping = control_->isStopRequested();
        setState(stopping ? SessionState::Stopping : stateOf(status_.phase));
    }
}

void TrainingSession::conclude(const RunReport& report)
{
    drain();
    drainTimer_.stop();
    report_ = report;
    try {
        history_->summary = summariseRun(report.folder);
    } catch (const std::exception& error) {
        logLine(LogLevel::Warning, error.what());
    }
    setState(SessionState::Idle);
    Q_EMIT finished(report);
}

void TrainingSession::setState(SessionState state)
{
    if (state_ == state)
        return;
    state_ = state;
    Q_EMIT stateChanged();
}

} // namespace studio
