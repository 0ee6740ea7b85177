// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/compared_runs.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/run/run_database.h"
#include "ui/job/give_way.h"
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

/// nullptr: the run does not tell where its points lie on that axis.
std::shared_ptr<const TrainCurves> pointsOf(const std::shared_ptr<const RunHistory>& history, XAxis axis) {
    if (!hasAxis(*history, axis))
        return nullptr;
    auto curves = std::make_shared<TrainCurves>();
    curves->reset(history, axis, history->stepsPerEpoch);
    return curves;
}

} // namespace

/// What a look at a run found; without a history: nothing new.
struct ComparedRuns::Found {
    Mark mark;
    XAxis axis;
    std::shared_ptr<const RunHistory> history;
    std::shared_ptr<const TrainCurves> curves;
};

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

void ComparedRuns::setAxis(XAxis axis) {
    if (axis == std::exchange(axis_, axis) || runs_.empty())
        return;
    for (ComparedRun& run : runs_) {
        run.curves = nullptr;
        makePoints(run.folder);
    }
    Q_EMIT changed();
}

ComparedRuns::Reader* ComparedRuns::readerOf(const std::string& folder) {
    const auto found = std::find_if(readers_.begin(), readers_.end(),
                                    [&folder](const auto& reader) { return reader->folder == folder; });
    return found == readers_.end() ? nullptr : found->get();
}

void ComparedRuns::read(const std::string& folder) {
    Reader* reader = readerOf(folder);
    if (reader == nullptr || reader->job.isRunning())
        return; // a slow disk is not asked twice
    reader->job.start(
        [folder, before = reader->mark, axis = axis_](const JobControl& control) -> Found {
            giveWay();
            requireRun(folder);
            Found found{markOf(folder), axis, nullptr, nullptr}; // before the steps: what comes meanwhile is seen then
            if (found.mark == before)
                return found;
            found.history = std::make_shared<const RunHistory>(loadRunHistory(folder, control));
            found.curves = pointsOf(found.history, axis);
            return found;
        },
        [this, folder](const Found& found) { take(folder, found); },
        [this, folder](const Message& problem) { fail(folder, problem); }, BackgroundJob::Begin::AtOnce);
}

void ComparedRuns::take(const std::string& folder, const Found& found) {
    ComparedRun* run = at(folder);
    Reader* reader = readerOf(folder);
    if (run == nullptr || reader == nullptr)
        return;
    reader->mark = found.mark;
    if (found.history == nullptr)
        return;
    run->history = found.history;
    run->problem = {};
    if (found.axis == axis_)
        run->curves = found.curves;
    else
        makePoints(folder);
    watch();
    Q_EMIT changed();
}

/// Of what has been read. A look at the disk that goes on meanwhile is let go: there will be others.
void ComparedRuns::makePoints(const std::string& folder) {
    const ComparedRun* run = at(folder);
    Reader* reader = readerOf(folder);
    if (run == nullptr || reader == nullptr || run->history == nullptr)
        return;
    reader->job.start(
        [history = run->history, axis = axis_](const JobControl&) {
            giveWay();
            return pointsOf(history, axis);
        },
        [this, folder](const std::shared_ptr<const TrainCurves>& points) {
            if (ComparedRun* drawn = at(folder)) {
                drawn->curves = points;
                Q_EMIT changed();
            }
        },
        [this, folder](const Message& problem) { fail(folder, problem); }, BackgroundJob::Begin::AtOnce);
}

void ComparedRuns::fail(const std::string& folder, const Message& problem) {
    if (ComparedRun* run = at(folder)) {
        run->problem = problem;
        Q_EMIT changed();
    }
}

} // namespace studio
