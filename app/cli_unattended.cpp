// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_unattended.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/cli_signals.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/run_folder.h"
#include "core/service/login_manager.h"
#include "core/service/notify_socket.h"

namespace studio {

void addUnattendedOptions(CLI::App& verb, UnattendedOptions& options) {
    verb.add_flag("--spot-watch", options.spotWatch,
                  "On an EC2 Spot instance: ask every 5 s whether Amazon takes it back; save and leave with 75 then")
        ->envname("RESNET_STUDIO_SPOT_WATCH");
    verb.add_option_function<double>(
            "--power-off-at-end", [&options](const double& minutes) { options.powerOffMinutes = minutes; },
            "Power the machine off so many minutes after the run has finished; Ctrl-C keeps it on")
        ->check(CLI::Range(0.0, 1440.0))
        ->type_name("MINUTES");
}

RunServiceOptions serviceOf(const UnattendedOptions& options) {
    RunServiceOptions service;
    service.notify = NotifySocket::fromEnvironment();
    service.spotWatch = options.spotWatch;
    service.note = [](const std::string& text) { std::fprintf(stderr, "\n%s\n", text.c_str()); };
    if (options.powerOffMinutes) {
        if (const std::optional<Message> refusal = LoginManager::powerOffRefusal())
            throw Error(ErrorKind::NoRight, *refusal);
    }
    return service;
}

/// What is trained afterwards says more there, as if nobody had spoken yet.
static NotifySocket borrowedManager() {
    std::vector<std::pair<const char*, std::string>> kept;
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) {
        if (const char* value = std::getenv(name))
            kept.emplace_back(name, value);
    }
    NotifySocket manager = NotifySocket::fromEnvironment();
    for (const auto& [name, value] : kept)
        ::setenv(name, value.c_str(), 1);
    return manager;
}

void waitForOtherTrainer(const std::string& run) {
    constexpr auto kLook = std::chrono::seconds(1);
    if (!isRunLocked(run))
        return;
    const NotifySocket manager = borrowedManager();
    std::mutex mutex;
    std::condition_variable_any changed;
    std::stop_source stop;
    const SignalThread signals([&stop](int) { stop.request_stop(); });
    std::fputs("Another process trains this run: waiting for its end.\n", stderr);
    manager.send("READY=1\nSTATUS=Another process trains this run: waiting for its end\n");
    while (isRunLocked(run)) {
        manager.send("WATCHDOG=1\n");
        std::unique_lock lock(mutex);
        changed.wait_for(lock, stop.get_token(), kLook, [] { return false; });
        if (stop.stop_requested())
            throw Error(
                ErrorKind::Stopped,
                {"Nothing was trained", displayText(run), "Another process trains this run, and goes on with it.", {}});
    }
    // READY was said: until the first step only the watchdog waits, which would be as patient as a start otherwise.
    manager.send("WATCHDOG_USEC=3600000000\nWATCHDOG=1\nSTATUS=Preparing\n");
}

bool countDownToPowerOff(double minutes, const std::stop_token& keepOn) {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    const double end = monotonicSeconds() + minutes * 60;
    for (double left = minutes * 60; left > 0 && !keepOn.stop_requested(); left = end - monotonicSeconds()) {
        std::fprintf(stderr, "The machine is powered off in %s; Ctrl-C keeps it on.\n", durationText(left).c_str());
        constexpr double kLine = 60, kLastLines = 10;
        const double pause = left > kLine ? kLine : std::min(left, kLastLines);
        wake.wait_for(lock, keepOn, std::chrono::duration<double>(pause), [] { return false; });
    }
    if (keepOn.stop_requested())
        std::fputs("The machine stays on.\n", stderr);
    return !keepOn.stop_requested();
}

const char* signalName(int number) {
    switch (number) {
    case SIGINT:
        return "SIGINT (Ctrl-C)";
    case SIGTERM:
        return "SIGTERM";
    case SIGHUP:
        return "SIGHUP (its terminal was closed)";
    default:
        return "a signal";
    }
}

} // namespace studio
