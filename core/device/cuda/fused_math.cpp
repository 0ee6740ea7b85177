// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/fused_math.h"

#include <utility>

#include "core/device/cuda/element_of.h"
#include "core/device/cuda/fused_pool.h"
#include "core/device/cuda/kernels/batch_norm.h"

namespace studio::cuda {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr at::MemoryFormat kLayout = at::MemoryFormat::ChannelsLast;

at::TensorOptions onDevice(const at::Tensor& x, at::ScalarType type) {
    return at::TensorOptions(type).device(x.device());
}

BatchNormSize sizeOf(const at::Tensor& x, int threads) {
    return {.element = elementOf(x.scalar_type()),
            .pixels = x.size(0) * x.size(2) * x.size(3),
            .channels = static_cast<int>(x.size(1)),
            .threads = threads};
}

/// A layer's tensors and figures, as the functions below take them through autograd.
struct LayerState {
    at::Tensor runningMean, runningVariance;
    double momentum = 0, eps = 0;
};

struct Forward {
    at::Tensor y, mean, invstd, mask;
};

Forward forward(FusedPlace& place, const at::Tensor& x, const at::Tensor& residual, bool relu, const at::Tensor& gamma,
                const at::Tensor& beta, const LayerState& state) {
    BatchNormForward pass;
    pass.size = sizeOf(x, place.threads);
    Forward out{.y = at::empty_like(x, kLayout),
                .mean = at::empty({x.size(1)}, onDevice(x, at::kFloat)),
                .invstd = at::empty({x.size(1)}, onDevice(x, at::kFloat)),
                .mask = {}};
    pass.x = x.data_ptr();
    pass.relu = relu;
    pass.y = out.y.data_ptr();
    if (residual.defined()) {
        out.mask = at::empty({pass.size.pixels, maskBytes(pass.size.channels)}, onDevice(x, at::kByte));
        pass.residual = residual.data_ptr();
        pass.mask = out.mask.data_ptr<std::uint8_t>();
    }
    pass.gamma = gamma.data_ptr<float>();
    pass.beta = beta.data_ptr<float>();
    pass.mean = out.mean.data_ptr<float>();
    pass.invstd = out.invstd.data_ptr<float>();
    pass.runningMean = state.runningMean.data_ptr<float>();
    pass.runningVariance = state.runningVariance.data_ptr<float>();
    pass.momentum = static_cast<float>(state.momentum);
    pass.eps = static_cast<float>(state.eps);
    pass.scratch = place.scratch.fitting(forwardPlan(pass.size), x.device());
    requireLaunched(batchNormForward(pass, place.stream()));
    return out;
}

struct Gradients {
    at::Tensor dx, dz, dgamma, dbeta;
};

/// `saved`: x, gamma, beta, mean, invstd and, where there was a residual, the mask. `given`: the gradient of y, with a
/// mask perhaps in two parts.
Gradients backward(FusedPlace& place, const variable_list& saved, const variable_list& given, bool relu) {
    const at::Tensor& x = saved[0];
    std::vector<at::Tensor> parts;
    for (const at::Tensor& part : given) {
        if (part.defined()) {
            parts.push_back(part.to(x.scalar_type()).contiguous(kLayout));
        }
    }
    TORCH_CHECK(!parts.empty(), "a gradient of nothing");
    BatchNormBackward pass;
    pass.size = sizeOf(x, place.threads);
    Gradients out{.dx = at::empty_like(x, kLayout),
                  .dz = {},
                  .dgamma = at::empty_like(saved[1]),
                  .dbeta = at::empty_like(saved[2])};
    pass.dy = parts.front().data_ptr();
    pass.dySecond = parts.size() > 1 ? parts[1].data_ptr() : nullptr;
    pass.x = x.data_ptr();
    pass.relu = relu;
    pass.dx = out.dx.data_ptr();
    if (saved.size() > 5) {
        out.dz = at::empty_like(x, kLayout);
        pass.mask = saved[5].data_ptr<std::uint8_t>();
        pass.dz = out.dz.data_ptr();
    }
    pass.gamma = saved[1].data_ptr<float>();
    pass.beta = saved[2].data_ptr<float>();
    pass.mean = saved[3].data_ptr<float>();
    pass.invstd = saved[4].data_ptr<float>();
    pass.dgamma = out.dgamma.data_ptr<float>();
    pass.dbeta = out.dbeta.data_ptr<float>();
    pass.scratch = place.scratch.fitting(backwardPlan(pass.size), x.device());
    requireLaunched(batchNormBackward(pass, place.stream()));
    return out;
}

struct NormFunction : torch::autograd::Function<NormFunction> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& gamma,
                              const at::Tensor& beta, LayerState state, bool relu, const FusedPlaceHandle& place) {
        const Forward out = cuda::forward(*place, x, {}, relu, gamma, beta, state);
        context->save_for_backward({x, gamma, beta, out.mean, out.invstd});
        context->saved_data["relu"] = relu;
        keepPlace(context, place);
        return out.y;
    }
    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const Gradients out = cuda::backward(*keptPlace(context), context->get_saved_variables(), gradients,
                                             context->saved_data["relu"].toBool());
        return {out.dx, out.dgamma, out.dbeta, {}, {}, {}};
    }
};

/// Returns y twice, in one memory: where two read it, each has a gradient of its own here, and the kernel adds them on
/// its way. By itself autograd would read both, write their sum and have it read again.
struct NormAddReluFunction : torch::autograd::Function<NormAddReluFunction> {
    static variable_list forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& residual,
                                 const at::Tensor& gamma, const at::Tensor& beta, LayerState state,
                                 const FusedPlaceHandle& place) {
        const Forward out = cuda::forward(*place, x, residual, true, gamma, beta, state);
        context->save_for_backward({x, gamma, beta, out.mean, out.invstd, out.mask});
        context->set_materialize_grads(false); // of a y that is used once
        keepPlace(context, place);
        return {out.y, out.y.variable_data()};
    }
    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const Gradients out = cuda::backward(*keptPlace(context), context->get_saved_variables(), gradients, true);
        return {out.dx, out.dz, out.dgamma, out.dbeta, {}, {}};
    }
};

at::Tensor evaluate(FusedPlace& place, const at::Tensor& x, const at::Tensor& residual, bool relu,
                    const at::Tensor& gamma, const at::Tensor& beta, const LayerState& state) {
    const at::Tensor y = at::empty_like(x, kLayout);
    const BatchNormEvaluation pass{.size = sizeOf(x, place.threads),
                                   .x = x.data_ptr(),
                                   .residual = residual.defined() ? residual.data_ptr() : nullptr,
                                   .relu = relu,
                                   .y = y.data_ptr(),
                                   .gamma = gamma.data_ptr<float>(),
                                   .beta = beta.data_ptr<float>(),
                                   .mean = state.runningMean.data_ptr<float>(),
                                   .variance = state.runningVariance.data_ptr<float>(),
                                   .eps = static_cast<float>(state.eps)};
    requireLaunched(batchNormEvaluation(pass, place.stream()));
    return y;
}

} // namespace

ReduceScratch Scratch::fitting(const LaunchPlan& plan, at::Device device) {
    const auto floats = static_cast<std::int64_t>(plan.partials), counts = static_cast<std::int64_t>(plan.tickets);
    if (partials_.empty() || partials_.back().numel() < floats) {
        partials_.push_back(at::empty({floats}, at::TensorOptions(at::kFloat).device(device)));
    }
    if (tickets_.empty() || tickets_.back().numel() < counts) {
        tickets_.push_back(at::zeros({counts}, at::TensorOptions(at::kInt).device(device)));
    }
    return {partials_.back().data_ptr<float>(), reinterpret_cast<unsigned*>(tickets_.back().data_ptr<int>())};
}

FusedMath::FusedMath(std::function<void*()> stream, int threads, const Switches& switches)
    : place_(c10::make_intrusive<FusedPlace>(std::move(stream), threads))
    , switches_(switches) {}

bool FusedMath::isFused(const Layer& layer) {
    const auto& options = layer.options;
    return options.affine() && options.track_running_stats() && options.momentum().has_value();
}

at::Tensor FusedMath::apply(Layer& layer, const at::Tensor& input, const at::Tensor& addend, bool relu) {
    const at::Tensor x = input.contiguous(kLayout);
    at::Tensor residual;
    if (addend.defined()) {
        residual = addend.to(x.scalar_type()).contiguous(kLayout);
    }
    const LayerState state{layer.running_mean, layer.running_var, *layer.options.momentum(), layer.options.eps()};
    if (!layer.is_training()) {
        return evaluate(*place_, x, residual, relu, layer.weight, layer.bias, state);
    }
    if (residual.defined()) {
        const variable_list both = NormAddReluFunction::apply(x, residual, layer.weight, layer.bias, state, place_);
        last_ = both[0];
        twin_ = both[1];
        return last_;
    }
    return NormFunction::apply(x, layer.weight, layer.bias, state, relu, place_);
}

/// In evaluation nothing is kept for a gradient.
static bool suits(const FusedMath::Layer& layer, const at::Tensor& x) {
    return FusedMath::isFused(layer) && x.dim() == 4 && isElement(x.scalar_type()) &&
           (layer.is_training() || !at::GradMode::is_enabled());
}

at::Tensor FusedMath::norm(Layer& layer, const at::Tensor& x) {
    return suits(layer, x) ? apply(layer, x, {}, false) : BlockMath::norm(layer, x);
}

at::Tensor FusedMath::normRelu(Layer& layer, const at::Tensor& x) {
    return suits(layer, x) ? apply(layer, x, {}, true) : BlockMath::normRelu(layer, x);
}

at::Tensor FusedMath::normAddRelu(Layer& layer, const at::Tensor& x, const at::Tensor& residual) {
    return suits(layer, x) ? apply(layer, x, residual, true) : BlockMath::normAddRelu(layer, x, residual);
}

at::Tensor FusedMath::forShortcut(const at::Tensor& x) {
    const bool isTwin = twin_.defined() && x.is_same(last_);
    last_.reset();
    const at::Tensor twin = std::exchange(twin_, {});
    return isTwin ? twin : x;
}

at::Tensor FusedMath::maxPool(const at::Tensor& x) {
    const at::Tensor pooled = switches_.fusedPool ? fusedMaxPool(place_, x) : at::Tensor();
    return pooled.defined() ? pooled : BlockMath::maxPool(x);
}

void FusedMath::endPass() {
    last_.reset();
    twin_.reset();
}

} // namespace studio::cuda
