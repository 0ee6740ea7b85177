// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/device/compute_device_internal.h"

namespace studio {

/// The device that every machine has. Computes in single precision, one step at a time, each done when submit()
/// returns. The network is computed on all threads of LibTorch's pool, a batch is prepared on the calling thread:
/// at::parallel_for() is a header, which is a plain loop in sources that are built without OpenMP, as ours are.
class CpuDevice : public ComputeDevice {
public:
    DeviceInfo info() const override;
    SlotAllocator slotAllocator() const override { return {}; }
    int evaluationBatch(int trainingBatch) const override;
    void place(Network& network) override;
    std::unique_ptr<StepProgram> training(TrainState& state, const StepOptions& options) override;
    std::unique_ptr<EvalProgram> evaluation(Network& network, int imageSize, Precision precision) override;
    std::unique_ptr<HostCopy> copyToHost(const NamedTensors& tensors, std::vector<HostTensor> spare) override;
    DeviceMemory memory() const override;

    /// Batch of uint8 NHWC pictures -> normalised float network input [count, 3, size, size]. `ops` has one entry a
    /// picture, or is empty for evaluation (normalise only). Called by the programs.
    virtual at::Tensor prepare(const HostBatch& batch, int imageSize, std::span<const PixelOps> ops);
};

std::unique_ptr<ComputeDevice> makeCpuDevice();

} // namespace studio
