// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli.h"

namespace studio {

/// "compare": as the verbs of cli.h.
CliAction addCompareVerb(CLI::App& app);

} // namespace studio
