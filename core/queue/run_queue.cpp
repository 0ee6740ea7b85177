// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/run_queue.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "core/base/atomic_file.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/queue/queue_file_internal.h"
#include "core/queue/queue_lock_internal.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

using Entries = std::vector<QueueEntry>;
constexpr double kLockSeconds = 10;

bool hasEnded(const QueueEntry& entry) {
    return entry.state == QueueState::Done || entry.state == QueueState::Failed || entry.state == QueueState::Stopped;
}

bool awaitsItsTurn(const QueueEntry& entry) {
    return entry.state == QueueState::Waiting || entry.state == QueueState::Held;
}

std::string numbered(const QueueEntry& entry) {
    return "Entry " + std::to_string(entry.id) + ": " + displayText(entry.run);
}

Entries::iterator find(Entries& entries, std::int64_t id) {
    const auto at = std::find_if(entries.begin(), entries.end(), [id](const auto& entry) { return entry.id == id; });
    if (at == entries.end())
        throw Error(ErrorKind::Usage, {"The queue has no such entry", std::to_string(id), "Nothing was changed.",
                                       "\"resnet-train queue list\" shows the numbers."});
    return at;
}

void refuseRunning(const QueueEntry& entry, const char* what) {
    if (entry.state == QueueState::Running)
        throw Error(ErrorKind::Usage,
                    {std::string("An entry that is running cannot be ") + what, numbered(entry), "Nothing was changed.",
                     "Stop it first: resnet-train stop " + shellWord(entry.run)});
}

void refuseEnded(const QueueEntry& entry, const char* what) {
    if (hasEnded(entry))
        throw Error(ErrorKind::Usage,
                    {std::string("An entry that has ended cannot be ") + what,
                     numbered(entry) + ", " + queueStateName(entry.state), "Nothing was changed.",
                     entry.state == QueueState::Done
                         ? "Add the run again to extend it."
                         : "Let it wait again first: resnet-train queue release " + std::to_string(entry.id)});
}

/// The edit lock, until the result is closed.
FileDescriptor lockForEdit(const std::string& folder) {
    const std::string path = folder + "/queue.lock";
    FileDescriptor file = openQueueLock(path);
    const double end = monotonicSeconds() + kLockSeconds;
    while (!takeQueueLock(file, path)) { // held for the moment of an edit
        if (monotonicSeconds() >= end)
            throw Error(ErrorKind::Locked, {"The queue is being edited by another program", displayText(path),
                                            "It has been so for ten seconds; nothing was changed.",
                                            "Look for a resnet-train or resnet-studio that is stopped, and end it."});
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return file;
}

void refuseSecond(const Entries& entries, const std::string& run) {
    for (const QueueEntry& entry : entries) {
        if (entry.run == run && !hasEnded(entry))
            throw Error(ErrorKind::Usage,
                        {"This run is in the queue already", numbered(entry) + ", " + queueStateName(entry.state),
                         "Nothing was added.", "Choose another run folder with --run."});
    }
}

} // namespace

RunQueue::RunQueue(std::string folder)
    : folder_(std::move(folder)) {}

std::string RunQueue::defaultFolder() {
    return defaultLogFolder() + "/queue";
}

std::string RunQueue::logOf(std::int64_t id) const {
    return folder_ + "/" + std::to_string(id) + ".log";
}

std::string RunQueue::lockOf(std::int64_t id) const {
    return folder_ + "/" + std::to_string(id) + ".lock";
}

std::string RunQueue::runnerLock() const {
    return folder_ + "/runner.lock";
}

/// Numbers are not used twice: of a queue that was set aside a trainer may still hold the lock of one, and a log is
/// worth keeping.
std::int64_t RunQueue::firstFreeId() const {
    std::int64_t last = 0;
    std::error_code error;
    for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename().string();
        std::int64_t id = 0;
        const auto [stop, problem] = std::from_chars(name.data(), name.data() + name.size(), id);
        if (problem == std::errc() && *stop == '.' && id < 1'000'000'000)
            last = std::max(last, id);
    }
    return last + 1;
}

RunQueue::File RunQueue::read() const {
    const std::string path = folder_ + "/queue.json";
    File file;
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0 && errno == ENOENT) {
        file.nextId = firstFreeId();
        return file;
    }
    file.nextId = parseQueue(readSmallFile(path, kMaxQueueBytes), displayText(path), file.content);
    return file;
}

/// The old file has its second name before the new queue takes the first one: killed between, it is set aside again.
void RunQueue::setAside(const std::string& why) const {
    const std::string path = folder_ + "/queue.json";
    std::string aside;
    int problem = EEXIST;
    for (int number = 1; problem == EEXIST && number < 1'000; ++number) {
        aside = path + ".damaged-" + utcText(utcMilliseconds()) + (number == 1 ? "" : "-" + std::to_string(number));
        problem = ::link(path.c_str(), aside.c_str()) == 0 ? 0 : errno;
    }
    if (problem != 0 && ::rename(path.c_str(), aside.c_str()) != 0) // no hard links there
        throw systemError("Cannot set a damaged queue aside", path, errno);
    File fresh;
    fresh.nextId = firstFreeId();
    fresh.content.note = "The queue could not be read (" + displayText(why) + ") and was set aside as " +
                         displayText(aside) + ". The runs in it are not started; add them again.";
    logLine(LogLevel::Warning, fresh.content.note);
    writeFileAtomically(path, queueText(fresh.nextId, fresh.content));
}

/// Locks are looked at only where there is no runner: a look takes one for a moment.
void RunQueue::takeBack(QueueEntry& entry) const {
    if (entry.state != QueueState::Running || isQueueLockHeld(runnerLock()) || isQueueLockHeld(lockOf(entry.id)))
        return;
    entry.state = QueueState::Waiting;
    entry.message = "its trainer has ended; the next runner sees to it";
}

QueueContent RunQueue::content() {
    std::error_code error;
    if (!fs::exists(folder_, error) && !error)
        return {};
    try {
        QueueContent content = read().content; // a file that is replaced as a whole is read without a lock
        for (QueueEntry& entry : content.entries)
            takeBack(entry);
        return content;
    } catch (const Error& problem) {
        if (problem.kind() != ErrorKind::Corrupt)
            throw;
    }
    QueueContent content;
    edit([&content](File& file) { content = file.content; });
    return content;
}

void RunQueue::edit(const std::function<void(File&)>& change) {
    makeFolder(folder_);
    ::chmod(folder_.c_str(), 0700); // names of folders are nobody else's business
    const FileDescriptor lock = lockForEdit(folder_);
    File file;
    try {
        file = read();
    } catch (const Error& problem) {
        if (problem.kind() != ErrorKind::Corrupt)
            throw;
        setAside(problem.message().title);
        file = read();
    }
    const std::string before = queueText(file.nextId, file.content);
    change(file);
    const std::string after = queueText(file.nextId, file.content);
    if (after.size() > kMaxQueueBytes)
        throw Error(ErrorKind::Usage, {"The queue is full", displayText(folder_), "Nothing was changed.",
                                       "Remove what has ended: resnet-train queue clear"});
    if (after != before)
        writeFileAtomically(folder_ + "/queue.json", after);
}

QueueEntry RunQueue::add(QueueEntry entry, const std::function<std::string(const IsTaken&)>& nameRun) {
    edit([&entry, &nameRun](File& file) {
        Entries& entries = file.content.entries;
        if (entries.size() >= kMaxQueueEntries)
            throw Error(ErrorKind::Usage, {"The queue is full", std::to_string(entries.size()) + " entries",
                                           "Nothing was added.", "Remove what has ended: resnet-train queue clear"});
        if (entry.run.empty() && nameRun)
            entry.run = nameRun([&entries](const std::string& run) {
                return std::any_of(entries.begin(), entries.end(),
                                   [&run](const QueueEntry& other) { return other.run == run; });
            });
        refuseSecond(entries, entry.run);
        entry.id = file.nextId++;
        entry.addedUtcMs = utcMilliseconds();
        QueueContent check; // what cannot be read again would have the whole queue set aside
        parseQueue(queueText(file.nextId, {{entry}, {}}), "the entry", check);
        entries.push_back(entry);
    });
    return entry;
}

void RunQueue::move(std::int64_t id, std::int64_t position) {
    edit([this, id, position](File& file) {
        Entries& entries = file.content.entries;
        const auto from = find(entries, id);
        takeBack(*from);
        refuseRunning(*from, "moved");
        refuseEnded(*from, "moved");
        if (position < 1)
            throw Error(ErrorKind::Usage, {"There is no such position", std::to_string(position),
                                           "Nothing was changed.", "1 is the next one to start."});
        const QueueEntry entry = *from;
        entries.erase(from);
        const auto waits =
            [this](QueueEntry other) { // in the file the others stay as the next runner has to judge them
                takeBack(other);
                return awaitsItsTurn(other);
            };
        auto to = entries.begin();
        for (std::int64_t passed = 0; to != entries.end(); ++to) {
            if (waits(*to) && ++passed == position)
                break;
        }
        entries.insert(to, entry);
    });
}

void RunQueue::hold(std::int64_t id) {
    edit([this, id](File& file) {
        QueueEntry& entry = *find(file.content.entries, id);
        takeBack(entry);
        refuseRunning(entry, "held");
        refuseEnded(entry, "held");
        entry.state = QueueState::Held;
    });
}

void RunQueue::release(std::int64_t id) {
    edit([id](File& file) {
        QueueEntry& entry = *find(file.content.entries, id);
        if (entry.state == QueueState::Done)
            refuseEnded(entry, "released");
        if (entry.state == QueueState::Running || entry.state == QueueState::Waiting)
            return;
        QueueEntry released = entry;
        released.state = QueueState::Waiting;
        released.attempts = 0;
        released.notBeforeUtcMs = 0;
        entry.state = QueueState::Done; // its own place does not count
        refuseSecond(file.content.entries, entry.run);
        entry = released;
    });
}

void RunQueue::remove(std::int64_t id) {
    edit([this, id](File& file) {
        const auto at = find(file.content.entries, id);
        takeBack(*at);
        refuseRunning(*at, "removed");
        file.content.entries.erase(at);
    });
    removeFilesOf(id);
}

std::size_t RunQueue::clear() {
    std::vector<std::int64_t> gone;
    edit([&gone](File& file) {
        for (const QueueEntry& entry : file.content.entries) {
            if (hasEnded(entry))
                gone.push_back(entry.id);
        }
        std::erase_if(file.content.entries, hasEnded);
        file.content.note.clear();
    });
    for (const std::int64_t id : gone)
        removeFilesOf(id);
    return gone.size();
}

bool RunQueue::update(std::int64_t id, const std::function<void(QueueEntry&)>& change) {
    bool found = false;
    edit([&](File& file) {
        for (QueueEntry& entry : file.content.entries) {
            if (entry.id == id) {
                change(entry);
                found = true;
            }
        }
    });
    return found;
}

void RunQueue::removeFilesOf(std::int64_t id) const {
    std::error_code error; // what stays is clutter, no harm
    for (const std::string& path : {logOf(id), logOf(id) + ".old", lockOf(id)})
        fs::remove(path, error);
    fs::remove_all(folder_ + "/" + std::to_string(id) + ".recipe", error);
}

} // namespace studio
