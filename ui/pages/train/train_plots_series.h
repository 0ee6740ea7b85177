// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio {

/// Series of the two plots per epoch of TrainPlots, in the order they are added: smoothed lines lie above the raw ones.
/// Top-5 stands with the accuracy alone.
enum { kTrainRaw, kValRaw, kTrainLine, kValLine, kTop5Raw, kTop5Line };
inline constexpr int kTop5Color = 4; ///< a colour of compared runs, whose lines are dashed

} // namespace studio
