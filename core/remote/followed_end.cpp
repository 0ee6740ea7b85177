// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdint>
#include <string_view>
#include <sys/stat.h>
#include <utility>

#include "core/base/crash_report.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/remote/followed_end_internal.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

/// The line of the journal that says why the run failed: its detail is the whole message, title first.
Message failureIn(const std::string& folder) {
    constexpr std::int64_t kNewestEvents = 100;
    const RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Read);
    for (const EventRecord& event : database.events(kNewestEvents)) { // newest first
        if (event.kind != EventKind::Failed)
            continue;
        std::string rest = event.detail;
        if (rest.starts_with(event.title))
            rest.erase(0, event.title.size());
        rest.erase(0, std::min(rest.find_first_not_of(".: "), rest.size()));
        return {displayText(event.title), {}, displayText(rest), {}};
    }
    return {};
}

/// When somebody took the run's lock last, in milliseconds since 1970; 0 = nobody knows.
std::int64_t lockedUtcMs(const std::string& folder) {
    struct stat info {};
    if (::stat(RunPaths(folder).lock.c_str(), &info) != 0)
        return 0;
    return std::int64_t{info.st_mtim.tv_sec} * 1'000 + info.st_mtim.tv_nsec / 1'000'000;
}

/// Whether the end that the journal tells is that of a trainer before the last one, which was gone before it wrote
/// anything, or as soon as it had written that it goes on.
bool isEndOfEarlier(const std::string& folder) {
    constexpr std::int64_t kNewestEvents = 100;
    const RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Read);
    for (const EventRecord& event : database.events(kNewestEvents)) { // newest first
        if (event.kind == EventKind::Started || event.kind == EventKind::Resumed)
            return true;
        if (event.kind == EventKind::Finished || event.kind == EventKind::Stopped || event.kind == EventKind::Failed)
            return event.utcMs < lockedUtcMs(folder);
    }
    return false;
}

/// Why the run was interrupted, where its trainer said so at its end: nobody wished that end. Empty where the trainer
/// was gone without a word.
std::string interruptionIn(const std::string& folder) {
    constexpr std::int64_t kNewestEvents = 100;
    const RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Read);
    if (database.value("state").value_or("") != runStateName(RunState::Interrupted))
        return {};
    constexpr std::string_view kBeforeReason = " · ";
    for (const EventRecord& event : database.events(kNewestEvents)) { // newest first
        const std::size_t at = event.detail.find(kBeforeReason);
        if (event.kind == EventKind::Stopped && at != std::string::npos)
            return displayText(event.detail.substr(at + kBeforeReason.size()));
    }
    return "It was interrupted";
}

} // namespace

FollowedEnd::FollowedEnd(std::string runFolder)
    : folder_(std::move(runFolder))
    , crashesBefore_(listCrashReports(folder_)) {}

RunReport FollowedEnd::report() const {
    const RunSummary summary = summariseRun(folder_);
    RunReport report;
    report.folder = folder_;
    report.epochsDone = summary.epochsDone;
    report.bestTop1 = summary.bestTop1;
    report.bestEpoch = summary.bestEpoch;
    report.lastTop1 = summary.lastTop1;
    report.activeSeconds = summary.activeSeconds;
    // One that was told of no more epochs may have taken the lock since, and gone without a line.
    const bool isWhole = summary.state == RunState::Finished &&
                         (summary.epochsDone >= summary.epochsPlanned || summary.endedEarly) && newCrash().empty();
    const bool isUnsaid = !isWhole && isEarlier(summary.state);
    switch (isUnsaid ? RunState::Interrupted : summary.state) {
    case RunState::Finished:
        report.outcome = RunOutcome::Finished;
        return report;
    case RunState::Stopped:
        report.outcome = RunOutcome::Stopped;
        return report;
    case RunState::Failed:
        fillFailure(report);
        break;
    case RunState::Damaged:
        report.errorKind = ErrorKind::Corrupt;
        report.error = {"The run cannot be read", displayText(folder_), displayText(summary.problem), {}};
        break;
    default:
        report.interruptedBy = isUnsaid ? std::string() : interruption();
        if (!report.interruptedBy.empty()) {
            report.outcome = RunOutcome::Stopped;
            return report;
        }
        report.errorKind = ErrorKind::Io;
        report.error = {"The process that trained this run ended without a word", displayText(folder_),
                        "Its checkpoints are as they were.", "Resume the run: it goes on from the newest one."};
    }
    nameCrash(report);
    return report;
}

bool FollowedEnd::isEarlier(RunState state) const {
    try {
        return state != RunState::Damaged && isEndOfEarlier(folder_);
    } catch (const Error& error) {
        logLine(LogLevel::Warning, error.message().text());
        return false;
    }
}

std::string FollowedEnd::interruption() const {
    try {
        return interruptionIn(folder_);
    } catch (const Error& error) {
        logLine(LogLevel::Warning, error.message().text());
        return {};
    }
}

void FollowedEnd::fillFailure(RunReport& report) const {
    try {
        report.error = failureIn(folder_);
    } catch (const Error& error) {
        logLine(LogLevel::Warning, error.message().text());
    }
    if (report.error.title.empty())
        report.error = {"The run failed", displayText(folder_), {}, "Its journal says why; then resume it."};
}

/// Name of a report of a crash that came since; empty = none.
std::string FollowedEnd::newCrash() const {
    const std::vector<std::string> crashes = listCrashReports(folder_); // newest first
    const bool isOld = crashes.empty() ||
                       std::find(crashesBefore_.begin(), crashesBefore_.end(), crashes.front()) != crashesBefore_.end();
    return isOld ? std::string() : crashes.front();
}

void FollowedEnd::nameCrash(RunReport& report) const {
    if (report.outcome != RunOutcome::Failed)
        return;
    if (const std::string crash = newCrash(); !crash.empty())
        report.error.done += (report.error.done.empty() ? "" : " ") +
                             ("It left a report of its crash in the run's folder: " + displayText(crash) + ".");
}

} // namespace studio
