// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_tail.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <sys/stat.h>

#include "core/base/read_error.h"
#include "core/base/text.h"
#include "core/run/run_folder.h"
#include "core/run/run_tail_internal.h"

namespace studio {

namespace {

constexpr std::chrono::milliseconds kPatience{500};
constexpr std::int64_t kMostSteps = 20'000; ///< of one look: a trainer makes fewer in a second
constexpr std::int64_t kMostRows = 1'000;   ///< of the other kinds

/// A number of at least 0, or nothing.
std::optional<std::int64_t> countOf(const std::string& text) {
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size() || value < 0 ||
        value == std::numeric_limits<std::int64_t>::max())
        return std::nullopt;
    return value;
}

} // namespace

RunDatabase::Cuts cutsOf(const std::string& generation, const std::string& steps) {
    RunDatabase::Cuts cuts;
    cuts.generation = countOf(generation).value_or(0);
    for (std::size_t begin = 0; begin < steps.size() && cuts.steps.size() < RunDatabase::kMaxCuts;) {
        const std::size_t end = std::min(steps.find(' ', begin), steps.size());
        const std::optional<std::int64_t> step = countOf(steps.substr(begin, end - begin));
        if (!step)
            break;
        cuts.steps.push_back(*step);
        begin = end + 1;
    }
    return cuts;
}

RunDatabase::Values valuesOf(const RunDatabase::Cuts& cuts) {
    std::string steps;
    for (std::size_t i = 0; i < std::min(cuts.steps.size(), RunDatabase::kMaxCuts); ++i)
        steps += (i == 0 ? "" : " ") + std::to_string(cuts.steps[i]);
    return {{kGenerationKey, std::to_string(cuts.generation)}, {kCutsKey, steps}};
}

std::optional<std::int64_t> cutBetween(const RunDatabase::Cuts& before, const RunDatabase::Cuts& now, bool sameFile) {
    if (now == before || (sameFile && now.generation == before.generation))
        return std::nullopt;
    // Of a number that did not rise all cuts may be new.
    const std::int64_t missed =
        now.generation > before.generation ? now.generation - before.generation : now.generation;
    if (missed == 0) // another file, whose run was never cut
        return std::nullopt;
    if (missed > static_cast<std::int64_t>(now.steps.size()))
        return 0;
    return *std::min_element(now.steps.begin(), now.steps.begin() + missed);
}

RunTail::RunTail(const std::string& runFolder)
    : path_(RunPaths(runFolder).database) {}

RunTail::FileId RunTail::fileId(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
        throw accessError("The run's history cannot be opened", displayText(path), errno);
    return {std::uint64_t{info.st_dev}, std::uint64_t{info.st_ino}};
}

RunNews RunTail::look() {
    RunNews news;
    try {
        Position at = at_;
        const FileId file = fileId(path_);
        const RunDatabase database(path_, RunDatabase::Mode::Read);
        database.setPatience(kPatience);
        database.atOneMoment([&] {
            if (at.begun)
                followCuts(database, file, at, news);
            else
                begin(database, file, at, news);
            readRows(database, at, news);
        });
        if (fileId(path_) != file)
            return {}; // replaced under this look: it may have read the one or the other
        at_ = std::move(at);
    } catch (const Error& error) {
        news = {};
        news.fault = error;
    } catch (const std::exception& error) {
        news = {};
        news.fault = Error(ErrorKind::Internal, messageOf(error));
    }
    return news;
}

/// One step before the newest: the end of an epoch is written after its last step, and would be passed over otherwise.
void RunTail::begin(const RunDatabase& database, FileId file, Position& at, RunNews& news) {
    at.begun = true;
    at.file = file;
    at.cuts = database.cuts();
    at.step = at.epochStep = std::max<std::int64_t>(0, database.lastStep() - 1);
    at.eventId = database.lastEventId();
    for (const EventRecord& event : database.events(1))
        at.eventUtcMs = event.utcMs;
    for (const CheckpointRecord& saved : database.checkpoints()) {
        if (saved.step <= at.step)
            at.checkpoints[saved.file] = saved.savedUtcMs;
    }
    news.goesOnFrom = at.step;
}

void RunTail::followCuts(const RunDatabase& database, FileId file, Position& at, RunNews& news) {
    const RunDatabase::Cuts now = database.cuts();
    const bool sameFile = file == at.file;
    news.goesOnFrom = cutBetween(at.cuts, now, sameFile);
    if (news.goesOnFrom) {
        at.step = std::min(at.step, *news.goesOnFrom);
        at.epochStep = std::min(at.epochStep, *news.goesOnFrom);
    }
    if (!sameFile) { // its journal begins anew, or is a copy of the one that is known
        at.eventId = 0;
        at.eventsAfterMs = at.eventUtcMs;
    }
    at.cuts = now;
    at.file = file;
}

void RunTail::readRows(const RunDatabase& database, Position& at, RunNews& news) {
    news.state = database.value("state").value_or("");
    news.activeSeconds = std::strtod(database.value("active_seconds").value_or("0").c_str(), nullptr);
    news.steps = database.steps(at.step, kMostSteps);
    if (!news.steps.empty())
        at.step = news.steps.back().step;
    news.more = static_cast<std::int64_t>(news.steps.size()) == kMostSteps;
    if (news.more)
        return; // what belongs to later steps comes with them
    news.epochs = database.epochsAfter(at.epochStep, kMostRows);
    if (!news.epochs.empty())
        at.epochStep = news.epochs.back().step;
    readCheckpoints(database, at, news);
    readEvents(database, at, news);
    news.more = static_cast<std::int64_t>(news.epochs.size()) == kMostRows || news.more;
}

void RunTail::readEvents(const RunDatabase& database, Position& at, RunNews& news) {
    const auto rows = database.eventsAfter(at.eventId, kMostRows);
    for (const auto& [id, event] : rows) {
        at.eventId = id;
        if (at.eventsAfterMs != 0 && event.utcMs <= at.eventsAfterMs)
            continue;
        at.eventUtcMs = event.utcMs;
        news.events.push_back(event);
    }
    news.more = static_cast<std::int64_t>(rows.size()) == kMostRows;
    if (!news.more)
        at.eventsAfterMs = 0; // a clock that was set back silences no journal
}

void RunTail::readCheckpoints(const RunDatabase& database, Position& at, RunNews& news) {
    std::map<std::string, std::int64_t> known;
    std::vector<CheckpointRecord> saved = database.checkpoints(); // newest first
    std::reverse(saved.begin(), saved.end());
    for (CheckpointRecord& record : saved) {
        known[record.file] = record.savedUtcMs;
        const auto before = at.checkpoints.find(record.file);
        if (before == at.checkpoints.end() || before->second != record.savedUtcMs)
            news.checkpoints.push_back(std::move(record));
    }
    at.checkpoints = std::move(known);
}

} // namespace studio
