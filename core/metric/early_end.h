// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio {

/// Key of run.db's meta table: the epoch with which a run ended as its recipe's `patience` wants (early stopping). It
/// is finished, though more epochs were planned.
inline constexpr const char* kEndedEarlyKey = "ended_early";

} // namespace studio
