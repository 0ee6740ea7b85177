// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/reopened_history.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/run/checkpoint.h"
#include "core/run/checkpoint_internal.h"

namespace studio {

namespace {

// run.db last: beside a new run.db, SQLite would take the old -wal for its own.
constexpr std::array kFileEnds{"-shm", "-wal", "-journal", ""};

bool isThere(const std::string& path) {
    struct stat info {};
    if (::lstat(path.c_str(), &info) == 0)
        return true;
    if (errno != ENOENT)
        throw systemError("Cannot look at the run's history", path, errno);
    return false;
}

/// SQLite takes some failed reads for damage. A disk that cannot be read throws Error(Io) here.
void requireReadable(const std::string& path) {
    const FileDescriptor file = openToRead(path, O_NOFOLLOW);
    if (!file.isOpen() && errno == ENOENT)
        return;
    const int problem = file.isOpen() ? readThrough(file.get()) : errno;
    if (problem != 0)
        throw systemError("Cannot read the run's history", path, problem);
}

std::unique_ptr<RunDatabase> openSound(const RunPaths& paths) {
    auto database = std::make_unique<RunDatabase>(paths.database, RunDatabase::Mode::Write);
    database->verify();
    return database;
}

std::string nameForDamaged(const RunPaths& paths) {
    std::string time = utcText(utcMilliseconds());
    std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
    const std::string wanted = paths.database + ".damaged-" + time;
    std::string name = wanted;
    for (int number = 2; isThere(name); ++number)
        name = wanted + "-" + std::to_string(number);
    return name;
}

void removeDatabase(const std::string& path) {
    for (const char* end : kFileEnds) {
        if (::unlink((path + end).c_str()) != 0 && errno != ENOENT)
            throw systemError("Cannot begin another history", path + end, errno);
    }
}

/// What a damaged run.db still says about pins, as kPinsKey keeps it.
std::string pinsOf(const RunPaths& paths) {
    try {
        const RunDatabase damaged(paths.database, RunDatabase::Mode::Read);
        std::string pins = damaged.value(kPinsKey).value_or("");
        for (const CheckpointRecord& record : damaged.checkpoints())
            pins += record.pinned ? record.file + "\n" : "";
        return pins;
    } catch (const Error& error) {
        logLine(LogLevel::Warning, error.message().text());
        return kAllPins;
    }
}

/// A whole database under a name of its own, with nothing in memory or beside it.
void build(const RunPaths& paths, const std::string& path, const RunDatabase* lost, const std::string& pins,
           const std::string& loss) {
    removeDatabase(path); // of a try that was killed
    RunDatabase database(path, RunDatabase::Mode::Create);
    struct stat made {};
    if (::stat(paths.classes.c_str(), &made) == 0) // written once, when the run was made
        database.setValue("started_utc_ms", std::to_string(std::int64_t{made.st_mtim.tv_sec} * 1000));
    if (lost != nullptr)
        database.inherit(*lost);
    database.flush();
    database.setValue(kPinsKey, pins);
    database.setValue(kHistoryLossKey, loss);
    database.close();
    if (isThere(path + "-wal"))
        throw Error(ErrorKind::Io,
                    {"Another history cannot be begun", path + ": it was not written as a whole", {}, {}});
}

/// run.db is kept as `name`, and the new one takes its place; on an Error all is as before.
void exchange(const std::string& database, const std::string& fresh, const std::string& name) {
    std::vector<const char*> moved;
    const auto takeBack = [&](const char* what, const std::string& path) {
        const int problem = errno;
        for (const char* end : moved)
            static_cast<void>(::rename((name + end).c_str(), (database + end).c_str()));
        throw systemError(what, path, problem);
    };
    for (const char* end : kFileEnds) {
        if (::rename((database + end).c_str(), (name + end).c_str()) == 0)
            moved.push_back(end);
        else if (errno != ENOENT)
            takeBack("Cannot set the damaged history aside", database + end);
    }
    if (::rename(fresh.c_str(), database.c_str()) != 0)
        takeBack("Cannot begin another history", database);
    try {
        syncFolder(folderOf(database));
    } catch (const Error& error) { // it is done all the same
        logLine(LogLevel::Warning, error.message().text());
    }
}

ReopenedHistory beginAnew(const RunPaths& paths, const std::string& why, const RunDatabase* lost) {
    const std::string name = nameForDamaged(paths), fresh = paths.database + ".new", pins = pinsOf(paths);
    std::string loss = why;
    if (isThere(paths.database))
        loss += " It was kept as " + name.substr(paths.folder.size() + 1) + ".";
    loss += " The run and its checkpoints are sound; the curves and the journal before now are not shown any more.";
    if (pins.find(kAllPins) != std::string::npos && !listCheckpointFiles(paths.checkpoints).empty())
        loss += " Which checkpoints were pinned is not known any more: all that are there are pinned now.";
    try {
        build(paths, fresh, lost, pins, loss);
        exchange(paths.database, fresh, name);
    } catch (...) {
        for (const char* end : kFileEnds)
            static_cast<void>(::unlink((fresh + end).c_str()));
        throw;
    }
    return {std::make_unique<RunDatabase>(paths.database, RunDatabase::Mode::Write), loss};
}

/// The history that is there, with what `lost` (may be null) knows. It may have been begun anew and not told of yet.
ReopenedHistory openAgain(const RunPaths& paths, const RunDatabase* lost) {
    ReopenedHistory history{openSound(paths), {}};
    history.loss = history.database->value(kHistoryLossKey).value_or("");
    if (lost == nullptr)
        return history;
    const std::string pins = history.database->value(kPinsKey).value_or("");
    history.database->inherit(*lost);
    if (!history.loss.empty()) {
        history.database->setValue(kHistoryLossKey, history.loss);
        history.database->setValue(kPinsKey, pins);
    }
    return history;
}

ReopenedHistory reopen(const RunPaths& paths, const RunDatabase* lost) {
    if (!isThere(paths.database))
        return beginAnew(paths, "run.db was gone.", lost);
    try {
        return openAgain(paths, lost);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Corrupt)
            throw;
    }
    requireReadable(paths.database);
    requireReadable(paths.database + "-wal");
    try {
        return openAgain(paths, lost);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Corrupt)
            throw;
        return beginAnew(paths, error.message().text(), lost);
    }
}

} // namespace

ReopenedHistory reopenHistory(const RunPaths& paths) {
    return reopen(paths, nullptr);
}

ReopenedHistory renewHistory(const RunPaths& paths, RunDatabase& damaged, const Error& why, bool again,
                             std::int64_t upTo) {
    damaged.close();
    ReopenedHistory history = again ? beginAnew(paths, why.message().text(), &damaged) : reopen(paths, &damaged);
    if (history.loss.empty())
        return history;
    try {
        CheckpointStore(paths.checkpoints, *history.database, {}).adoptUpTo(upTo);
    } catch (const Error& error) { // they get their rows when the run is resumed, then
        logLine(LogLevel::Warning, error.message().text());
    }
    return history;
}

} // namespace studio
