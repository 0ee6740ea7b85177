// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/cuda_device.h"

#include <algorithm>
#include <utility>

#include "core/device/cuda/abandon.h"
#include "core/device/cuda/eval_program.h"
#include "core/device/cuda/fused_math.h"
#include "core/device/cuda/step_program.h"

namespace studio::cuda {
namespace {

/// Enough to fill a card. Measuring keeps no activations for a gradient, so four times a training batch fits easily.
constexpr int kEvaluationBatch = 256, kEvaluationFactor = 4;

/// With strides that say so even where a kernel has one pixel: gradients and momentum are to have the same to the last.
at::Tensor inChannelsLast(const at::Tensor& weight, at::Device device) {
    const at::TensorOptions options = weight.options().device(device);
    return at::empty(weight.sizes(), options.memory_format(at::MemoryFormat::ChannelsLast)).copy_(weight);
}

} // namespace

CudaDevice::CudaDevice(DeviceInfo info, std::shared_ptr<Runtime> runtime, const Switches& switches, int threads)
    : info_(std::move(info))
    , runtime_(std::move(runtime))
    , switches_(switches)
    , threads_(threads > 0 ? threads : kThreads)
    , copies_(runtime_) {}

/// Otherwise LibTorch keeps for this process what a run in another one, its own continuation among them, has to fit in.
CudaDevice::~CudaDevice() {
    try {
        if (!isLost(*runtime_)) { // or LibTorch's allocator stumbles over it when another card's memory is released
            runtime_->releaseMemory();
        }
    } catch (const std::exception&) { // it was lost meanwhile
    }
}

int CudaDevice::depth() const {
    return kDepth;
}

int CudaDevice::evaluationBatch(int trainingBatch) const {
    return std::max(trainingBatch, std::min(kEvaluationBatch, kEvaluationFactor * trainingBatch));
}

void CudaDevice::place(Network& network) {
    const torch::NoGradGuard noGrad;
    network.to(runtime_->device());
    for (at::Tensor& parameter : network.parameters()) {
        if (parameter.dim() == 4) {
            parameter.set_data(inChannelsLast(parameter.data(), runtime_->device()));
        }
    }
    if (switches_.fusedNorm) {
        const std::shared_ptr<Runtime> runtime = runtime_;
        network.setBlockMath(
            std::make_unique<FusedMath>([runtime] { return runtime->stream(Queue::Compute); }, threads_, switches_));
    }
}

std::unique_ptr<StepProgram> CudaDevice::training(TrainState& state, const StepOptions& options) {
    return std::make_unique<CudaStepProgram>(*runtime_, state, options, switches_, threads_);
}

std::unique_ptr<EvalProgram> CudaDevice::evaluation(Network& network, int imageSize, Precision precision) {
    return std::make_unique<CudaEvalProgram>(*runtime_, network, imageSize, precision, switches_, threads_);
}

std::unique_ptr<HostCopy> CudaDevice::copyToHost(const NamedTensors& tensors, std::vector<HostTensor> spare) {
    return copies_.copy(tensors, std::move(spare));
}

} // namespace studio::cuda
