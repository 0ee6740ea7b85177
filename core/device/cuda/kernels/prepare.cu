// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/kernels/prepare.cuh"

namespace studio::cuda {

namespace {

PrepareArguments argumentsOf(const PrepareInput& input) {
    PrepareArguments out{input.count, input.size, input.outChannels, input.pixels,    input.ops,
                         {},          {},         input.out,         input.greyMeans, input.scratch};
    for (std::size_t c = 0; c < 3; ++c) {
        out.mean[c] = input.normalisation.mean[c];
        out.std[c] = input.normalisation.std[c];
    }
    return out;
}

LaunchPlan pixelPlan(const PrepareInput& input) {
    LaunchPlan plan;
    plan.block.x = static_cast<unsigned>(input.threads);
    plan.grid.x = static_cast<unsigned>(ceilDiv(static_cast<std::int64_t>(input.size) * input.size, input.threads));
    plan.grid.y = static_cast<unsigned>(input.count);
    return plan;
}

/// `colour` stands where other kernels have their way of loading.
template<typename T, bool colour>
struct Apply {
    static int run(const PrepareInput& input, void* stream) {
        return launch(prepareApply<T, colour>, pixelPlan(input), stream, argumentsOf(input));
    }
};

bool isValid(const PrepareInput& input) {
    const bool sizes = input.count > 0 && input.count <= kGridY && input.size > 0 && input.size <= 32768 &&
                       (input.outChannels == 3 || input.outChannels == 4);
    const bool threads = input.threads > 0 && input.threads <= kThreads && (input.threads & (input.threads - 1)) == 0;
    const bool means = !input.anyContrast || (input.greyMeans != nullptr && input.scratch.partials != nullptr &&
                                              input.scratch.tickets != nullptr);
    const std::uintptr_t four = input.element == Element::Float ? 16 : 8;
    const bool aligned = input.outChannels == 3 || reinterpret_cast<std::uintptr_t>(input.out) % four == 0;
    return sizes && threads && means && aligned && input.pixels != nullptr && input.ops != nullptr &&
           input.out != nullptr;
}

} // namespace

int prepareInput(const PrepareInput& input, void* stream) {
    if (!isValid(input))
        return kInvalidValue;
    if (input.anyColour && input.anyContrast) {
        const LaunchPlan plan = preparePlan(input.count, input.size, input.threads);
        const int failed = launch(prepareGreyMeans, plan, stream, argumentsOf(input));
        if (failed != 0)
            return failed;
    }
    return forElement<Apply>(input.element, input.anyColour, input, stream);
}

} // namespace studio::cuda
