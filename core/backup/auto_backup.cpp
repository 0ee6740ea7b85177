// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backup/auto_backup.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/base/thread.h"
#include "core/net/url.h"
#include "core/run/run_journal.h"

namespace studio {

std::vector<std::string> wordsOf(const BackupWish& wish) {
    if (wish.target.empty())
        return {};
    const bool isFolder = wish.target.find(':') == std::string::npos;
    std::vector<std::string> words{"--backup=" + (isFolder ? absolutePath(wish.target) : wish.target)};
    if (wish.best)
        words.emplace_back("--backup-best");
    if (wish.interrupted)
        words.emplace_back("--backup-interrupted");
    if (!wish.endpoint.empty())
        words.push_back("--backup-endpoint=" + wish.endpoint);
    return words;
}

bool isBackupDue(const BackupWish& wish, const CheckpointRecord& saved) {
    return !wish.target.empty() && wish.best && saved.best;
}

bool isBackupDue(const BackupWish& wish, const RunReport& ended) {
    if (wish.target.empty() || ended.left || ended.folder.empty())
        return false;
    return ended.outcome == RunOutcome::Finished || (!ended.interruptedBy.empty() && wish.interrupted);
}

namespace {

EventRecord line(EventKind kind, const std::string& title, const std::string& detail) {
    EventRecord event;
    event.kind = kind;
    event.utcMs = utcMilliseconds();
    event.title = title;
    event.detail = detail;
    return event;
}

} // namespace

EventRecord failedBackup(const Message& problem) {
    return line(EventKind::BackupFailed, "The backup failed", problem.text());
}

EventRecord keepInJournal(const std::string& runFolder, const EventRecord& event) {
    try {
        return addToJournal(runFolder, event);
    } catch (const std::exception& error) {
        logLine(LogLevel::Warning, "The run's journal does not tell that its backup failed: " + runFolder + ": " +
                                       messageOf(error).text());
        return event;
    }
}

struct AutoBackup::State {
    std::string folder, target;
    BackupOptions options;
    Tell tell;
    std::stop_source stop;
    std::mutex mutex; ///< of what follows
    std::condition_variable_any changed;
    bool wanted = false, busy = false, whole = false;
    std::jthread thread; ///< last: it uses all of them

    void work(const std::stop_token& end);
    bool backUp();
    void say(const std::string& title, const std::string& detail) { tell(line(EventKind::Notice, title, detail)); }
};

/// One backup; whether it is whole.
bool AutoBackup::State::backUp() {
    try {
        const BackupResult result = backUpRun(folder, target, options, {}, stop.get_token());
        if (!result.complete) {
            say("The backup was stopped", "resnet-train backup goes on with it");
            return false;
        }
        for (const std::string& note : result.notes)
            say("Backup", note);
        say("Backed up", displayUrl(result.place) + ", " + grouped(static_cast<std::int64_t>(result.moved)) +
                             " files sent, " + byteText(result.movedBytes));
        return true;
    } catch (const std::exception& error) {
        tell(keepInJournal(folder, failedBackup(messageOf(error))));
        return false;
    }
}

void AutoBackup::State::work(const std::stop_token& end) {
    std::unique_lock lock(mutex);
    while (changed.wait(lock, end, [this] { return wanted; })) {
        wanted = false;
        busy = true;
        lock.unlock();
        const bool good = backUp();
        lock.lock();
        whole = good;
        busy = false;
        changed.notify_all();
        if (end.stop_requested())
            return;
    }
}

AutoBackup::AutoBackup(std::string runFolder, std::string target, const BackupOptions& options, Tell tell,
                       std::stop_source stop)
    : state_(std::make_unique<State>()) {
    requireBackupTarget(target, options);
    state_->folder = std::move(runFolder);
    state_->target = std::move(target);
    state_->options = options;
    state_->tell = std::move(tell);
    state_->stop = std::move(stop);
    state_->thread = startThread([state = state_.get()](const std::stop_token& end) { state->work(end); });
}

AutoBackup::~AutoBackup() {
    state_->stop.request_stop();
}

void AutoBackup::request() {
    const std::lock_guard lock(state_->mutex);
    state_->wanted = true;
    state_->changed.notify_all();
}

bool AutoBackup::finish() {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, state_->stop.get_token(), [this] { return !state_->wanted && !state_->busy; });
    return state_->whole && !state_->wanted && !state_->busy;
}

} // namespace studio
