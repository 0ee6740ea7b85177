// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/fused_pool.h"

#include <limits>

#include "core/device/cuda/element_of.h"
#include "core/device/cuda/kernels/max_pool.h"

namespace studio::cuda {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr at::MemoryFormat kLayout = at::MemoryFormat::ChannelsLast;

MaxPoolSize sizeOf(const at::Tensor& x, int threads) {
    return {.element = elementOf(x.scalar_type()),
            .count = static_cast<int>(x.size(0)),
            .height = static_cast<int>(x.size(2)),
            .width = static_cast<int>(x.size(3)),
            .channels = static_cast<int>(x.size(1)),
            .threads = threads};
}

/// `winner`: where to leave them; null = they are not wanted.
at::Tensor pooled(FusedPlace& place, const at::Tensor& x, at::Tensor* winner) {
    const MaxPoolSize size = sizeOf(x, place.threads);
    const std::vector<std::int64_t> shape{x.size(0), x.size(1), pooledEdge(size.height), pooledEdge(size.width)};
    const at::Tensor y = at::empty(shape, x.options().memory_format(kLayout));
    MaxPoolForward pass{.size = size, .x = x.data_ptr(), .y = y.data_ptr(), .winner = nullptr};
    if (winner != nullptr) {
        *winner = at::empty(shape, x.options().dtype(at::kByte).memory_format(kLayout));
        pass.winner = winner->data_ptr<std::uint8_t>();
    }
    requireLaunched(maxPoolForward(pass, place.stream()));
    return y;
}

struct PoolFunction : torch::autograd::Function<PoolFunction> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const FusedPlaceHandle& place) {
        at::Tensor winner;
        const at::Tensor y = pooled(*place, x, &winner);
        context->save_for_backward({winner});
        context->saved_data["shape"] = x.sizes();
        keepPlace(context, place);
        return y;
    }
    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const FusedPlaceHandle place = keptPlace(context);
        const at::Tensor dy = gradients[0].contiguous(kLayout), winner = context->get_saved_variables()[0];
        const std::vector<std::int64_t> shape = context->saved_data["shape"].toIntVector();
        const at::Tensor dx = at::empty(shape, dy.options().memory_format(kLayout));
        requireLaunched(maxPoolBackward({.size = sizeOf(dx, place->threads),
                                         .dy = dy.data_ptr(),
                                         .winner = winner.data_ptr<std::uint8_t>(),
                                         .dx = dx.data_ptr()},
                                        place->stream()));
        return {dx, {}};
    }
};

} // namespace

at::Tensor fusedMaxPool(const FusedPlaceHandle& place, const at::Tensor& input) {
    const auto fitsInt = [](std::int64_t size) { return size <= std::numeric_limits<int>::max(); };
    if (input.dim() != 4 || !isElement(input.scalar_type()) ||
        !std::all_of(input.sizes().begin(), input.sizes().end(), fitsInt) || !canPool(sizeOf(input, place->threads))) {
        return {};
    }
    const at::Tensor x = input.contiguous(kLayout);
    return at::GradMode::is_enabled() && x.requires_grad() ? PoolFunction::apply(x, place) : pooled(*place, x, nullptr);
}

} // namespace studio::cuda
