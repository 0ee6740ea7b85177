// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/fused_norm.h"

#include <utility>

#include "core/device/cuda/element_of.h"

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

Forward forward(FusedNorm::Place& place, const at::Tensor& x, const at::Tensor& residual, bool relu,
                const at::Tensor& gamma, const at::Tensor& beta, const LayerState& state) {
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

/// `saved`: x, gamma, beta, mean, invstd and, where there was a residual, the mask.
Gradients backward(FusedNorm::Place& place, const variable_list& saved, const at::Tensor& given, bool relu) {
    const at::Tensor& x = saved[0];
    const at::Tensor dy = given.to(x.scalar_type()).contiguous(kLayout);
    BatchNormBackward pass;
    pass.size = sizeOf(x, place.threads);
    Gradients out{.dx = at::empty_like(x, kLayout),
                  .dz = {},
                  .dgamma = at::empty_like(saved[1]),
                  .dbeta = at::empty_like(saved[2])};
    pass.dy = dy.data_ptr();
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

/// autograd hands arguments that are no tensors through; this one it must not look into.
using PlaceHandle = std::shared_ptr<FusedNorm::Place>;

struct NormFunction : torch::autograd::Function<NormFunction> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& gamma,
                              const at::Tensor& beta, LayerState state, bool relu, PlaceHandle place) {
        const Forward out = cuda::forward(*place, x, {}, relu, gamma, beta, state);
        context->save_for_backward({x, gamma, beta, out.mean, out.invstd});
        context->saved_data["relu"] = relu;
        context->saved_data["place"] = keepIn(place);
        return out.y;
    }
    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const Gradients out = cuda::backward(*placeOf(context), context->get_saved_variables(), gradients[0],
                                             context->saved_data["relu"].toBool());
        return {out.dx, out.dgamma, out.dbeta, {}, {}, {}};
    }

    struct Keeper : torch::CustomClassHolder {
        explicit Keeper(PlaceHandle kept)
            : place(std::move(kept)) {}
        PlaceHandle place;
    };
    static at::IValue keepIn(const PlaceHandle& place) {
        return at::IValue::make_capsule(c10::make_intrusive<Keeper>(place));
    }
    static PlaceHandle placeOf(AutogradContext* context) {
        return c10::static_intrusive_pointer_cast<Keeper>(context->saved_data["place"].toCapsule())->place;
    }
};

struct NormAddReluFunction : torch::autograd::Function<NormAddReluFunction> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& residual,
                              const at::Tensor& gamma, const at::Tensor& beta, LayerState state, PlaceHandle place) {
        const Forward out = cuda::forward(*place, x, residual, true, gamma, beta, state);
        context->save_for_backward({x, gamma, beta, out.mean, out.invstd, out.mask});
        context->saved_data["place"] = NormFunction::keepIn(place);
        return out.y;
    }
    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const Gradients out =
            cuda::backward(*NormFunction::placeOf(context), context->get_saved_variables(), gradients[0], true);
        return {out.dx, out.dz, out.dgamma, out.dbeta, {}, {}};
    }
};

at::Tensor evaluate(FusedNorm::Place& place, const at::Tensor& x, const at::Tensor& residual, bool relu,
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

FusedNorm::FusedNorm(std::function<void*()> stream, int threads)
    : place_(std::make_shared<Place>(Place{std::move(stream), threads, {}})) {}

bool FusedNorm::isFused(const Layer& layer) {
    const auto& options = layer.options;
    return options.affine() && options.track_running_stats() && options.momentum().has_value();
}

at::Tensor FusedNorm::apply(Layer& layer, const at::Tensor& input, const at::Tensor& addend, bool relu) {
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
        return NormAddReluFunction::apply(x, residual, layer.weight, layer.bias, state, place_);
    }
    return NormFunction::apply(x, layer.weight, layer.bias, state, relu, place_);
}

/// In evaluation nothing is kept for a gradient.
static bool suits(const FusedNorm::Layer& layer, const at::Tensor& x) {
    return FusedNorm::isFused(layer) && x.dim() == 4 && isElement(x.scalar_type()) &&
           (layer.is_training() || !at::GradMode::is_enabled());
}

at::Tensor FusedNorm::norm(Layer& layer, const at::Tensor& x) {
    return suits(layer, x) ? apply(layer, x, {}, false) : Normaliser::norm(layer, x);
}

at::Tensor FusedNorm::normRelu(Layer& layer, const at::Tensor& x) {
    return suits(layer, x) ? apply(layer, x, {}, true) : Normaliser::normRelu(layer, x);
}

at::Tensor FusedNorm::normAddRelu(Layer& layer, const at::Tensor& x, const at::Tensor& residual) {
    return suits(layer, x) ? apply(layer, x, residual, true) : Normaliser::normAddRelu(layer, x, residual);
}

} // namespace studio::cuda
