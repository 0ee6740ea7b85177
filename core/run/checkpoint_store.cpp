// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <limits>
#include <set>
#include <sstream>
#include <unistd.h>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/read_error.h"
#include "core/base/text.h"
#include "core/run/checkpoint_internal.h"
#include "core/run/run_database_copy.h"
#include "core/run/run_folder.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

/// Files are deleted in it: behind a link they may be anybody's.
void requireOwnFolder(const std::string& folder) {
    std::error_code error;
    if (fs::is_symlink(folder, error))
        throw Error(ErrorKind::Data, {"The run's folder of checkpoints is a link", displayText(folder),
                                      "Nothing was deleted.", "Put the folder itself in its place."});
}

/// Rows of files whose name is no checkpoint's are not ours: nothing that they name is touched.
std::vector<CheckpointRecord> ourCheckpoints(const RunDatabase& database) {
    std::vector<CheckpointRecord> records = database.checkpoints();
    std::erase_if(records, [](const CheckpointRecord& record) { return stepOfName(record.file) < 0; });
    return records;
}

/// Whether a value of kPinsKey names the file.
bool isIn(const std::string& pins, const std::string& file) {
    std::istringstream lines(pins);
    for (std::string line; std::getline(lines, line);) {
        if (line == kAllPins || line == file)
            return true;
    }
    return false;
}

void removeFile(const std::string& path) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        logLine(LogLevel::Warning, "Cannot delete " + displayText(path));
}

} // namespace

CheckpointStore::CheckpointStore(std::string folder, RunDatabase& database, RetentionPolicy policy)
    : folder_(std::move(folder))
    , database_(database)
    , policy_(policy) {}

void CheckpointStore::commit(const CheckpointRecord& record) {
    database_.addCheckpoint(record);
    retain();
}

/// The rows go first: a pin that a person sets this moment either comes before and keeps the file, or finds no row. A
/// file left over by a crash in between is given its row again and goes then.
void CheckpointStore::retain() {
    for (const std::string& file : database_.removeUnkept(expendableCheckpoints(ourCheckpoints(database_), policy_)))
        removeFile(folder_ + "/" + file);
}

/// Killed between the file and its row. Only a file that verifies gets one: rows of damaged files would count as the
/// newest and push good ones out. Any other stays as it is; resume says why it passes it over.
void CheckpointStore::adopt(const std::string& file, bool pinned) {
    const std::string path = folder_ + "/" + file;
    try {
        const CheckpointContent content = loadPatiently(path);
        if (content.step != stepOfName(file))
            return;
        CheckpointRecord record = recordOf(content, path, readSafetensorsMetadata(path).at("sha256"), false);
        record.best = content.epochEnd && content.bestEpoch == content.epoch && !hasBetter(record.valTop1);
        record.pinned = pinned;
        database_.addCheckpoint(record);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Corrupt && !(error.kind() == ErrorKind::Io && hasBadSector(path)))
            throw;
    }
}

/// A file put back from a backup may have been the best of its day.
bool CheckpointStore::hasBetter(double top1) const {
    const std::vector<CheckpointRecord> records = database_.checkpoints();
    return std::any_of(records.begin(), records.end(),
                       [top1](const CheckpointRecord& record) { return record.best && record.valTop1 >= top1; });
}

void CheckpointStore::tidy() {
    requireOwnFolder(folder_);
    std::set<std::string> files;
    for (const std::string& name : listFolder(folder_)) {
        if (stepOfName(pathOfPartial(name)) < 0)
            files.insert(name);
        else if (!removeAbandoned(folder_ + "/" + name))
            logLine(LogLevel::Warning, "Cannot delete " + displayText(folder_ + "/" + name));
    }
    for (const CheckpointRecord& record : database_.checkpoints()) {
        if (files.contains(record.file))
            continue;
        database_.setValue(kDroppedKey, database_.value(kDroppedKey).value_or("") + record.file + "\n");
        database_.removeCheckpoint(record.file);
    }
    adoptUpTo(std::numeric_limits<std::int64_t>::max());
}

void CheckpointStore::adoptUpTo(std::int64_t step) {
    std::set<std::string> known;
    for (const CheckpointRecord& record : database_.checkpoints())
        known.insert(record.file);
    const std::string pins = database_.value(kPinsKey).value_or("");
    std::vector<std::string> files = listCheckpointFiles(folder_);
    const bool all = files.empty() || stepOfName(files.front()) <= step;
    std::reverse(files.begin(), files.end()); // the best of a day comes before a better one
    for (const std::string& file : files) {
        if (stepOfName(file) <= step && !known.contains(file))
            adopt(file, isIn(pins, file));
    }
    if (all && !pins.empty())
        database_.setValue(kPinsKey, "");
}

std::string findCheckpoint(const std::string& runFolder, const std::string& which) {
    const RunPaths paths(runFolder);
    std::string have;
    std::vector<CheckpointRecord> records;
    std::error_code error;
    const bool hasHistory = fs::exists(paths.database, error);
    if (error)
        throw readError("Cannot look into the run", displayText(runFolder), error.value());
    if (hasHistory)
        records = ourCheckpoints(RunDatabase(paths.database, RunDatabase::Mode::Read));
    for (const CheckpointRecord& record : records) {
        const bool wanted = which == "last" || (which == "best" && record.best) ||
                            (record.epochEnd && which == std::to_string(record.epoch));
        const bool isThere = fs::exists(paths.checkpoints + "/" + record.file, error);
        if (error)
            throw readError("Cannot look at a checkpoint", displayText(paths.checkpoints + "/" + record.file),
                            error.value());
        if (wanted && isThere)
            return paths.checkpoints + "/" + record.file;
        if (record.epochEnd && isThere)
            have += (have.empty() ? "" : ", ") + std::to_string(record.epoch) + (record.best ? " (best)" : "");
    }
    throw Error(ErrorKind::Data, {"This run has no such checkpoint",
                                  displayText(runFolder) + ": " + which,
                                  {},
                                  have.empty() ? "It has no checkpoint of a whole epoch yet."
                                               : "There are checkpoints of epochs " + have + "."});
}

void pinCheckpoint(const std::string& runFolder, const std::string& file, bool pinned) {
    RunDatabase(RunPaths(runFolder).database, RunDatabase::Mode::Write).setPinned(file, pinned);
}

void deleteCheckpoint(const std::string& runFolder, const std::string& file) {
    if (stepOfName(file) < 0)
        throw Error(ErrorKind::Usage,
                    {"This is not the name of a checkpoint", displayText(file), "Nothing was deleted.", {}});
    const RunPaths paths(runFolder);
    const RunLock lock(runFolder);
    requireOwnFolder(paths.checkpoints);
    const std::string path = paths.checkpoints + "/" + file;
    // The row first: a row without its file is a loss to whoever looks in between (a backup), a file without one is
    // not.
    RunDatabase(paths.database, RunDatabase::Mode::Write).removeCheckpoint(file);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        throw systemError("Cannot delete a checkpoint", path, errno);
}

std::vector<CheckpointRecord> checkpointsOfRun(const std::string& runFolder) {
    return ourCheckpoints(RunDatabase(RunPaths(runFolder).database, RunDatabase::Mode::Read));
}

/// Of the records, newest first, those that may be counted: up to so many that verify, and all that come after them.
static std::vector<CheckpointRecord> soundOf(const std::vector<CheckpointRecord>& records, const std::string& folder,
                                             int newest) {
    std::vector<CheckpointRecord> sound;
    for (const CheckpointRecord& record : records) {
        const std::string path = folder + "/" + record.file;
        std::error_code error;
        if (!fs::exists(path, error) && !error)
            continue;
        try {
            if (std::cmp_less(sound.size(), newest))
                loadPatiently(path);
            sound.push_back(record);
        } catch (const Error& problem) {
            if (problem.kind() != ErrorKind::Corrupt && !(problem.kind() == ErrorKind::Io && hasBadSector(path)))
                throw;
        }
    }
    return sound;
}

PrunedCheckpoints pruneCheckpoints(const std::string& runFolder, const RetentionPolicy& policy,
                                   const std::vector<std::string>& agreed) {
    const RunPaths paths(runFolder);
    const RunLock lock(runFolder);
    requireOwnFolder(paths.checkpoints);
    RunDatabase database(paths.database, RunDatabase::Mode::Write);
    const RetentionPolicy safe(std::max(policy.keepLast, kFewestNewest), policy.keepEvery);
    const std::vector<CheckpointRecord> records = soundOf(ourCheckpoints(database), paths.checkpoints, safe.keepLast);
    const std::set<std::string> wanted(agreed.begin(), agreed.end());
    std::vector<std::string> files = expendableCheckpoints(records, safe);
    std::erase_if(files, [&wanted](const std::string& file) { return !wanted.contains(file); });
    // Rows first, in one transaction with a look at their pins: a file without a row is adopted again or ignored.
    const std::vector<std::string> removed = database.removeUnkept(files);
    const std::set<std::string> gone(removed.begin(), removed.end());
    PrunedCheckpoints pruned;
    for (const CheckpointRecord& record : records) {
        if (!gone.contains(record.file))
            continue;
        removeFile(paths.checkpoints + "/" + record.file);
        ++pruned.files;
        pruned.bytes += record.bytes;
    }
    return pruned;
}

} // namespace studio
