// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/torch.h"

namespace studio {

/// Sums over the processes that train together, of tensors that lie on their devices (all-reduce; NCCL on cards). They
/// are put on a queue of the device beside the one that computes, and nothing here waits for them. All processes begin
/// the same ones in the same order. Owned by whoever sums the gradient; the engine thread, and the thread on which
/// LibTorch computes its backward pass.
class DeviceSums {
public:
    virtual ~DeviceSums() = default;
    /// In place, once what was put on the computing queue so far is done, and beside what comes later. `tensor` is
    /// contiguous and stays until finish().
    virtual void begin(const at::Tensor& tensor) = 0;
    /// What comes into the computing queue from now on begins after all sums.
    virtual void finish() = 0;
};

} // namespace studio
