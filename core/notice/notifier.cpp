// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notice/notifier.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "core/base/log.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/notice/disk_watch_internal.h"
#include "core/run/run_journal.h"
#include "core/run/told_once.h"

namespace studio {

/// Empty once the notifier is gone.
struct Notifier::Link {
    std::mutex mutex;
    Notifier* notifier = nullptr;
};

namespace {

std::string nameOf(const NoticeRun& run) {
    return run.folder.empty() ? std::string("The run") : displayText(baseName(run.folder));
}

std::string sentence(const EventRecord& event) {
    return event.title + (event.detail.empty() ? "." : ": " + event.detail);
}

} // namespace

Notice noticeOfRun(NoticeLevel level, NoticeKind kind, const std::string& what, const std::string& text,
                   NoticeRun run) {
    const std::string title = nameOf(run) + " " + what;
    return makeNotice(level, kind, title, text, std::move(run));
}

Notice noticeOfBackup(const EventRecord& failed, NoticeRun run) {
    return noticeOfRun(NoticeLevel::Warning, NoticeKind::NotBackedUp, "was not backed up", sentence(failed),
                       std::move(run));
}

// What counts is that a channel has delivered it: a machine that had no network at its end tells it the next time.
void tellOnce(NoticeOutbox& outbox, const std::string& why, Notice notice, bool isLasting) {
    const ToldOnce told(notice.run.folder, noticeKindName(notice.kind), why, isLasting);
    if (!told.isNews())
        return;
    notice.arrived = [told] { told.keep(); };
    outbox.add(std::move(notice));
}

// For each reason: its words are the same however far the copy came.
void tellFailedBackup(NoticeOutbox& outbox, const EventRecord& failed, NoticeRun run) {
    tellOnce(outbox, failed.detail.substr(0, failed.detail.find_first_of(":.")),
             noticeOfBackup(failed, std::move(run)));
}

Notifier::Notifier(TrainObserver& next, NoticeOutbox& outbox, const std::string& folder)
    : ForwardingObserver(next)
    , outbox_(outbox)
    , link_(std::make_shared<Link>()) {
    run_.folder = folder;
    link_->notifier = this;
}

Notifier::~Notifier() {
    {
        const std::lock_guard lock(link_->mutex);
        link_->notifier = nullptr;
    }
    disk_.reset();
}

/// A copy under the lock: the outbox has its own.
NoticeRun Notifier::runNow() const {
    const std::lock_guard lock(mutex_);
    return run_;
}

void Notifier::send(NoticeLevel level, NoticeKind kind, const std::string& what, const std::string& text) {
    outbox_.add(noticeOfRun(level, kind, what, text, runNow()));
}

void Notifier::watchDisk(const std::string& folder) {
    if (disk_ || folder.empty())
        return;
    try {
        disk_ = std::make_unique<DiskWatch>(folder, outbox_.options().diskSeconds, [link = link_](std::uint64_t free) {
            const std::lock_guard lock(link->mutex);
            if (link->notifier != nullptr)
                link->notifier->send(NoticeLevel::Warning, NoticeKind::DiskLow, "has little room left on its disk",
                                     byteText(free) + " are free. Training goes on; checkpoints will not be saved "
                                                      "once it is full. Free some space there.");
        });
    } catch (const std::exception& error) {
        logLine(LogLevel::Warning, std::string("Nobody watches the room on the run's disk: ") + error.what());
    }
}

void Notifier::runStarted(const RunStart& start) {
    {
        const std::lock_guard lock(mutex_);
        run_.folder = start.folder;
        run_.epochs = start.epochs;
        run_.epoch =
            start.stepsPerEpoch > 0 ? static_cast<std::int32_t>(start.resumedFromStep / start.stepsPerEpoch) : 0;
        run_.bestTop1 = -1; // after a roll-back the best may be another one; the end says which
        run_.bestEpoch = 0;
        waits_ = false;
    }
    watchDisk(start.folder);
    ForwardingObserver::runStarted(start);
}

void Notifier::epochDone(const EpochRecord& epoch) {
    {
        const std::lock_guard lock(mutex_);
        run_.epoch = epoch.epoch;
        if (epoch.best) {
            run_.bestTop1 = epoch.valTop1;
            run_.bestEpoch = epoch.epoch;
        }
    }
    ForwardingObserver::epochDone(epoch);
}

void Notifier::checkpointSaved(const CheckpointRecord& checkpoint) {
    if (disk_)
        disk_->setCheckpointBytes(checkpoint.bytes);
    ForwardingObserver::checkpointSaved(checkpoint);
}

// Its beginning and its end are told by runEnded(), which knows more.
void Notifier::eventHappened(const EventRecord& event) {
    bool waited = false;
    {
        const std::lock_guard lock(mutex_);
        waited =
            std::exchange(waits_, event.kind == EventKind::Waiting || (waits_ && event.kind != EventKind::Continued));
    }
    const std::string text = sentence(event);
    if (event.kind == EventKind::RolledBack)
        send(NoticeLevel::Warning, NoticeKind::RolledBack, "was rolled back", text);
    else if (event.kind == EventKind::Waiting)
        send(NoticeLevel::Warning, NoticeKind::NoProgress, "makes no progress as usual", text);
    else if (event.kind == EventKind::Continued && waited)
        send(NoticeLevel::Info, NoticeKind::NoProgress, "goes on", text);
    else if (event.kind == EventKind::CheckpointFailed)
        send(NoticeLevel::Warning, NoticeKind::NotSaved, "could not save a checkpoint", text);
    else if (event.title == kNoFurtherTitle) // each begin says so: it may be killed before a channel has it
        tellOnce(
            outbox_, event.title,
            noticeOfRun(NoticeLevel::Warning, NoticeKind::NoProgress, "makes no progress as usual", text, runNow()),
            true);
    else if (event.kind == EventKind::BackupFailed)
        tellFailedBackup(outbox_, event, runNow());
    ForwardingObserver::eventHappened(event);
}

void Notifier::statusChanged(const TrainStatus& status) {
    {
        const std::lock_guard lock(mutex_);
        run_.activeSeconds = std::max(run_.activeSeconds, status.activeSeconds);
        if (status.epochs > 0) // a person may have planned more
            run_.epochs = status.epochs;
    }
    ForwardingObserver::statusChanged(status);
}

void Notifier::interrupted(const std::string& why) {
    std::string folder;
    {
        const std::lock_guard lock(mutex_);
        if (std::exchange(interrupted_, true))
            return;
        folder = run_.folder;
    }
    send(NoticeLevel::Warning, NoticeKind::Interrupted, "is interrupted",
         why + " It is saved and can go on: resnet-train resume " +
             (folder.empty() ? std::string("RUN") : shellWord(folder)));
}

void Notifier::runEnded(const RunReport& report) {
    bool wasInterrupted = false;
    {
        const std::lock_guard lock(mutex_);
        if (!report.folder.empty())
            run_.folder = report.folder;
        run_.bestTop1 = report.bestTop1;
        run_.bestEpoch = report.bestEpoch;
        run_.epoch = std::max(run_.epoch, report.epochsDone);
        if (report.activeSeconds > 0)
            run_.activeSeconds = report.activeSeconds;
        wasInterrupted = interrupted_;
    }
    switch (report.outcome) {
    case RunOutcome::Finished:
        tellOnce(outbox_, {}, noticeOfRun(NoticeLevel::Info, NoticeKind::Finished, "finished", {}, runNow()));
        break;
    case RunOutcome::Stopped:
        if (!wasInterrupted)
            send(NoticeLevel::Info, NoticeKind::Stopped, "was stopped", {});
        break;
    case RunOutcome::Failed:
        tellOnce(outbox_, std::to_string(static_cast<int>(report.errorKind)) + " " + report.error.title,
                 noticeOfRun(NoticeLevel::Error, NoticeKind::Failed, "failed", report.error.text(), runNow()));
        break;
    }
}

} // namespace studio
