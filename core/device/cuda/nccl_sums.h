// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include <c10/cuda/CUDAStream.h>

#include "core/device/device_sums_internal.h"

namespace studio::cuda {

/// NCCL's unique id, as it is: bytes of any value.
std::string drawNcclId();

/// Which process of how many, and the card it has.
struct NcclPlace {
    int rank = 0, count = 1;
    at::DeviceIndex card = 0;
    c10::cuda::CUDAStream compute; ///< what computes the gradients
};

/// Joins the others under an id of drawNcclId(): returns once all have come. NCCL 2 through LibTorch's own calls of it
/// (torch/csrc/cuda/nccl.h), which are the same from 1.13 to 2.15 and need none of NCCL's headers. They know neither a
/// timeout nor an end of what is under way: whoever waits watches the other processes himself. Any thread. Throws Error
/// and c10::Error.
std::unique_ptr<DeviceSums> joinNccl(const std::string& id, const NcclPlace& place);

/// Once a process is lost nothing waits for the card any more: a sum on it may have no end. The whole process; any
/// thread.
void leaveNcclAlone();
bool isNcclLeftAlone();

} // namespace studio::cuda
