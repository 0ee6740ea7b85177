// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/reopened_history.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <functional>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/read_error.h"
#include "core/base/text.h"
#include "core/run/checkpoint.h"
#include "core/run/checkpoint_internal.h"
#include "core/run/run_database_copy.h"
#include "core/run/training_log.h"

namespace studio {

namespace {

// run.db last: beside a new run.db, SQLite would take the old -wal for its own.
constexpr std::array kFileEnds{"-shm", "-wal", "-journal", ""};

bool isThere(const std::string& path) {
    struct stat info {};
    if (::lstat(path.c_str(), &info) == 0)
        return true;
    if (errno != ENOENT)
        throw accessError("Cannot look at the run's history", path, errno);
    return false;
}

/// SQLite takes some failed reads for damage. A disk that cannot be read throws Error(Io) here.
void requireReadable(const std::string& path) {
    const FileDescriptor file = openToRead(path, O_NOFOLLOW);
    if (!file.isOpen() && errno == ENOENT)
        return;
    const int problem = file.isOpen() ? readThrough(file.get()) : errno;
    if (problem != 0)
        throw accessError("Cannot read the run's history", path, problem);
}

std::unique_ptr<RunDatabase> openSound(const RunPaths& paths) {
    auto database = std::make_unique<RunDatabase>(paths.database, RunDatabase::Mode::Write);
    database->verify();
    database->rememberEpochs();
    return database;
}

constexpr const char* kSetAside = ".damaged-";

/// What is appended to the names of what is set aside.
std::string endForDamaged(const RunPaths& paths) {
    std::string time = utcText(utcMilliseconds());
    std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
    std::string end = kSetAside + time;
    for (int number = 2; isThere(paths.database + end) || isThere(paths.log + end); ++number)
        end = kSetAside + time + "-" + std::to_string(number);
    return end;
}

void removeDatabase(const std::string& path) {
    for (const char* end : kFileEnds) {
        if (::unlink((path + end).c_str()) != 0 && errno != ENOENT)
            throw systemError("Cannot begin another history", path + end, errno);
    }
}

/// What a damaged run.db still says.
struct Salvage {
    std::string pins = kAllPins; ///< as kPinsKey keeps them
    RunDatabase::Values values;
    std::vector<EpochRecord> epochs; ///< up to the step where the run is
};

Salvage readSalvage(const RunPaths& paths, std::int64_t upTo) {
    Salvage known;
    try {
        const RunDatabase damaged(paths.database, RunDatabase::Mode::Read);
        known.values = damaged.readableValues();
        known.epochs = damaged.readableEpochs();
        std::erase_if(known.epochs, [upTo](const EpochRecord& epoch) { return epoch.step > upTo; });
        std::string pins = damaged.value(kPinsKey).value_or("");
        for (const CheckpointRecord& record : damaged.checkpoints())
            pins += record.pinned ? record.file + "\n" : "";
        known.pins = pins;
    } catch (const Error& error) {
        logLine(LogLevel::Warning, error.message().text());
    }
    return known;
}

/// A whole database under a name of its own, with nothing in memory or beside it. What `lost` knows is newer than its
/// file. `tell` says what is told of the loss, given the epochs that are known.
std::string build(const RunPaths& paths, const std::string& path, const RunDatabase* lost, const Salvage& salvage,
                  const std::function<std::string(std::size_t epochs)>& tell) {
    removeDatabase(path); // of a try that was killed
    RunDatabase database(path, RunDatabase::Mode::Create);
    struct stat made {};
    if (::stat(paths.classes.c_str(), &made) == 0) // written once, when the run was made
        database.setValue("started_utc_ms", std::to_string(std::int64_t{made.st_mtim.tv_sec} * 1000));
    database.add(salvage.values, salvage.epochs);
    if (lost != nullptr)
        database.inherit(*lost);
    database.flush();
    database.setValue(kPinsKey, salvage.pins);
    database.setValue(kHistoryBegunKey, std::to_string(utcMilliseconds()));
    const std::string loss = tell(database.epochs().size());
    database.setValue(kHistoryLossKey, loss); // last: what has it is whole
    database.close();
    if (isThere(path + "-wal"))
        throw Error(ErrorKind::Io,
                    {"Another history cannot be begun", path + ": it was not written as a whole", {}, {}});
    return loss;
}

/// training_log.md shows epochs that run.db does not know any more, and would be written over by the next one: it is
/// kept beside. True if it was.
bool keepLog(const std::string& log, const std::string& kept, std::size_t epochs) {
    constexpr std::size_t kMaxLogBytes = 16u << 20;
    struct stat info {};
    if (::lstat(log.c_str(), &info) != 0 || !S_ISREG(info.st_mode))
        return false;
    try {
        if (epochsInLog(readSmallFile(log, kMaxLogBytes)) <= epochs)
            return false;
    } catch (const Error& error) { // too long, or not to be read: kept in any case
        logLine(LogLevel::Warning, error.message().text());
    }
    // A second name needs no space, and the log is never written in place. Some file systems have none: the log is
    // written again at the end of the next epoch.
    if (::link(log.c_str(), kept.c_str()) != 0 && ::rename(log.c_str(), kept.c_str()) != 0)
        throw systemError("Cannot keep training_log.md", kept, errno);
    return true;
}

void takeBackLog(const std::string& log, const std::string& kept) {
    static_cast<void>(::rename(kept.c_str(), log.c_str())); // does nothing where both name one file
    static_cast<void>(::unlink(kept.c_str()));
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

std::string freshName(const RunPaths& paths) {
    return paths.database + ".new";
}

ReopenedHistory beginAnew(const RunPaths& paths, const std::string& why, const RunDatabase* lost, std::int64_t upTo) {
    const std::string end = endForDamaged(paths), fresh = freshName(paths), keptLog = paths.log + end;
    const Salvage known = readSalvage(paths, upTo);
    bool logIsKept = false;
    const auto tell = [&](std::size_t epochs) {
        std::string loss = why;
        if (isThere(paths.database))
            loss += " It was kept as " + baseName(paths.database + end) + ".";
        loss += epochs > 0
                    ? " Of the epochs " + std::to_string(epochs) +
                          " are known; the curves of the steps and the journal before now are not shown any more."
                    : " The curves and the journal before now are not shown any more.";
        logIsKept = keepLog(paths.log, keptLog, epochs);
        if (logIsKept)
            loss += " The table of epochs up to now was kept as " + baseName(keptLog) + ".";
        if (known.pins.find(kAllPins) != std::string::npos && !listCheckpointFiles(paths.checkpoints).empty())
            loss += " Which checkpoints were pinned is not known any more: all that are there are pinned now.";
        return loss;
    };
    std::string loss;
    try {
        loss = build(paths, fresh, lost, known, tell);
        exchange(paths.database, fresh, paths.database + end);
    } catch (...) {
        for (const char* helper : kFileEnds)
            static_cast<void>(::unlink((fresh + helper).c_str()));
        if (logIsKept)
            takeBackLog(paths.log, keptLog);
        throw;
    }
    auto database = std::make_unique<RunDatabase>(paths.database, RunDatabase::Mode::Write);
    database->rememberEpochs();
    return {std::move(database), loss};
}

/// Whether the file was written as a whole by build().
bool isWhole(const std::string& fresh) {
    try {
        RunDatabase database(fresh, RunDatabase::Mode::Write);
        database.verify();
        return !database.value(kHistoryLossKey).value_or("").empty();
    } catch (const Error& error) {
        logLine(LogLevel::Warning, error.message().text());
        return false;
    }
}

/// A helper file of run.db was moved away and run.db was not yet: nothing has written into run.db since. Where one was
/// deleted by somebody and its helper files left, run.db is a later one.
bool isOrphanOf(const RunPaths& paths, const std::string& helper, const std::string& end) {
    struct stat database {};
    struct stat moved {};
    struct stat taken {};
    if (::stat(paths.database.c_str(), &database) != 0 || ::lstat(helper.c_str(), &moved) != 0)
        return false;
    const bool free = ::lstat((paths.database + end).c_str(), &taken) != 0 || taken.st_size == 0;
    const auto time = [](const struct stat& info) { return std::pair(info.st_mtim.tv_sec, info.st_mtim.tv_nsec); };
    return free && (isThere(freshName(paths)) || time(moved) >= time(database));
}

/// What a process that was killed in exchange() left is undone as long as run.db has its name, and done otherwise.
void finishExchange(const RunPaths& paths) {
    const std::string prefix = baseName(paths.database) + kSetAside, folder = paths.folder + "/";
    for (const std::string& name : listFolder(paths.folder)) {
        for (const std::string end : {"-wal", "-journal"}) { // SQLite makes a new -shm
            const std::string helper = folder + name;
            if (!name.starts_with(prefix) || !name.ends_with(end) ||
                isThere(helper.substr(0, helper.size() - end.size())) || !isOrphanOf(paths, helper, end))
                continue;
            if (::rename(helper.c_str(), (paths.database + end).c_str()) != 0)
                throw systemError("Cannot put a part of the run's history back", helper, errno);
        }
    }
    const std::string fresh = freshName(paths);
    if (!isThere(paths.database) && isThere(fresh) && isWhole(fresh) &&
        ::rename(fresh.c_str(), paths.database.c_str()) != 0)
        throw systemError("Cannot begin another history", paths.database, errno);
}

/// The history that is there, with what `lost` (may be null) knows. It may have been begun anew and not told of yet.
ReopenedHistory openAgain(const RunPaths& paths, const RunDatabase* lost) {
    ReopenedHistory history{openSound(paths), {}};
    history.loss = history.database->value(kHistoryLossKey).value_or("");
    if (lost == nullptr)
        return history;
    const auto valueOf = [&history](const char* key) { return history.database->value(key).value_or(""); };
    const std::string pins = valueOf(kPinsKey), begun = valueOf(kHistoryBegunKey);
    history.database->inherit(*lost);
    if (!history.loss.empty()) {
        history.database->setValue(kHistoryLossKey, history.loss);
        history.database->setValue(kPinsKey, pins);
        history.database->setValue(kHistoryBegunKey, begun);
    }
    return history;
}

ReopenedHistory reopen(const RunPaths& paths, const RunDatabase* lost, std::int64_t upTo) {
    if (!isThere(paths.database))
        return beginAnew(paths, "run.db was gone.", lost, upTo);
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
        return beginAnew(paths, error.message().text(), lost, upTo);
    }
}

} // namespace

ReopenedHistory reopenHistory(const RunPaths& paths) {
    finishExchange(paths);
    return reopen(paths, nullptr, std::numeric_limits<std::int64_t>::max());
}

ReopenedHistory renewHistory(const RunPaths& paths, RunDatabase& damaged, const Error& why, bool again,
                             std::int64_t upTo) {
    damaged.close();
    ReopenedHistory history =
        again ? beginAnew(paths, why.message().text(), &damaged, upTo) : reopen(paths, &damaged, upTo);
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
