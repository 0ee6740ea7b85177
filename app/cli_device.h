// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <string>

#include "core/device/card_report.h"

namespace studio {

inline constexpr const char* kDeviceHelp = "auto (the best card, else the CPU), cpu, cuda or cuda:N";

/// Asks the driver; says on stderr that it takes long where it does.
CardReport lookAtCardsPatiently(const std::stop_token& stop = {});

/// Before `--device` is resolved: makes the cards known where it may mean one and this build computes on cards. Where
/// "auto" then means the CPU although a card is there, stderr says why. Ends early at a stop.
void findCards(const std::string& device, const std::stop_token& stop = {});

} // namespace studio
