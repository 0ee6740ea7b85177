// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/dataset/image_folder.h"
#include "core/metric/records.h"

namespace studio {

/// Names inside a run folder (DESIGN: recipe.json, run.db, checkpoints/, classes.json, training_log.md,
/// best_model.pth; pictures.list: run_pictures.h).
struct RunPaths {
    explicit RunPaths(std::string folder);
    std::string folder, recipe, database, checkpoints, classes, log, bestModel, lock, pictures;
};

inline constexpr int kRunFormatVersion = 1;

/// Exclusive ownership of a run by a trainer: flock on RUN/.lock, released when the object or the process goes.
class RunLock {
public:
    /// Tries for a fifth of a second, then throws Error(Locked) naming the process that holds it; Error(Data) where the
    /// lock is a link or a pipe. `pause` (for tests) is called between two tries instead of waiting.
    explicit RunLock(const std::string& folder, const std::function<void()>& pause = {});

private:
    static void takeLock(int file, const std::string& folder, const std::function<void()>& pause);

    FileDescriptor file_;
};
/// Whether a trainer owns the run now.
bool isRunLocked(const std::string& folder);

/// What a person wrote down about a run, besides its recipe: notes and price.
bool isPersonsRunFile(const std::string& name);
/// Creates the folder with recipe.json and classes.json and an empty checkpoints/. The folder must not exist, or hold
/// nothing but what a person wrote down: otherwise Error(Usage) naming it.
void createRunFolder(const std::string& folder, const std::string& recipeJson, const std::vector<ClassInfo>& classes);

/// A fresh name below `runsFolder`: "<model>-<data>-<MMDD>", with -2, -3... while it is there, or `isTaken` for another
/// reason. Returns the full path.
std::string newRunFolderName(const std::string& runsFolder, const std::string& model, const std::string& dataRoot,
                             const std::function<bool(const std::string&)>& isTaken = {});

void writeClassesFile(const std::string& path, const std::vector<ClassInfo>& classes);
/// Throws Error(Corrupt).
std::vector<ClassInfo> readClassesFile(const std::string& path);

enum class RunState { Training, Paused, Finished, Stopped, Interrupted, Failed, Damaged };
const char* runStateName(RunState state); ///< "training", "interrupted" ...

/// What a table of runs shows of one. Cheap: recipe.json, a few rows of run.db, sizes of files.
struct RunSummary {
    std::string folder, name;
    RunState state = RunState::Interrupted;
    std::string problem;  ///< why state is Damaged
    bool mayGoOn = false; ///< its recipe can be read: a resume may be tried, also where state is Damaged
    std::string model, dataName;
    std::int64_t imageSize = 0;
    std::int32_t epochsDone = 0, epochsPlanned = 0;
    bool endedEarly = false; ///< finished before its last epoch, as its recipe's `patience` wants
    std::int64_t step = 0;
    double bestTop1 = -1, lastTop1 = -1;
    double lastWeightsTop1 = -1, lastAverageTop1 = -1; ///< where an average of the weights is kept
    std::int32_t bestEpoch = 0;
    std::optional<CheckpointRecord> best, last; ///< the checkpoints that "best" and "last" name now
    std::vector<double> valTop1;                ///< per epoch that is known, for a sparkline
    std::vector<std::int32_t> valEpochs;        ///< which epochs those are: rows may be missing
    double activeSeconds = 0;
    double epochSeconds = 0;        ///< mean of the epochs that are done; 0 = none is
    std::int64_t trainPictures = 0; ///< 0 = not recorded, as an empty text of the next two
    std::string device;             ///< that computed last: "cpu", "cuda:0"
    std::string recipe;             ///< the text of recipe.json, as it was read
    std::uint64_t bytes = 0;
    std::int64_t startedUtcMs = 0;
    std::string crashReport; ///< where state is Interrupted: name of the newest report of a crash, if one was left
};
/// Never throws for a bad run: state Damaged and `problem` say what is wrong.
RunSummary summariseRun(const std::string& folder);
/// Every run folder directly below, newest first.
std::vector<RunSummary> listRuns(const std::string& runsFolder);
/// True if the folder is a run: it has recipe.json and checkpoints/. run.db is no part of what makes one: where it is
/// gone a resume begins another (core/run/reopened_history.h).
bool isRunFolder(const std::string& folder);
/// The same for a folder that somebody names. Throws Error(Io, NoRight) where the disk does not tell.
bool isRunThere(const std::string& folder);
/// Throws Error(Data) unless it is a run, else as isRunThere().
void requireRun(const std::string& folder);
/// Removes a run for good. Throws Error(Locked) while a trainer owns it, Error(Usage) if it is no run folder.
void deleteRun(const std::string& folder);

} // namespace studio
