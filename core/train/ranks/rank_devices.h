// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/device/precision.h"

namespace studio {

class ComputeDevice;
class DeviceSums;
class Ranks;

/// All ranks at once, each with its device: where these are cards, gradients are summed between them (NCCL). Null: they
/// are CPUs, whose sums are the ranks' own. Throws Error, the same in all ranks, where the devices cannot train
/// together: two ranks on one card, CPUs beside cards, cards of different precisions. Engine thread.
std::unique_ptr<DeviceSums> meetOnDevices(Ranks& ranks, ComputeDevice& device, Precision precision);

} // namespace studio
