// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/pack/pack.h"

namespace studio {

/// The last line of a check of a packed set, for people.
std::string packCheckText(const PackCheck& check);
/// kExitData with problems; kExitRetry for a check that was stopped: it says nothing about the rest.
int packCheckExitCode(const PackCheck& check);

} // namespace studio
