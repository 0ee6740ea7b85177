// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distributed/local_ranks.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/spawn.h"
#include "core/base/text.h"
#include "core/base/thread.h"

namespace studio {
namespace {

constexpr double kGraceSeconds = 10;
constexpr std::chrono::milliseconds kLook{20};
constexpr std::size_t kMostWords = 2000;
constexpr int kEndedWithRankZero = 75; ///< as for all that a retry may help

/// What a child said before it ended, on one line.
std::string wordsIn(const std::string& path) {
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.isOpen())
        return {};
    std::string text(kMostWords, '\0');
    const ssize_t got = ::read(file.get(), text.data(), text.size());
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    std::string line;
    for (const char letter : text)
        line += letter == '\n' ? ' ' : letter;
    while (!line.empty() && line.back() == ' ')
        line.pop_back();
    return displayText(line);
}

std::string endText(const ProcessEnd& end) {
    if (end.signal != 0) {
        const char* name = ::sigabbrev_np(end.signal);
        return "It was killed by the signal " +
               (name != nullptr ? "SIG" + std::string(name) : std::to_string(end.signal)) + ".";
    }
    return "Its process ended with code " + std::to_string(end.code) + ".";
}

} // namespace

LocalRanks::LocalRanks(int count, double seconds, const std::vector<std::string>& command) {
    place_.count = place_.localCount = count;
    place_.file = folder_.path() + "/store";
    place_.seconds = seconds;
    children_.resize(static_cast<std::size_t>(count) - 1);
    for (int rank = 1; rank < count; ++rank)
        start(children_[static_cast<std::size_t>(rank) - 1], rank, command);
}

void LocalRanks::start(Child& child, int rank, const std::vector<std::string>& command) {
    int pipe[2] = {-1, -1};
    if (::pipe2(pipe, O_CLOEXEC) != 0)
        throw systemError("Cannot start a rank", {}, errno);
    const FileDescriptor input(pipe[0]);
    child.input = FileDescriptor(pipe[1]);
    child.log = folder_.logOf(rank);
    const FileDescriptor log = folder_.openLog(rank);
    SpawnPlan plan;
    plan.words = command;
    plan.environment = environmentOfRank(place_, rank);
    plan.input = input.get();
    plan.output = plan.errorOut = log.get();
    plan.place = SpawnPlan::Place::Group;
    plan.keepsHangUp = true;
    if (const int number = spawnProgram(plan, child.id); number != 0) {
        child.id = 0;
        throw systemError("Cannot start a rank", command.front(), number);
    }
}

LocalRanks::~LocalRanks() {
    for (Child& child : children_)
        child.input = FileDescriptor();
    const double until = monotonicSeconds() + kGraceSeconds;
    while (!haveEnded() && monotonicSeconds() < until)
        std::this_thread::sleep_for(kLook);
    for (Child& child : children_) {
        if (!hasEnded(child, false)) {
            ::kill(-child.id, SIGKILL);
            hasEnded(child, true);
        }
    }
}

bool LocalRanks::haveEnded() {
    bool all = true;
    for (Child& child : children_)
        all = hasEnded(child, false) && all;
    return all;
}

bool LocalRanks::hasEnded(Child& child, bool waits) {
    const std::lock_guard lock(mutex_);
    if (child.id == 0)
        return true;
    const std::optional<ProcessEnd> end = endOfChild(child.id, waits);
    if (!end)
        return false;
    child.id = 0;
    const std::string words = wordsIn(child.log);
    child.end = endText(*end) + (words.empty() ? "" : " It said: " + words);
    return true;
}

std::string LocalRanks::endOf(int rank) {
    if (rank < 1 || rank > static_cast<int>(children_.size()))
        return {};
    Child& child = children_[static_cast<std::size_t>(rank) - 1];
    return hasEnded(child, false) ? child.end : std::string();
}

void endWithStandardInput() {
    startThread([] {
        char letter = 0;
        ssize_t got = 0;
        while ((got = ::read(STDIN_FILENO, &letter, 1)) > 0 || (got < 0 && errno == EINTR)) {
        }
        ::_exit(kEndedWithRankZero);
    }).detach();
}

} // namespace studio
