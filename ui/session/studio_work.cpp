// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What goes on in the background: small writes, and when the window is to close naming it all, and stopping it in
// bounded time.
#include <utility>

#include "core/base/text.h"
#include "core/notice/notifier.h"
#include "ui/session/studio.h"

namespace studio {

namespace {

constexpr int kTickMs = 50,
              kMostTicks = 60; ///< three seconds: a broken connection or a picture's decode is over by then

} // namespace

std::vector<BusyWork> Studio::busyWork() const {
    std::vector<BusyWork> work;
    if (getData.isRunning()) {
        const QString name = displayOf(baseName(getData.target()));
        const bool fetching = getData.status().stage == GetDataStatus::Stage::Download;
        work.push_back({fetching ? tr("Fetching %1").arg(name) : tr("Unpacking %1").arg(name),
                        tr("What is there stays, and the page Get pictures goes on from there later.")});
    }
    if (pack.state() == PackState::Packing)
        work.push_back({tr("Packing %1").arg(displayOf(baseName(pack.data()->spec.root))),
                        tr("What is packed stays, and the page Data goes on from there later.")});
    for (const std::string& run : runs.removing())
        work.push_back(runs.isMovingAway(run)
                           ? BusyWork{tr("Moving %1 to the trash").arg(displayOf(baseName(run))),
                                      tr("A run that is not there by then stays in the list.")}
                           : BusyWork{tr("Deleting %1").arg(displayOf(baseName(run))),
                                      tr("A run that is not deleted by then stays in the list and can be deleted "
                                         "again.")});
    for (const std::string& path : files.writing())
        work.push_back({tr("Writing %1").arg(displayOf(baseName(path))),
                        tr("A file that is not written by then stays as it was.")});
    if (const auto& task = backup.task()) {
        const QString name = displayOf(baseName(task->run));
        work.push_back(
            {task->kind == BackupTask::Kind::BackUp ? tr("Backing up %1").arg(name) : tr("Restoring %1").arg(name),
             tr("What has arrived stays; the same once more goes on from there.")});
    }
    if (const std::size_t owed = backup.waiting().size() + backup.heldUp(); owed > 0)
        work.push_back({tr("%n backup(s) that wait", nullptr, static_cast<int>(owed)),
                        tr("They are not made then; the journal of their runs says so.")});
    if (queue.isEditing())
        work.push_back({tr("Changing the queue"), tr("What is not in its file by then is not in the queue.")});
    return work;
}

void Studio::backupEnded(const BackupOutcome& ended) {
    const BackupTask& task = ended.task;
    if (task.kind == BackupTask::Kind::Restore && ended.isComplete()) {
        runs.addOutside(task.run);
        runs.refresh();
    }
    if (!task.automatic || !ended.hasFailed())
        return; // the dialog tells it to whom asked
    const std::string name = displayText(baseName(task.run));
    report({tr("%1 was not backed up").arg(QString::fromStdString(name)).toStdString(), ended.problem.place,
            ended.problem.title + ". " + ended.problem.done, ended.problem.next});
    tellNotBackedUp(task.run, ended.problem);
}

/// To whoever is not looking at this window; as resnet-train does.
void Studio::tellNotBackedUp(const std::string& run, const Message& problem) {
    const EventRecord event = failedBackup(problem);
    if (services.notify) {
        NoticeRun about;
        about.folder = run;
        if (const RunHistory* shown = training.history(); shown != nullptr && shown->folder == run) {
            about.bestTop1 = shown->summary.bestTop1;
            about.bestEpoch = shown->summary.bestEpoch;
            about.epochs = shown->summary.epochsPlanned;
            about.epoch = shown->epochs.empty() ? 0 : shown->epochs.back().epoch;
        }
        services.notify(noticeOfBackup(event, std::move(about)));
    }
    files.run(
        this, [run, event](const JobControl&) { return keepInJournal(run, event); },
        [this, run](const EventRecord& kept) { training.addEvent(run, kept); });
}

void Studio::setPrice(const std::optional<RunPrice>& price) {
    settings.setPrice(price);
    const bool isSteered = training.isActive() && training.whyUnsteerable().empty();
    const std::string folder = isSteered ? training.runStart().folder : std::string();
    if (isSteered)
        training.setPrice(price);
    if (!folder.empty())
        price ? files.write(priceFile(folder), priceToJson(*price)) : files.remove(priceFile(folder));
    Q_EMIT priceChanged();
}

std::optional<RunPrice> Studio::price() const {
    const RunHistory* shown = training.history();
    return shown != nullptr && shown->price ? shown->price : settings.price();
}

void Studio::stopWork() {
    if (stopping_.isActive())
        return;
    stopTicks_ = 0;
    stopping_.start(kTickMs); // whoever hears of the stop knows that it is none of a person's wishes
    requestStop();
}

void Studio::waitForStop() {
    if (!busyWork().empty() && ++stopTicks_ < kMostTicks)
        return;
    stopping_.stop();
    Q_EMIT workStopped();
}

void Studio::requestStop() {
    LeavableThread::requestStopAll(); // those of the pages too
    getData.requestStop();
    pack.requestStop();
    preflight.requestStop();
    backup.requestStop();
    data.requestStop();
    cards.requestStop();
    cardMonitor.requestStop();
    drops.requestStop();
    classify.requestStop();
    thumbnails.requestStop();
    monitor.requestStop();
    files.requestStop();
}

} // namespace studio
