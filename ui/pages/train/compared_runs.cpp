// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/compared_runs.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/run/run_database.h"
#include "ui/models/run_table.h"

namespace studio {

namespace {

constexpr int kLookAgainMs = 5'000;
constexpr int kFirstColor = 2, kLastColor = 5; ///< the first two are the shown run's own

/// What of a run tells in a moment whether it has to be read again.
struct Mark {
    std::int64_t step = -1, generation = 0;
    RunState state = RunState::Interrupted;
    bool operator==(const Mark&) const = default;
};

Mark markOf(const std::string& folder) {
    const RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Read);
    return {database.lastStep(), database.cuts().generation, summariseRun(folder).state};
}

} // namespace

struct ComparedRuns::Reader {
    std::string folder;
    Mark mark;
    BackgroundJob job;
};

ComparedRuns::ComparedRuns(QObject* parent)
    : QObject(parent) {
    timer_.setInterval(kLookAgainMs);
    connect(&timer_, &QTimer::timeout, this, &ComparedRuns::lookAgain);
}

ComparedRuns::~ComparedRuns() = default;

ComparedRun* ComparedRuns::at(const std::string& folder) {
    const auto found =
        std::find_if(runs_.begin(), runs_.end(), [&folder](const ComparedRun& run) { return run.folder == folder; });
    return found == runs_.end() ? nullptr : &*found;
}

bool ComparedRuns::contains(const std::string& folder) const {
    return std::any_of(runs_.begin(), runs_.end(), [&folder](const ComparedRun& run) { return run.folder == folder; });
}

void ComparedRuns::add(const std::string& folder) {
    if (contains(folder) || isFull())
        return;
    std::set<int> taken;
    for (const ComparedRun& run : runs_)
        taken.insert(run.color);
    ComparedRun run;
    run.folder = folder;
    for (int color = kLastColor; color >= kFirstColor; --color)
        run.color = taken.contains(color) ? run.color : color;
    runs_.push_back(std::move(run));
    if (spare_.empty())
        spare_.push_back(std::make_unique<Reader>());
    readers_.push_back(std::move(spare_.back()));
    spare_.pop_back();
    readers_.back()->folder = folder;
    readers_.back()->mark = {};
    read(folder);
    Q_EMIT changed();
}

void ComparedRuns::remove(const std::string& folder) {
    if (pointed_ == folder)
        pointed_.clear();
    std::erase_if(runs_, [&folder](const ComparedRun& run) { return run.folder == folder; });
    for (auto& reader : readers_) {
        if (reader->folder == folder)
            letGo(std::move(reader));
    }
    std::erase(readers_, nullptr);
    watch();
    Q_EMIT changed();
}

void ComparedRuns::clear() {
    runs_.clear();
    for (auto& reader : readers_)
        letGo(std::move(reader));
    readers_.clear();
    pointed_.clear();
    watch();
    Q_EMIT changed();
}

// Its job may still wait for a disk: nobody waits for that.
void ComparedRuns::letGo(std::unique_ptr<Reader> reader) {
    reader->job.forget();
    spare_.push_back(std::move(reader));
}

void ComparedRuns::setHidden(const std::string& folder, bool hidden) {
    ComparedRun* run = at(folder);
    if (run == nullptr || run->hidden == hidden)
        return;
    run->hidden = hidden;
    Q_EMIT changed();
}

void ComparedRuns::point(const std::string& folder) {
    if (folder == pointed_)
        return;
    pointed_ = folder;
    Q_EMIT changed();
}

void ComparedRuns::setWatched(bool watched) {
    watched_ = watched;
    watch();
}

void ComparedRuns::watch() {
    const bool any = std::any_of(runs_.begin(), runs_.end(), [](const ComparedRun& run) {
        return run.history != nullptr && isInGroup(run.history->summary, RunGroup::Running);
    });
    if (!watched_ || !any)
        timer_.stop();
    else if (!timer_.isActive())
        timer_.start();
}

void ComparedRuns::lookAgain() {
    for (const ComparedRun& run : runs_) {
        if (run.history != nullptr && isInGroup(run.history->summary, RunGroup::Running))
            read(run.folder);
    }
}

void ComparedRuns::read(const std::string& folder) {
    const auto found = std::find_if(readers_.begin(), readers_.end(),
                                    [&folder](const auto& reader) { return reader->folder == folder; });
    if (found == readers_.end() || (*found)->job.isRunning())
        return; // a slow disk is not asked twice
    using Read = std::pair<Mark, std::shared_ptr<const RunHistory>>;
    (*found)->job.start(
        [folder, before = (*found)->mark](const JobControl& control) -> Read {
            requireRun(folder);
            const Mark mark = markOf(folder); // before the steps: what comes meanwhile is seen the next time
            if (mark == before)
                return {mark, nullptr};
            return {mark, std::make_shared<const RunHistory>(loadRunHistory(folder, control))};
        },
        [this, folder, reader = found->get()](const Read& now) {
            reader->mark = now.first;
            ComparedRun* run = at(folder);
            if (run == nullptr || now.second == nullptr)
                return;
            run->history = now.second;
            run->problem = {};
            watch();
            Q_EMIT changed();
        },
        [this, folder](const Message& problem) {
            if (ComparedRun* run = at(folder)) {
                run->problem = problem;
                Q_EMIT changed();
            }
        },
        BackgroundJob::Begin::AtOnce);
}

} // namespace studio
