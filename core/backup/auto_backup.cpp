// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backup/auto_backup.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

#include "core/backup/backup_command.h"
#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/net/url.h"
#include "core/run/run_journal.h"

namespace studio {

std::vector<std::string> wordsOf(const BackupWish& wish) {
    if (wish.target.empty())
        return {};
    std::vector<std::string> words{"--backup=" + wholeTarget(wish.target)};
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

EventRecord failedBackup(Message problem, const std::string& runFolder, const std::string& target,
                         const std::string& endpoint) {
    problem.next += (problem.next.empty() ? "By hand: " : " By hand: ") + backupCommand(runFolder, target, endpoint);
    return failedBackup(problem);
}

EventRecord keepInJournal(const std::string& runFolder, const EventRecord& event) {
    constexpr std::chrono::seconds kDisk{5}; // the backup may have failed because this one hangs, too
    try {
        if (auto kept = answerWithin<EventRecord>(kDisk, [=] { return addToJournal(runFolder, event); }))
            return *std::move(kept);
        throw Error(ErrorKind::Io, "Its disk does not answer");
    } catch (const std::exception& error) {
        logLine(LogLevel::Warning, "The run's journal does not tell that its backup failed: " + runFolder + ": " +
                                       messageOf(error).text());
        return event;
    }
}

namespace {

constexpr std::chrono::milliseconds kPatience{2'000}; ///< a place that answers at all stops within half a second

/// No time cures a defect.
Error failureOf(const std::exception& error) {
    const auto* ours = dynamic_cast<const Error*>(&error);
    return ours != nullptr ? *ours : Error(ErrorKind::Internal, messageOf(error));
}

} // namespace

/// What the thread uses, which owns it together with the AutoBackup.
struct AutoBackup::State {
    std::string folder, target;
    BackupOptions options;
    std::stop_source stop;
    std::chrono::duration<double> silence{};
    std::mutex telling;
    Tell tell;        ///< empty once its owner is gone, or has given up
    std::mutex mutex; ///< of what follows
    std::condition_variable_any changed;
    bool wanted = false, busy = false;
    LastBackup last;
    double heardAt = 0; ///< on monotonicSeconds(): when the one under way told last that time goes by

    void work(const std::stop_token& end);
    LastBackup backUp();
    void say(const EventRecord& event) {
        const std::lock_guard lock(telling);
        if (tell)
            tell(event);
    }
    void sayFailed(const Message& problem) {
        say(keepInJournal(folder, failedBackup(problem, folder, target, options.endpoint)));
    }
    void note(const std::string& title, const std::string& detail) { say(line(EventKind::Notice, title, detail)); }
    void fallSilent() {
        const std::lock_guard lock(telling);
        tell = nullptr;
    }
    void hear() {
        const std::lock_guard lock(mutex);
        heardAt = monotonicSeconds();
    }
    bool isDone() const { return !wanted && !busy; }
};

LastBackup AutoBackup::State::backUp() {
    try {
        const BackupResult result = backUpRun(
            folder, target, options, [this](const BackupStatus&) { hear(); }, stop.get_token());
        if (!result.complete) {
            note("The backup was stopped", "What was sent is kept there.");
            return {};
        }
        for (const std::string& one : result.notes)
            note("Backup", one);
        note("Backed up", displayUrl(result.place) + ", " + grouped(static_cast<std::int64_t>(result.moved)) +
                              " files sent, " + byteText(result.movedBytes));
        return {true, std::nullopt};
    } catch (const std::exception& error) {
        const Error failure = failureOf(error);
        sayFailed(failure.message());
        return {false, failure};
    }
}

void AutoBackup::State::work(const std::stop_token& end) {
    std::unique_lock lock(mutex);
    while (changed.wait(lock, end, [this] { return wanted; })) {
        wanted = false;
        busy = true;
        heardAt = monotonicSeconds();
        lock.unlock();
        const LastBackup one = backUp();
        lock.lock();
        last = one;
        busy = false;
        changed.notify_all();
        if (end.stop_requested())
            return;
    }
}

AutoBackup::AutoBackup(std::string runFolder, std::string target, const BackupOptions& options, Tell tell,
                       std::stop_source stop, std::chrono::milliseconds silence)
    : state_([&] {
        requireBackupTarget(target, options);
        auto state = std::make_shared<State>();
        state->folder = std::move(runFolder);
        state->target = std::move(target);
        state->options = options;
        state->tell = std::move(tell);
        state->stop = std::move(stop);
        state->silence = silence;
        return state;
    }())
    , copier_([state = state_](const std::stop_token& end) { state->work(end); })
    , patience_(kPatience) {}

AutoBackup::~AutoBackup() {
    state_->stop.request_stop();
    copier_.stop(patience_);
    state_->fallSilent();
}

void AutoBackup::request() {
    const std::lock_guard lock(state_->mutex);
    if (state_->isDone())
        state_->heardAt = monotonicSeconds();
    state_->wanted = true;
    state_->changed.notify_all();
}

LastBackup AutoBackup::finish() {
    State& state = *state_;
    const std::stop_token stop = state.stop.get_token();
    const auto isDone = [&state] { return state.isDone(); };
    std::unique_lock lock(state.mutex);
    while (!isDone() && !stop.stop_requested()) {
        const double left = state.heardAt + state.silence.count() - monotonicSeconds();
        if (left <= 0) {
            lock.unlock();
            return giveUp();
        }
        state.changed.wait_for(lock, stop, std::chrono::duration<double>(left), isDone);
    }
    // It may come to its end before it hears of the stop.
    if (!state.changed.wait_for(lock, patience_, isDone)) {
        patience_ = {};
        return {};
    }
    return state.last;
}

/// The thread is left in its call. Where that returns, it hears that all is over and tells nothing any more.
LastBackup AutoBackup::giveUp() {
    State& state = *state_;
    const Error failure(ErrorKind::Io,
                        {"The backup stood still and was given up", displayUrl(state.target),
                         "A disk or a share has not answered for " +
                             durationText(std::max(1.0, state.silence.count())) + "; what has arrived stays.",
                         "See to it, then repeat this: it goes on from there."});
    state.stop.request_stop();
    state.sayFailed(failure.message());
    state.fallSilent();
    patience_ = {};
    return {false, failure};
}

} // namespace studio
