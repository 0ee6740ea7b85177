// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backup/backup_session.h"

#include <algorithm>
#include <utility>

#include "core/backup/auto_backup.h"
#include "core/base/log.h"
#include "core/net/url.h"
#include "ui/session/settings.h"
#include "ui/session/training_session.h"

namespace studio {

namespace {

constexpr int kPatienceMs = 2'000; ///< a place that answers at all stops within half a second
constexpr int kLookMs = 1'000;     ///< between looks whether a place that hung has answered

bool isSame(const BackupTask& a, const BackupTask& b) {
    return a.kind == b.kind && a.run == b.run && a.place == b.place && a.options.all == b.options.all;
}

BackupResult carryOut(const BackupTask& task, const BackupProgress& progress, const std::stop_token& stop) {
    return task.kind == BackupTask::Kind::BackUp ? backUpRun(task.run, task.place, task.options, progress, stop)
                                                 : restoreRun(task.place, task.run, task.options, progress, stop);
}

Message silent(const BackupTask& task) {
    return {BackupSession::tr("It stood still and was given up").toStdString(), displayUrl(task.place),
            BackupSession::tr("A disk or a share does not answer; what has arrived stays.").toStdString(),
            BackupSession::tr("See to it, then repeat this: it goes on from there.").toStdString()};
}

Message unanswered(const BackupTask& task) {
    return {BackupSession::tr("Its place does not answer").toStdString(), displayUrl(task.place),
            BackupSession::tr("An earlier backup still hangs there; nothing was sent.").toStdString(),
            BackupSession::tr("See to it, then repeat this: it goes on from there.").toStdString()};
}

} // namespace

BackupSession::BackupSession(const Settings& settings, const TrainingSession& training, QObject* parent)
    : QObject(parent)
    , settings_(settings)
    , training_(training) {
    stopping_.setSingleShot(true);
    stopping_.setInterval(kPatienceMs);
    connect(&stopping_, &QTimer::timeout, this, [this] { giveUp({}); });
    silence_.setSingleShot(true);
    connect(&silence_, &QTimer::timeout, this, [this] { giveUp(silent(*task_)); });
    look_.setInterval(kLookMs);
    connect(&look_, &QTimer::timeout, this, &BackupSession::goOnWithHeldUp);
    setSilence(kBackupSilence);
    connect(&training, &TrainingSession::checkpointSaved, this, &BackupSession::checkpointSaved);
    connect(&training, &TrainingSession::finished, this, &BackupSession::runEnded);
}

void BackupSession::start(const BackupTask& task) {
    const auto isThis = [&task](const BackupTask& one) { return isSame(one, task); };
    if (std::any_of(waiting_.begin(), waiting_.end(), isThis))
        return;
    if (task.automatic &&
        std::any_of(heldUp_.begin(), heldUp_.end(), [&](const HeldUp& held) { return isThis(held.task); }))
        return;
    waiting_.push_back(task);
    if (!task_)
        next();
    else
        Q_EMIT changed();
}

/// A second one there would only wait for the first: another place may answer.
void BackupSession::holdUpWhatHangs() {
    for (auto task = waiting_.begin(); task != waiting_.end();) {
        if (!task->automatic || !hangs(task->place)) {
            ++task;
            continue;
        }
        if (heldUp_.empty())
            look_.start();
        heldUp_.push_back({std::move(*task), QDeadlineTimer(silence_.intervalAsDuration())});
        task = waiting_.erase(task);
    }
}

void BackupSession::goOnWithHeldUp() {
    const std::deque<HeldUp> looked = std::exchange(heldUp_, {});
    std::vector<BackupTask> late;
    for (const HeldUp& held : looked) {
        if (!hangs(held.task.place))
            waiting_.push_back(held.task);
        else if (held.until.hasExpired())
            late.push_back(held.task);
        else
            heldUp_.push_back(held);
    }
    if (heldUp_.empty())
        look_.stop();
    for (const BackupTask& task : late)
        tell({task, std::nullopt, unanswered(task)});
    if (!task_)
        next();
}

void BackupSession::next() {
    holdUpWhatHangs();
    if (waiting_.empty()) {
        Q_EMIT changed();
        return;
    }
    task_ = std::move(waiting_.front());
    waiting_.pop_front();
    status_ = {};
    last_.reset();
    const auto work = std::make_shared<const Work>(Work{task_->place});
    work_ = work;
    silence_.start();
    // Beside one that hangs in a place that was given up: another place may answer.
    job_.start(
        [this, task = *task_, work](const JobControl& control) {
            return carryOut(
                task,
                [this, control](const BackupStatus& status) {
                    control.progress([this, status] {
                        status_ = status;
                        silence_.start();
                        Q_EMIT changed();
                    });
                },
                control.stop());
        },
        [this](const BackupResult& result) { conclude(result, {}); },
        [this](const Message& message) { conclude(std::nullopt, message); }, BackgroundJob::Begin::AtOnce);
    Q_EMIT changed();
}

void BackupSession::conclude(const std::optional<BackupResult>& result, const Message& problem) {
    stopping_.stop();
    silence_.stop();
    const BackupOutcome outcome{*std::exchange(task_, std::nullopt), result, problem};
    last_ = outcome;
    tell(outcome);
    if (!task_) // nobody began another one meanwhile
        next();
}

void BackupSession::tell(const BackupOutcome& outcome) {
    if (outcome.hasFailed())
        logLine(LogLevel::Warning,
                (outcome.task.kind == BackupTask::Kind::BackUp ? "Not backed up: " : "Not restored: ") +
                    outcome.task.run + ": " + outcome.problem.text());
    Q_EMIT changed();
    Q_EMIT ended(outcome);
}

void BackupSession::cancel() {
    if (!task_ || isStopping())
        return;
    job_.requestStop();
    stopping_.start();
    Q_EMIT changed();
}

/// The thread is left in its call; where that returns it sees that a stop was asked for.
void BackupSession::giveUp(const Message& problem) {
    if (!task_)
        return;
    job_.forget();
    left_.push_back(work_);
    conclude(std::nullopt, problem);
}

/// Whether what was given up at that place has not returned yet.
bool BackupSession::hangs(const std::string& place) {
    std::erase_if(left_, [](const auto& one) { return one.expired(); });
    return std::any_of(left_.begin(), left_.end(), [&place](const auto& one) {
        const auto work = one.lock();
        return work && work->place == place;
    });
}

void BackupSession::requestStop() {
    look_.stop();
    const std::deque<BackupTask> undone = std::exchange(waiting_, {});
    const std::deque<HeldUp> owed = std::exchange(heldUp_, {});
    for (const BackupTask& task : undone)
        tellUndone(task);
    for (const HeldUp& held : owed)
        tellUndone(held.task);
    cancel();
}

/// Nobody else makes up for it.
void BackupSession::tellUndone(const BackupTask& task) {
    if (task.automatic)
        tell({task,
              std::nullopt,
              {tr("The studio was closed before it").toStdString(), displayUrl(task.place),
               tr("The run is whole where it is.").toStdString(), tr("Back it up by hand.").toStdString()}});
}

void BackupSession::checkpointSaved(const CheckpointRecord& checkpoint) {
    if (!training_.isElsewhere() && isBackupDue(settings_.autoBackup(), checkpoint))
        startAutomatic(training_.history()->folder);
}

void BackupSession::runEnded(const RunReport& report) {
    if (!training_.isElsewhere() && isBackupDue(settings_.autoBackup(), report))
        startAutomatic(report.folder);
}

void BackupSession::startAutomatic(const std::string& run) {
    const BackupWish wish = settings_.autoBackup();
    start({BackupTask::Kind::BackUp, run, wish.target, wish.options(), true});
}

} // namespace studio
