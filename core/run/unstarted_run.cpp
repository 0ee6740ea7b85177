// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/unstarted_run.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

namespace fs = std::filesystem;

bool isRunFile(const std::string& name) {
    static constexpr std::array<std::string_view, 18> kNames{
        ".lock",        "background.log",       "recipe.json",   "recipe.json.partial",
        "classes.json", "classes.json.partial", "pictures.list", "pictures.list.partial",
        "run.db",       "run.db-wal",           "run.db-shm",    "run.db-journal",
        "energy.json",  "energy.json.partial",  "cost.json",     "cost.json.partial",
        "notes.json",   "notes.json.partial"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

/// Nothing in it but what a kill left of a checkpoint in the writing.
bool hasNoCheckpoint(const fs::path& folder) {
    return std::all_of(fs::directory_iterator(folder), fs::directory_iterator(), [](const fs::directory_entry& entry) {
        return entry.path().extension() == ".partial" && fs::is_regular_file(entry.symlink_status());
    });
}

bool hasSteps(const std::string& database) {
    if (!fs::exists(database))
        return false;
    try {
        return !RunDatabase(database, RunDatabase::Mode::Read).steps(0, 1).empty();
    } catch (const Error&) {
        return fs::file_size(database) > 4096; // the first page: killed before the tables were made
    }
}

} // namespace

bool isUnstartedRun(const std::string& folder) {
    try {
        if (!fs::is_directory(folder) || fs::is_empty(folder) || isRunLocked(folder))
            return false;
        // A trainer makes checkpoints/ before any file: a folder without it is a person's own, with a recipe in it.
        const RunPaths paths(folder);
        if (!fs::is_directory(fs::symlink_status(paths.checkpoints)))
            return false;
        for (const auto& entry : fs::directory_iterator(folder)) {
            const std::string name = entry.path().filename().string();
            const bool isEmptyCheckpoints =
                name == "checkpoints" && entry.is_directory() && hasNoCheckpoint(entry.path());
            if (!isEmptyCheckpoints && !(isRunFile(name) && fs::is_regular_file(entry.symlink_status())))
                return false;
        }
        return !hasSteps(paths.database);
    } catch (const std::exception&) {
        return false; // what cannot be read is not removed
    }
}

void requireNoPartOfRun(const std::string& target) {
    std::error_code error;
    const fs::path place = fs::weakly_canonical(fs::absolute(target, error), error);
    const fs::path folder = place.parent_path();
    const std::string name = place.filename().string();
    const bool isOfRun = (isRunFile(name) || name == "checkpoints") && isRunFolder(folder.string());
    const bool isCheckpoint = folder.filename() == "checkpoints" && isRunFolder(folder.parent_path().string());
    if (!error && (isOfRun || isCheckpoint || isRunFolder(place.string())))
        throw Error(ErrorKind::Usage,
                    {"This is a part of a run", displayText(target),
                     "The run would be lost with it, so nothing was written.", "Choose another name."});
}

/// What a person wrote down about it stays, for the run that is made there next.
void removeUnstartedRun(const std::string& folder) {
    if (!isUnstartedRun(folder))
        return;
    std::error_code error;
    std::vector<fs::path> goes;
    bool isAllGone = true;
    fs::directory_iterator at(folder, error);
    for (const fs::directory_iterator end; !error && at != end; at.increment(error)) {
        if (isPersonsRunFile(at->path().filename().string()))
            isAllGone = false;
        else if (at->path().filename() != "checkpoints")
            goes.push_back(at->path());
    }
    const fs::path checkpoints = RunPaths(folder).checkpoints;
    fs::directory_iterator partial(checkpoints, error);
    for (const fs::directory_iterator end; !error && partial != end; partial.increment(error))
        goes.push_back(partial->path());
    goes.push_back(checkpoints); // last: what is left by a kill is an unstarted run until then
    if (isAllGone)
        goes.emplace_back(folder);
    for (auto path = goes.begin(); !error && path != goes.end(); ++path)
        fs::remove(*path, error);
    if (error)
        throw Error(ErrorKind::Io, {"The run folder of an interrupted start cannot be removed", displayText(folder),
                                    error.message(), "Remove it, or choose another name."});
}

} // namespace studio
