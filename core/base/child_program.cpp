// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/child_program.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <functional>
#include <span>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/spawn.h"

namespace studio {

namespace {

constexpr auto kLook = std::chrono::milliseconds(20);
constexpr double kGraceSeconds = 1; ///< between the request to end and the end by force

/// A file without a name: unlike a pipe it takes all of the input at once, whether the child reads it or not.
FileDescriptor inputFile(const std::string& input) {
    FileDescriptor file(::memfd_create("input", MFD_CLOEXEC));
    if (!file.isOpen())
        return file;
    if (writeAll(file.get(), std::as_bytes(std::span(input.data(), input.size()))) < input.size() ||
        ::lseek(file.get(), 0, SEEK_SET) != 0)
        return FileDescriptor();
    return file;
}

/// Takes what has come by now, so that the child never waits for a reader.
void readOutput(int from, std::string& into, std::size_t most) {
    std::array<std::byte, 4096> block;
    for (ssize_t got = 0; from >= 0 && (got = readSome(from, block)) > 0;) {
        const std::size_t room = most - std::min(most, into.size());
        into.append(reinterpret_cast<const char*>(block.data()), std::min(room, static_cast<std::size_t>(got)));
    }
}

bool hasEnded(pid_t id) {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(id), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == id;
}

/// Whether the child ended within that time. It is not reaped yet, so that its number and its group's stay its own.
bool endsWithin(pid_t id, double seconds, const std::stop_token& stop, const std::function<void()>& look) {
    const double end = monotonicSeconds() + seconds;
    while (!hasEnded(id)) {
        if (monotonicSeconds() >= end || stop.stop_requested())
            return false;
        look();
        std::this_thread::sleep_for(kLook);
    }
    return true;
}

void endGroup(pid_t id, const std::function<void()>& look) {
    ::kill(-id, SIGTERM);
    endsWithin(id, kGraceSeconds, {}, look);
    ::kill(-id, SIGKILL); // also those of the group that outlived their first
}

} // namespace

ChildEnd runChildProgram(const ChildProgram& child, const std::stop_token& stop) {
    ChildEnd end;
    const FileDescriptor input = inputFile(child.input);
    if (!input.isOpen()) {
        end.problem = errno != 0 ? errno : EIO;
        return end;
    }
    FileDescriptor reading, writing;
    if (int ends[2]; child.outputBytes > 0 && ::pipe2(ends, O_CLOEXEC) == 0) {
        reading = FileDescriptor(ends[0]);
        writing = FileDescriptor(ends[1]);
        ::fcntl(reading.get(), F_SETFL, O_NONBLOCK);
    }
    SpawnPlan plan;
    plan.words = {child.program};
    plan.words.insert(plan.words.end(), child.arguments.begin(), child.arguments.end());
    plan.environment = child.environment;
    plan.input = input.get();
    plan.output = writing.get();
    plan.place = SpawnPlan::Place::Group;
    pid_t id = 0;
    end.problem = spawnProgram(plan, id);
    writing.close();
    if (end.problem != 0)
        return end;
    const auto look = [&] { readOutput(reading.get(), end.output, child.outputBytes); };
    if (!endsWithin(id, child.seconds, stop, look)) {
        end.stopped = stop.stop_requested();
        end.late = !end.stopped;
        endGroup(id, look);
    }
    look();
    const ProcessEnd how = *endOfChild(id, true);
    end.signal = how.signal;
    end.code = end.late || end.stopped ? -1 : how.code;
    return end;
}

} // namespace studio
