// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/interop/safetensors.h"
#include "core/optim/train_state_internal.h"

namespace studio {

/// Tensors on their way into host memory, as they were when the copy was asked for: what a step changes later does not
/// show in it. Made by ComputeDevice::copyToHost().
class HostCopy {
public:
    virtual ~HostCopy() = default;

    /// Whether wait() returns at once. Any thread.
    virtual bool isDone() const = 0;
    /// The copies, in the order asked for; nothing if a weight, statistic or momentum is no finite number (NaN,
    /// infinite). Once, on any thread. Throws what LibTorch throws when the device is lost.
    virtual std::optional<std::vector<HostTensor>> wait() = 0;
};

/// The copy of tensors that host memory holds: made at once. `spare` is the memory of an earlier copy: used again,
/// because fresh pages cost more than the copy. Throws Error(Internal) for an element type that a checkpoint cannot
/// hold.
std::unique_ptr<HostCopy> copyOnHost(const NamedTensors& tensors, std::vector<HostTensor> spare);

/// A copy as a CPU tensor.
at::Tensor fromHostTensor(const HostTensor& tensor);

} // namespace studio
