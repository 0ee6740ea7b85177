// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "core/preflight/preflight_verdict.h"

namespace studio {

/// A run that might be started, and is measured first.
struct PreflightRequest {
    TrainConfig config;
    RunSetup setup;
    /// Of measuring at most, from the first batch on; a single step is waited for, however long it takes.
    double seconds = 30;
};

/// Called a few times a second at most, on the thread that measures.
using PreflightTeller = std::function<void(PreflightStage stage, double fraction)>;

/// Measures what a run of this recipe would need and how fast it would be: real steps on real pictures, through the
/// same loader, device and program as the trainer's, with a learning rate of zero. Nothing is written but what a look
/// at the pictures writes (the index of names in the user's cache), and a run that is started afterwards has the bits
/// it would have had. Nothing at a stop, which is heard between two steps. A batch that does not fit is a result, not
/// an error. Throws Error as runTraining() would report it. Any thread, one at a time in a process.
std::optional<PreflightMeasure> measurePreflight(const PreflightRequest& request, const PreflightTeller& tell = {},
                                                 const std::stop_token& stop = {});

/// The type of the function above: a session takes it as a value.
using PreflightEngine = std::function<std::optional<PreflightMeasure>(const PreflightRequest&, const PreflightTeller&,
                                                                      const std::stop_token&)>;

} // namespace studio
