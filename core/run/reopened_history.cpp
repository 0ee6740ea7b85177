// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/reopened_history.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/run/checkpoint.h"

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

/// Returns the name that run.db has now; empty if there was none.
std::string setAside(const RunPaths& paths) {
    std::string time = utcText(utcMilliseconds());
    std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
    const std::string wanted = paths.database + ".damaged-" + time;
    std::string name = wanted;
    for (int number = 2; isThere(name); ++number)
        name = wanted + "-" + std::to_string(number);
    const bool wasThere = isThere(paths.database);
    for (const char* end : kFileEnds) {
        if (::rename((paths.database + end).c_str(), (name + end).c_str()) != 0 && errno != ENOENT)
            throw systemError("Cannot set the damaged history aside", paths.database + end, errno);
    }
    return wasThere ? name.substr(paths.folder.size() + 1) : std::string();
}

ReopenedHistory beginAnew(const RunPaths& paths, const std::string& why) {
    const std::string kept = setAside(paths);
    ReopenedHistory history;
    history.database = std::make_unique<RunDatabase>(paths.database, RunDatabase::Mode::Create);
    struct stat made {};
    if (::stat(paths.classes.c_str(), &made) == 0) // written once, when the run was made
        history.database->setValue("started_utc_ms", std::to_string(std::int64_t{made.st_mtim.tv_sec} * 1000));
    history.loss =
        why + (kept.empty() ? "" : " It was kept as " + kept + ".") +
        " The run and its checkpoints are sound; the curves and the journal before now are not shown any more.";
    return history;
}

} // namespace

ReopenedHistory reopenHistory(const RunPaths& paths) {
    if (!isThere(paths.database))
        return beginAnew(paths, "run.db was gone.");
    try {
        return {openSound(paths), {}};
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Corrupt)
            throw;
    }
    requireReadable(paths.database);
    requireReadable(paths.database + "-wal");
    try {
        return {openSound(paths), {}};
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Corrupt)
            throw;
        return beginAnew(paths, error.message().text());
    }
}

ReopenedHistory renewHistory(const RunPaths& paths, RunDatabase& damaged, const Error& why, bool again) {
    damaged.close();
    ReopenedHistory history = again ? beginAnew(paths, why.message().text()) : reopenHistory(paths);
    history.database->inherit(damaged);
    if (history.loss.empty())
        return history;
    try {
        CheckpointStore(paths.checkpoints, *history.database, {}).tidy();
    } catch (const Error& error) { // they get their rows when the run is resumed, then
        logLine(LogLevel::Warning, error.message().text());
    }
    return history;
}

} // namespace studio
