// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mirror/run_events.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <utility>
#include <vector>

#include <sys/stat.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/mirror/event_message.h"

namespace studio {

namespace {

constexpr const char* kFollowed = "/followed";
constexpr int kAllBits = 13; ///< every one of the first 2^13 steps

/// Another file under the old name: the history was begun anew.
std::pair<std::uint64_t, std::uint64_t> idOf(const std::string& path) {
    struct stat info {};
    static_cast<void>(::stat(path.c_str(), &info));
    return {std::uint64_t{info.st_dev}, std::uint64_t{info.st_ino}};
}

} // namespace

bool isStepShown(std::int64_t step) {
    const int width = std::bit_width(static_cast<std::uint64_t>(std::max<std::int64_t>(step, 1) - 1) >> kAllBits);
    return step % (std::int64_t{1} << width) == 0;
}

bool emptyEvents(const std::string& target) {
    bool wasShown = false;
    for (const std::string& place : {target, target + kFollowed}) {
        struct stat info {};
        const bool isThere = ::lstat(place.c_str(), &info) == 0;
        if (!isThere && errno != ENOENT)
            throw systemError("Cannot look at a folder", place, errno);
        if (!isThere || !S_ISDIR(info.st_mode)) // nothing of ours lies behind a link
            continue;
        const EventFolder folder(place, true);
        if (!folder.holdsMoreThan(0))
            continue;
        EventFile nothing(folder, static_cast<double>(utcMilliseconds()) / 1000); // but that what was known is void
        if (!folder.holdsMoreThan(nothing.size()))
            continue;
        nothing.publish();
        wasShown = true;
    }
    return wasShown;
}

RunEvents::RunEvents(const std::string& runFolder, std::string target, bool isRuns)
    : paths_(runFolder)
    , target_(std::move(target))
    , isRuns_(isRuns) {}

void RunEvents::update(bool isLast) {
    const FileId id = idOf(paths_.database);
    const RunDatabase database(paths_.database, RunDatabase::Mode::Read);
    database.atOneMoment([&] {
        const RunDatabase::Cuts cuts = database.cuts();
        if (!file_ || isAway() || id != id_ || cuts != cuts_) {
            id_ = id;
            cuts_ = cuts;
            begin(database);
        }
        addRows(database);
        if (isLast)
            addEnd(database);
        lastStep_ = database.lastStep();
    });
    write([this] { std::exchange(isPublished_, true) ? file_->flush() : file_->publish(); });
    updateFollowed();
}

/// What is written into a file that has no name any more nobody ever reads.
bool RunEvents::isAway() {
    if (!isPublished_ || file_->published().isThere())
        return false;
    lastFile_ = file_->published().path;
    file_.reset();
    folder_.reset(); // perhaps it is gone, too
    return true;
}

void RunEvents::begin(const RunDatabase& database) {
    startSeconds_ = std::strtod(database.value("started_utc_ms").value_or("0").c_str(), nullptr) / 1000;
    lastSeconds_ = startSeconds_;
    rows_ = HistoryRows();
    isPublished_ = false;
    isFollowedDue_ = true;
    write([this] {
        file_.reset(); // before the next one has the name under which it grows
        if (!folder_)
            folder_ = std::make_unique<EventFolder>(target_, isRuns_, lastFile_);
        file_ = std::make_unique<EventFile>(*folder_, startSeconds_);
    });
    RunRecipe recipe;
    try {
        recipe = readRunRecipe(paths_.recipe);
    } catch (const Error& error) { // the curves are there without it
        logLine(LogLevel::Warning, error.message().text());
        return;
    }
    if (!followed_)
        followed_ = std::make_unique<FollowedPictures>(paths_.folder, recipe.setup.data);
    write([&] { file_->add(startSeconds_, 0, hyperparametersEvent(recipe.config, startSeconds_)); });
}

void RunEvents::addRows(const RunDatabase& database) {
    rows_.read(database, [this](const HistoryRow& row) {
        lastSeconds_ = row.utcSeconds;
        if (row.isEpoch || isStepShown(row.step))
            write([&] { file_->add(row.utcSeconds, row.step, scalarsEvent(row.figures)); });
    });
}

void RunEvents::addEnd(const RunDatabase& database) {
    const std::string state = database.value("state").value_or("");
    const bool isFinished = state == runStateName(RunState::Finished);
    if (isFinished || state == runStateName(RunState::Failed))
        write([&] { file_->add(lastSeconds_, 0, hyperparametersEndEvent(isFinished, lastSeconds_)); });
}

void RunEvents::updateFollowed() {
    if (!followed_)
        return;
    const bool isDue = std::exchange(isFollowedDue_, false) || (followedFile_ && !followedFile_->isThere());
    if (!followed_->hasChanged() && !isDue)
        return;
    const std::string last = followedFile_ ? followedFile_->path : std::string();
    followedFile_.reset();
    std::vector<ProbePicture> pictures;
    try {
        pictures = readProbes(paths_.folder);
    } catch (const Error& error) { // a person's record: no trouble of ours
        logLine(LogLevel::Warning, error.message().text());
        return;
    }
    const std::string place = target_ + kFollowed;
    if (std::error_code error; pictures.empty() && !std::filesystem::exists(place, error))
        return;
    write([&] {
        const EventFolder folder(place, isRuns_, last);
        if (pictures.empty())
            return folder.emptyOthers({});
        EventFile file(folder, startSeconds_);
        followed_->addTo(file, pictures, lastStep_);
        file.publish();
        followedFile_ = file.published();
    });
}

} // namespace studio
