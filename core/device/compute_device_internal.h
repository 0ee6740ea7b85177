// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "core/base/torch.h"
#include "core/device/device.h"
#include "core/device/host_batch.h"
#include "core/device/pixel_ops.h"

namespace studio {

/// What the engine asks of a device. The CPU form is here; the CUDA form is a plug-in that implements the same calls.
/// Owned by the trainer or a classifier; called on one thread.
class ComputeDevice {
public:
    virtual ~ComputeDevice() = default;

    virtual DeviceInfo info() const = 0;
    virtual at::Device torchDevice() const = 0;
    /// Memory for the loader's slots (pinned where that helps).
    virtual SlotAllocator slotAllocator() const = 0;
    /// Batch of uint8 NHWC pictures -> normalised float network input [count, 3, size, size] on this device.
    /// `ops` has one entry a picture, or is empty for evaluation (normalise only).
    virtual at::Tensor prepare(const HostBatch& batch, int imageSize, std::span<const PixelOps> ops,
                               const Normalisation& norm) = 0;
    virtual at::Tensor prepareLabels(const HostBatch& batch) = 0;
    virtual DeviceMemory memory() const { return {}; }
    /// Gives back what the device's allocator keeps for later; after a lack of memory.
    virtual void releaseMemory() {}
};

/// Makes a device known beside the CPU: what a plug-in does when it is loaded, and a test with a device of its own. A
/// second one of the same id takes the place of the first. `open` may be called on several threads at once. Any thread.
void registerDevice(const DeviceInfo& info, std::function<std::unique_ptr<ComputeDevice>()> open);

/// Throws Error(Device).
std::unique_ptr<ComputeDevice> openDevice(const std::string& request);

} // namespace studio
