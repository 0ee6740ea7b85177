// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace studio {

struct SupervisorOptions {
    std::vector<std::string> command;     ///< program (a path) and its arguments
    std::vector<std::string> againExtras; ///< added to the command from the second start on
    int maxRestarts = 3;                  ///< in a row; a training that was steady is forgiven what was before
    double steadySeconds = 600;
    double firstWait = 10, longestWait = 300; ///< seconds before a start; three times as long each time
    double startSeconds = 3600;               ///< until READY; more where EXTEND_TIMEOUT_USEC asks for it
    double watchdogSeconds = 600;             ///< without WATCHDOG=1 after READY: it hangs
    double stopSeconds = 1800;                ///< for the last checkpoint, once it was told to stop
    double abortSeconds = 30;                 ///< from SIGABRT to SIGKILL
    /// Whether another process trains the run: no child is started until it does not. Asked now and then.
    std::function<bool()> isTaken = [] { return false; };
    std::function<void(const std::string&)> say = [](const std::string&) {};    ///< a line for people
    std::function<void(const std::string&)> gaveUp = [](const std::string&) {}; ///< why it is started no more
};

/// Runs resnet-train as a child and starts it again where that may help (exit 75, death by a signal, a hang), as
/// systemd does with resnet-train@.service. Whether it hangs, the child itself tells (sd_notify(3)). Owned by main.
class Supervisor {
public:
    explicit Supervisor(SupervisorOptions options);
    ~Supervisor();
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;

    /// Returns the exit code of the last child; 128 + the signal where one killed it; 0 where it was stopped between
    /// two starts. Blocks for days. Throws Error where no child can be started.
    int run();
    /// Hands a signal on to the child, and starts no other. Any thread.
    void stop(int signal);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace studio
