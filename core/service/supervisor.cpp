// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/supervisor.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <poll.h>
#include <string_view>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/queue/exit_meaning.h"
#include "core/run/told_once.h"
#include "core/service/child_process_internal.h"
#include "core/service/progress_feed.h"

namespace studio {

namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

/// What one child has told, and by when it must tell more.
class Watched {
public:
    Watched(const SupervisorOptions& options, double now)
        : options_(options)
        , patience_(options.watchdogSeconds)
        , startedAt_(now)
        , deadline_(now + options.startSeconds) {}

    void hear(const std::string& message, double now) {
        for (std::size_t at = 0; at < message.size();) {
            const std::size_t end = std::min(message.find('\n', at), message.size());
            hearLine(std::string_view(message).substr(at, end - at), now);
            at = end + 1;
        }
    }
    void stopIsAsked(double now) {
        stopping_ = true;
        deadline_ = now + options_.stopSeconds;
    }
    double deadline() const { return deadline_; }
    /// How long it made progress: what follows the training is none.
    double steadySeconds(double now) const {
        return readyAt_ < 0 ? 0 : std::max(0.0, (finishedAt_ < 0 ? now : finishedAt_) - readyAt_);
    }
    std::string hangText(double now) const {
        const std::string seconds = durationText(now - (readyAt_ < 0 ? startedAt_ : beatAt_));
        return stopping_      ? "it does not come to its end"
               : readyAt_ < 0 ? "no step was made in " + seconds
                              : "it made no progress for " + seconds;
    }

private:
    void hearLine(std::string_view line, double now) {
        if (line == "STOPPING=1" && !stopping_)
            stopIsAsked(now);
        else if (line.starts_with("EXTEND_TIMEOUT_USEC="))
            deadline_ = std::max(deadline_, now + secondsIn(line));
        else if (line.starts_with("WATCHDOG_USEC=") && secondsIn(line) > 0)
            patience_ = secondsIn(line);
        else if (line == kFinishingLine && finishedAt_ < 0)
            finishedAt_ = now;
        const bool ready = line == "READY=1";
        if (ready && readyAt_ < 0)
            readyAt_ = now;
        if ((ready || line == "WATCHDOG=1") && readyAt_ >= 0 && !stopping_) {
            beatAt_ = now;
            deadline_ = now + patience_;
        }
    }
    static double secondsIn(std::string_view line) {
        const std::string_view digits = line.substr(line.find('=') + 1);
        std::uint64_t micros = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), micros);
        constexpr double kLongest = 7 * 86'400.0;
        return std::min(static_cast<double>(micros) / 1e6, kLongest);
    }

    const SupervisorOptions& options_;
    double patience_, startedAt_, deadline_;
    double readyAt_ = -1, finishedAt_ = -1, beatAt_ = 0;
    bool stopping_ = false;
};

} // namespace

struct Supervisor::State {
    SupervisorOptions options;
    NotifyServer server;
    FileDescriptor wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    std::atomic<int> signals{0}; ///< asked for and not handed on yet, as bits
    std::atomic<bool> stopped{false};
    int restarts = 0;
    double pause = 0; ///< seconds, the last one before a start

    void waitFor(int endFile, double until) const;
    void forward(const ChildProcess& child, Watched& watched);
    ProcessEnd watch(ChildProcess& child, double& steady);
    bool mayStartAgain(const ProcessEnd& end, double steady);
    std::vector<std::string> command(bool again) const;
    bool waitUntilFree(); ///< whether it had to wait
};

void Supervisor::State::waitFor(int endFile, double until) const {
    constexpr double kLook = 0.25, kLongest = 3600; // without an end file the child is looked at
    const double left = std::clamp(until - monotonicSeconds(), 0.0, endFile < 0 ? kLook : kLongest);
    pollfd files[] = {{server.file(), POLLIN, 0}, {wake.get(), POLLIN, 0}, {endFile, POLLIN, 0}};
    ::poll(files, 3, static_cast<int>(left * 1000) + 1);
    std::uint64_t rings = 0;
    const ssize_t got = ::read(wake.get(), &rings, sizeof rings);
    static_cast<void>(got);
}

void Supervisor::State::forward(const ChildProcess& child, Watched& watched) {
    const int bits = signals.exchange(0);
    for (const int number : {SIGHUP, SIGINT, SIGTERM}) {
        if ((bits & (1 << number)) != 0)
            child.send(number);
    }
    if (bits != 0)
        watched.stopIsAsked(monotonicSeconds());
}

/// To the end of a child, which is hurried where it hangs: SIGABRT first, so that it leaves a report of where.
ProcessEnd Supervisor::State::watch(ChildProcess& child, double& steady) {
    Watched watched(options, monotonicSeconds());
    double killAt = kNever;
    std::optional<ProcessEnd> end;
    while (!(end = child.ended())) {
        for (std::string text = server.next(child.id()); !text.empty(); text = server.next(child.id()))
            watched.hear(text, monotonicSeconds());
        forward(child, watched);
        const double now = monotonicSeconds();
        if (killAt == kNever && now >= watched.deadline()) {
            options.say("The training hangs: " + watched.hangText(now) + ". It is ended.");
            child.send(SIGABRT);
            killAt = now + options.abortSeconds;
        } else if (now >= killAt) {
            child.send(SIGKILL);
            killAt = now + options.abortSeconds; // a process in a disk's call ends when that does
        }
        waitFor(child.endFile(), killAt == kNever ? watched.deadline() : killAt);
    }
    steady = watched.steadySeconds(monotonicSeconds());
    return *end;
}

std::vector<std::string> Supervisor::State::command(bool again) const {
    std::vector<std::string> words = options.command;
    if (again)
        words.insert(words.end(), options.againExtras.begin(), options.againExtras.end());
    return words;
}

/// A child beside another trainer would end at once, again and again, and the run would be given up for that.
bool Supervisor::State::waitUntilFree() {
    constexpr double kLook = 1;
    bool isTold = false;
    for (; !stopped && options.isTaken(); isTold = true) {
        if (!isTold)
            options.say("Another process trains this run: waiting for its end.");
        const double until = monotonicSeconds() + kLook;
        while (!stopped && monotonicSeconds() < until) {
            waitFor(-1, until);
            server.next(0); // of a child that has ended
        }
    }
    return isTold;
}

/// Says why it starts again or does not, and waits.
bool Supervisor::State::mayStartAgain(const ProcessEnd& end, double steady) {
    if (stopped || (end.signal == 0 && !asksForRetry(end.code)))
        return false;
    const std::string how =
        end.signal != 0 ? "was killed by signal " + std::to_string(end.signal) + " (" + ::strsignal(end.signal) + ")"
                        : "ended with code 75, a retry may help";
    if (steady >= options.steadySeconds)
        restarts = 0;
    if (restarts >= options.maxRestarts) {
        const std::string why = "The training " + how + ". It was started again " + std::to_string(restarts) +
                                " times without steady progress: given up.";
        options.say(why);
        options.gaveUp(why);
        return false;
    }
    pause = restarts == 0 ? options.firstWait : std::min(pause * 3, options.longestWait);
    ++restarts;
    options.say("The training " + how + "; it is started again in " + durationText(pause) + " (" +
                std::to_string(restarts) + " of " + std::to_string(options.maxRestarts) + ").");
    const double until = monotonicSeconds() + pause;
    while (!stopped && monotonicSeconds() < until) {
        waitFor(-1, until);
        server.next(0); // of a child that has ended
    }
    return !stopped;
}

Supervisor::Supervisor(SupervisorOptions options)
    : state_(std::make_unique<State>()) {
    state_->options = std::move(options);
}

Supervisor::~Supervisor() = default;

int Supervisor::run() {
    State& state = *state_;
    if (!state.wake.isOpen())
        throw systemError("The supervisor cannot wait for its training", {}, errno);
    std::vector<std::string> variables{
        "NOTIFY_SOCKET=" + state.server.address(), "WATCHDOG_PID=",
        "WATCHDOG_USEC=" + std::to_string(static_cast<std::uint64_t>(state.options.watchdogSeconds * 1e6))};
    bool isMarked = false;
    for (bool again = false; !state.stopped; again = true) {
        const bool waited = state.waitUntilFree();
        if (state.stopped)
            break;
        if ((again || waited) && !std::exchange(isMarked, true)) // another process may have ended the run for good
            variables.emplace_back(kStartedAgain);
        ChildProcess child(state.command(again), variables);
        double steady = 0;
        const ProcessEnd end = state.watch(child, steady);
        if (state.mayStartAgain(end, steady))
            continue;
        const bool mayHelp = end.signal != 0 || asksForRetry(end.code);
        const bool unheard = state.stopped && state.signals.exchange(0) != 0; // by no child: between two starts
        return unheard && mayHelp ? 0 : end.signal != 0 ? 128 + end.signal : end.code;
    }
    return 0;
}

void Supervisor::stop(int signal) {
    state_->signals.fetch_or(1 << signal);
    state_->stopped = true;
    const std::uint64_t one = 1;
    const ssize_t written = ::write(state_->wake.get(), &one, sizeof one);
    static_cast<void>(written); // a full counter has rung already
}

} // namespace studio
