// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/device/card_report.h"

namespace studio {

/// The report's problem, or why none of its cards serves a program built with `built`; empty where one does. Any thread.
std::string whyNoCardIsUsable(const CardReport& report, LibtorchSet built = libtorchSetOfBuild());

} // namespace studio
