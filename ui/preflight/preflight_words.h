// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/preflight/preflight_verdict.h"

namespace studio {

/// What a preflight says, in the words of the window.
QString stageWords(PreflightStage stage);
/// "the network is the limit"; empty where that is not known.
QString limitWords(SpeedLimit limit);
QString adviceWords(const PreflightAdvice& advice);
/// "243 img/s (decoding alone 310, network alone 250): the network is the limit".
QString speedWords(const PreflightMeasure& measure);
/// "9.8 of 15.0 GiB at batch 128, 192 would fit".
QString memoryWords(const PreflightMeasure& measure);

} // namespace studio
