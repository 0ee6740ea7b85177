// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio {

/// A training that a machine starts again and again would tell a person the same each time. Whoever starts one again
/// (the supervisor, the queue, a service) gives it this in its environment.
inline constexpr const char* kStartedAgain = "RESNET_STUDIO_STARTED_AGAIN=1";

/// Whether a person is to be told `what` became of a run ("failed", "given up"): always where a person started it;
/// where a machine started it again, only when the run has another last checkpoint than when that was told last. What is told counts
/// from now on, over all processes. Kept beside the logs; where that cannot be read or written it is told. Looks at the
/// run's folder. Any thread; throws nothing.
bool isNewsOfRun(const std::string& run, const std::string& what);

} // namespace studio
