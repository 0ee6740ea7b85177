// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "core/service/run_service.h"

namespace CLI {
class App;
}

namespace studio {

/// What a training verb takes for hours in which nobody is there.
struct UnattendedOptions {
    bool spotWatch = false;
    std::optional<double> powerOffMinutes; ///< after a finished run
};

/// --spot-watch (also RESNET_STUDIO_SPOT_WATCH=1) and --power-off-at-end.
void addUnattendedOptions(CLI::App& verb, UnattendedOptions& options);
/// Called before there are other threads. Throws Error(NoRight) where the machine may not be powered off: it is better
/// known now than at the end.
RunServiceOptions serviceOf(const UnattendedOptions& options);
/// Waits for the end of another process that trains the run, as a service does that stays beside it: READY, STATUS and
/// WATCHDOG are told meanwhile. Called before there are other threads. Throws Error(Stopped) after a signal.
void waitForOtherTrainer(const std::string& run);
/// Counts down on stderr. False where `keepOn` was asked for: the machine stays on.
bool countDownToPowerOff(double minutes, const std::stop_token& keepOn);
/// "SIGTERM".
const char* signalName(int number);

} // namespace studio
