// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/device/compute_device_internal.h"

namespace studio {

/// The device that every machine has.
std::unique_ptr<ComputeDevice> makeCpuDevice();

} // namespace studio
