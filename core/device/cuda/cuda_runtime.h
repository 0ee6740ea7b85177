// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/device/cuda/runtime.h"
#include "core/device/cuda/switches.h"

namespace studio::cuda {

/// CUDA's own runtime for the card of that PCI bus id; makes it and a stream of its own the calling thread's. Throws
/// Error(Device) where there is no such card, and what LibTorch throws where it does not answer.
std::shared_ptr<Runtime> openRuntime(const std::string& pciBusId, const Switches& switches);

} // namespace studio::cuda
