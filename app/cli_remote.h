// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/remote/remote_run.h"

namespace CLI {
class App;
}

namespace studio {

/// "preparing", "training" ...
const char* phaseName(TrainPhase phase);

/// The process that holds the run's lock, where there is one: a number of its own file, so it may be missing or wrong.
std::optional<std::int64_t> lockOwner(const std::string& folder);

/// The run folder that a verb works on: the option "run".
std::shared_ptr<std::string> addRunOption(CLI::App& verb);

} // namespace studio
