// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/device/compute_device_internal.h"
#include "core/device/cuda/late_copy.h"
#include "core/device/cuda/runtime.h"
#include "core/device/cuda/switches.h"

namespace studio::cuda {

/// A card as the engine knows it. Networks lie on it in channels_last order, with fp32 weights, their batch norm in our
/// own kernels. Owned by the trainer or a classifier; the thread that opened it.
class CudaDevice final : public ComputeDevice {
public:
    CudaDevice(DeviceInfo info, std::shared_ptr<Runtime> runtime, const Switches& switches, int threads = 0);
    ~CudaDevice() override;
    CudaDevice(const CudaDevice&) = delete;
    CudaDevice& operator=(const CudaDevice&) = delete;

    DeviceInfo info() const override { return info_; }
    SlotAllocator slotAllocator() const override { return runtime_->slotAllocator(); }
    int depth() const override;
    int evaluationBatch(int trainingBatch) const override;
    void place(Network& network) override;
    std::unique_ptr<StepProgram> training(TrainState& state, const StepOptions& options) override;
    std::unique_ptr<EvalProgram> evaluation(Network& network, int imageSize, Precision precision) override;
    std::unique_ptr<HostCopy> copyToHost(const NamedTensors& tensors, std::vector<HostTensor> spare) override;
    DeviceMemory memory() const override { return runtime_->memory(); }
    void releaseMemory() override { runtime_->releaseMemory(); }
    std::string identity() const override { return runtime_->identity(); }
    std::string drawMeeting() override { return runtime_->drawMeeting(); }
    std::function<std::unique_ptr<DeviceSums>()> meeting(const std::string& meeting, int rank, int count) override {
        return runtime_->meeting(meeting, rank, count);
    }

private:
    DeviceInfo info_;
    std::shared_ptr<Runtime> runtime_;
    Switches switches_;
    int threads_; ///< of a block of our kernels
    LateCopies copies_;
};

} // namespace studio::cuda
