// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include "core/base/torch.h"
#include "core/device/cuda/kernels/launch_plan.h"

namespace studio::cuda {

/// Scratch memory of the reductions on one queue. It grows, and what it had before stays where it is, because a
/// recording has its address.
class Scratch {
public:
    ReduceScratch fitting(const LaunchPlan& plan, at::Device device);

private:
    std::vector<at::Tensor> partials_, tickets_; ///< the last ones are used
};

/// What the passes of our autograd functions share. Owned by them and by FusedMath: a backward pass may outlive the
/// network. Engine thread, and autograd's thread while that waits.
struct FusedPlace : torch::CustomClassHolder {
    FusedPlace(std::function<void*()> streamOfNow, int blockThreads)
        : stream(std::move(streamOfNow))
        , threads(blockThreads) {}

    std::function<void*()> stream; ///< the cudaStream_t on which LibTorch computes now
    int threads;                   ///< of a block
    Scratch scratch;
};
using FusedPlaceHandle = c10::intrusive_ptr<FusedPlace>;

/// For the backward pass.
inline void keepPlace(torch::autograd::AutogradContext* context, const FusedPlaceHandle& place) {
    context->saved_data["place"] = at::IValue::make_capsule(place);
}
inline FusedPlaceHandle keptPlace(torch::autograd::AutogradContext* context) {
    return c10::static_intrusive_pointer_cast<FusedPlace>(context->saved_data["place"].toCapsule());
}

} // namespace studio::cuda
