// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/device/device.h"

namespace studio {

/// The card that a run trains on, null where it trains on none. A run tells the name of its device alone; of several
/// cards of one name it is the one that was asked for ("auto", "cuda", "cuda:N"), else the first.
const DeviceInfo* cardOfRun(const std::vector<DeviceInfo>& devices, const std::string& asked, const std::string& name);
/// The place in VisibleCards::cards of a device "cuda:N"; -1 for any other one.
int visibleIndexOf(const DeviceInfo& device);

} // namespace studio
