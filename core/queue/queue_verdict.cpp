// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/queue_verdict_internal.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/queue/exit_meaning.h"
#include "core/queue/queue_child_internal.h"
#include "core/run/run_database.h"

namespace studio {

namespace {

/// A target for every run (app/cli_auto_backup.h).
constexpr const char* kBackupVariable = "RESNET_STUDIO_BACKUP";
constexpr const char* kWithRunner = "stopped with the queue's runner; goes on with the next one";
constexpr int kFirstSignal = 128; ///< a shell's way to tell of a signal

std::string resultText(const RunSummary& run) {
    if (run.bestTop1 < 0)
        return "finished after " + std::to_string(run.epochsDone) + " epochs";
    std::array<char, 96> text{};
    std::snprintf(text.data(), text.size(), "finished after %d epochs, best top-1 %.2f %%", run.epochsDone,
                  run.bestTop1 * 100);
    return text.data();
}

/// Whether the run's end, or a failed backup, was recorded after the entry was started. Else the end is that of an
/// earlier time: this trainer was killed before it opened the run.
bool endedSince(const std::string& run, std::int64_t utcMs) {
    constexpr std::int64_t kNewest = 100;
    try {
        const RunDatabase database(RunPaths(run).database, RunDatabase::Mode::Read);
        const std::vector<EventRecord> events = database.events(kNewest);
        return std::any_of(events.begin(), events.end(), [utcMs](const EventRecord& event) {
            return (event.kind == EventKind::Finished || event.kind == EventKind::Stopped ||
                    event.kind == EventKind::BackupFailed) &&
                   event.utcMs >= utcMs;
        });
    } catch (const Error&) {
        return false;
    }
}

void finish(QueueEntry& entry, QueueState state, const std::string& message) {
    entry.state = state;
    entry.message = message;
    entry.attempts = 0;
    entry.notBeforeUtcMs = 0;
}

void goOnLater(QueueEntry& entry, const std::string& message) {
    finish(entry, QueueState::Waiting, message);
}

/// What follows the training may be missing where nobody saw how the trainer ended.
bool isCopied(const QueueEntry& entry) {
    const char* target = std::getenv(kBackupVariable); // which the trainer gets, too
    return (target != nullptr && *target != '\0') ||
           std::any_of(entry.company.begin(), entry.company.end(),
                       [](const std::string& word) { return word.starts_with("--backup="); });
}

std::string troubleText(const TrainerEnd& end) {
    const std::string code = !end.code                  ? "ended unseen"
                             : *end.code > kFirstSignal ? "ended by signal " + std::to_string(*end.code - kFirstSignal)
                                                        : "exit code " + std::to_string(*end.code);
    return end.words.empty() ? code : end.words + " (" + code + ")";
}

/// Whether the same once more may end otherwise.
bool mayHelp(const std::optional<int>& code) {
    return !code || asksForRetry(*code) || *code > kFirstSignal;
}

/// The training is done, whatever becomes of its copy. True: nothing more is tried.
bool judgeUnkept(QueueEntry& entry, const TrainerEnd& end, const QueueRetries& retries) {
    const int tries = entry.attempts + 1;
    if (!mayHelp(end.code)) {
        finish(entry, QueueState::Done, end.result + ", but its backup is not made: " + troubleText(end));
        return true;
    }
    if (tries < retries.most)
        return false;
    finish(entry, QueueState::Done,
           end.result + ", but its backup was given up after " + std::to_string(tries) + " tries: " + troubleText(end));
    return true;
}

} // namespace

TrainerEnd endOf(const QueueEntry& entry, const std::string& log, std::optional<int> code) {
    const RunSummary run = summariseRun(entry.run);
    TrainerEnd end;
    end.code = code;
    end.state = run.state;
    end.step = std::max(run.step, run.last ? run.last->step : 0);
    end.nowUtcMs = utcMilliseconds();
    const bool isOfThisTime = code == 0 || endedSince(entry.run, entry.startedUtcMs);
    if (!code && !isOfThisTime)
        end.state = RunState::Interrupted;
    const bool wasUnkept = entry.attempts > 0 && end.step == entry.step; // it finished at an earlier try
    end.isUnkept = end.state == RunState::Finished && code != 0 && (isOfThisTime || wasUnkept) && isCopied(entry);
    if (run.state == RunState::Finished)
        end.result = resultText(run);
    if (code != 0)
        end.words = lastWords(log);
    return end;
}

bool isDue(const QueueEntry& entry, const QueueRetries& retries, std::int64_t nowUtcMs) {
    const double seconds = static_cast<double>(entry.notBeforeUtcMs - nowUtcMs) / 1'000;
    return seconds <= 0 || seconds > retries.longestSeconds;
}

bool tryAgain(QueueEntry& entry, const std::string& why, const QueueRetries& retries, std::int64_t nowUtcMs) {
    ++entry.attempts;
    if (entry.attempts >= retries.most) {
        entry.state = QueueState::Failed;
        entry.notBeforeUtcMs = 0;
        entry.message = "given up after " + std::to_string(entry.attempts) + " tries without progress: " + why;
        return true;
    }
    const double doubled = retries.firstSeconds * static_cast<double>(1LL << std::min(entry.attempts - 1, 30));
    const double wait = std::min(doubled, retries.longestSeconds);
    entry.state = QueueState::Waiting;
    entry.notBeforeUtcMs = nowUtcMs + static_cast<std::int64_t>(wait * 1'000);
    entry.message = "tried again in " + durationText(wait) + " (" + std::to_string(entry.attempts) + " of " +
                    std::to_string(retries.most) + "): " + why;
    return false;
}

bool judge(QueueEntry& entry, const TrainerEnd& end, const QueueRetries& retries) {
    entry.endedUtcMs = end.nowUtcMs;
    entry.exitCode = end.code.value_or(-1);
    if (end.step != entry.step)
        entry.attempts = 0; // it had got further: another trouble, or the same much later
    entry.step = end.step;
    const bool withRunner = end.stopping || entry.stopsWithRunner;
    entry.stopsWithRunner = false;
    const bool ended = !end.code || *end.code == 0;
    const bool isDone = ended && end.state == RunState::Finished;
    if (isDone && !end.isUnkept) {
        finish(entry, QueueState::Done, end.result);
        return false;
    }
    if (ended && !isDone && (end.code || end.state == RunState::Stopped)) {
        withRunner ? goOnLater(entry, kWithRunner) : finish(entry, QueueState::Stopped, "stopped on request");
        return false;
    }
    if (end.isUnkept && !(withRunner && mayHelp(end.code)) && judgeUnkept(entry, end, retries))
        return !end.code || !hasToldWhy(*end.code);
    if (!mayHelp(end.code)) {
        finish(entry, QueueState::Failed, troubleText(end));
        return !end.code || !hasToldWhy(*end.code);
    }
    if (withRunner) {
        goOnLater(entry, kWithRunner);
        return false;
    }
    const bool isGivenUp = tryAgain(entry, troubleText(end), retries, end.nowUtcMs);
    if (end.isUnkept)
        entry.message = "finished; its backup is " + entry.message;
    if (!end.seen && entry.state == QueueState::Waiting) {
        entry.notBeforeUtcMs = 0; // time enough has passed
        entry.message = end.isUnkept ? "its trainer ended while no runner watched; its backup is made up for"
                                     : "its trainer ended while no runner watched; goes on";
    }
    return isGivenUp;
}

} // namespace studio
