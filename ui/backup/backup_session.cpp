// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backup/backup_session.h"

#include <algorithm>
#include <utility>

#include "core/backup/auto_backup.h"
#include "core/base/log.h"
#include "ui/session/settings.h"
#include "ui/session/training_session.h"

namespace studio {

namespace {

constexpr int kPatienceMs = 2'000; ///< a place that answers at all stops within half a second

bool isSame(const BackupTask& a, const BackupTask& b) {
    return a.kind == b.kind && a.run == b.run && a.place == b.place && a.options.all == b.options.all;
}

BackupResult carryOut(const BackupTask& task, const BackupProgress& progress, const std::stop_token& stop) {
    return task.kind == BackupTask::Kind::BackUp ? backUpRun(task.run, task.place, task.options, progress, stop)
                                                 : restoreRun(task.place, task.run, task.options, progress, stop);
}

} // namespace

BackupSession::BackupSession(const Settings& settings, const TrainingSession& training, QObject* parent)
    : QObject(parent)
    , settings_(settings)
    , training_(training) {
    stopping_.setSingleShot(true);
    stopping_.setInterval(kPatienceMs);
    connect(&stopping_, &QTimer::timeout, this, &BackupSession::giveUp);
    connect(&training, &TrainingSession::checkpointsChanged, this, &BackupSession::checkpointCame);
    connect(&training, &TrainingSession::finished, this, [this](const RunReport& report) {
        runEnded(report.folder, report.outcome == RunOutcome::Finished && !report.left);
    });
}

void BackupSession::start(const BackupTask& task) {
    if (std::any_of(waiting_.begin(), waiting_.end(), [&task](const auto& one) { return isSame(one, task); }))
        return;
    waiting_.push_back(task);
    if (!task_)
        next();
    else
        Q_EMIT changed();
}

void BackupSession::next() {
    if (waiting_.empty())
        return;
    task_ = std::move(waiting_.front());
    waiting_.pop_front();
    status_ = {};
    last_.reset();
    // Beside one that hangs in a place that was given up: another place may answer.
    job_.start(
        [this, task = *task_](const JobControl& control) {
            return carryOut(
                task,
                [this, control](const BackupStatus& status) {
                    control.progress([this, status] {
                        status_ = status;
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
    last_ = BackupOutcome{*std::exchange(task_, std::nullopt), result, problem};
    if (last_->hasFailed())
        logLine(LogLevel::Warning,
                (last_->task.kind == BackupTask::Kind::BackUp ? "Not backed up: " : "Not restored: ") +
                    last_->task.run + ": " + problem.text());
    const BackupOutcome outcome = *last_;
    Q_EMIT changed();
    Q_EMIT ended(outcome);
    if (!task_) // nobody began another one meanwhile
        next();
}

void BackupSession::cancel() {
    if (!task_ || isStopping())
        return;
    job_.requestStop();
    stopping_.start();
    Q_EMIT changed();
}

void BackupSession::giveUp() {
    if (!task_)
        return;
    job_.forget();
    conclude(std::nullopt, {});
}

void BackupSession::requestStop() {
    waiting_.clear();
    cancel();
}

/// Of this run and since it began here: what a resumed run had before is no news.
void BackupSession::checkpointCame() {
    const RunHistory* history = training_.history();
    if (history == nullptr || !training_.isActive() || training_.isElsewhere())
        return;
    const auto& all = history->checkpoints;
    const auto best = std::find_if(all.begin(), all.end(), [](const CheckpointRecord& one) { return one.best; });
    if (best == all.end() || best->step <= training_.runStart().resumedFromStep || best->savedUtcMs == bestUtcMs_)
        return;
    bestUtcMs_ = best->savedUtcMs;
    if (settings_.autoBackup().best)
        startAutomatic(history->folder);
}

void BackupSession::runEnded(const std::string& run, bool finished) {
    bestUtcMs_ = 0;
    if (finished && !training_.isElsewhere())
        startAutomatic(run);
}

void BackupSession::startAutomatic(const std::string& run) {
    const BackupWish wish = settings_.autoBackup();
    if (!wish.target.empty() && !run.empty())
        start({BackupTask::Kind::BackUp, run, wish.target, wish.options(), true});
}

} // namespace studio
