// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/device/cuda/runtime.h"
#include "core/device/host_copy_internal.h"

namespace studio::cuda {

/// Pinned memory for one checkpoint, lent to one copy at a time: pinning hundreds of megabytes costs more than to copy
/// them. Shared by the device and the copies under way; any thread.
class PinnedPool;

/// Copies for checkpoints: at once into other memory of the card, so that training may go on, from there to pinned
/// memory on the queue Output, and into place on the thread that waits for it. Owned by the device; engine thread.
class LateCopies {
public:
    explicit LateCopies(std::shared_ptr<Runtime> runtime);

    /// See ComputeDevice::copyToHost().
    std::unique_ptr<HostCopy> copy(const NamedTensors& tensors, std::vector<HostTensor> spare);

private:
    std::shared_ptr<const Mark> begin(const NamedTensors& from, const std::vector<at::Tensor>& snapshot,
                                      const NamedTensors& to);

    std::shared_ptr<Runtime> runtime_;
    std::shared_ptr<PinnedPool> pool_;
};

} // namespace studio::cuda
