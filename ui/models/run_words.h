// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/train/progress.h"
#include "ui/session/training_session.h"
#include "ui/theme/run_state_look.h"

namespace studio {

StateLook lookOf(SessionState state);
StateLook lookOf(const RunReport& report);

/// Share of the whole run that is done, 0..1; -1 = unknown.
double runFraction(const TrainStatus& status);
/// Last part of a run folder's path, for display.
QString runName(const std::string& folder);
/// Side of the training pictures in px: "224", or "160-192" where they grow.
QString pictureSizes(const TrainConfig& config);
/// "today 14:20" from now on, "estimating..." while unknown.
QString finishText(const TrainStatus& status);

} // namespace studio
