// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels on a real card, against LibTorch's composition in double precision and the CPU's pixel operations.
#include <cstdlib>

#include "core/device/cuda/cuda_runtime.h"
#include "core/device/cuda/element_of.h"
#include "core/device/cuda/fused_math.h"
#include "core/device/cuda/input_stage.h"
#include "tests/cuda/card_checks.h"

namespace studio::test {
namespace {

using cuda::Queue;

struct Layer {
    at::Tensor y, dx, dz, dgamma, dbeta, mean, variance;
};

/// `after`: 0 = alone, 1 = ReLU, 2 = addition and ReLU, 3 = that, and read by two. `stored`: the type of the card's
/// activations, to which the gradient that is handed in is rounded.
Layer passOf(BlockMath& form, int after, const at::Tensor& x, const at::Tensor& residual, at::ScalarType parameters,
             at::ScalarType stored) {
    const auto layer = std::make_shared<BlockMath::Layer>(torch::nn::BatchNormOptions(x.size(1)));
    layer->to(x.device(), parameters);
    {
        const torch::NoGradGuard noGrad;
        layer->weight.copy_(at::linspace(-0.7, 1.6, x.size(1)));
        layer->bias.copy_(at::linspace(0.4, -0.3, x.size(1)));
    }
    const at::Tensor in = x.detach().clone(at::MemoryFormat::Preserve).requires_grad_(true);
    const at::Tensor z = residual.detach().clone(at::MemoryFormat::Preserve).requires_grad_(true);
    const at::Tensor y = after == 0   ? form.norm(*layer, in)
                         : after == 1 ? form.normRelu(*layer, in)
                                      : form.normAddRelu(*layer, in, z);
    const at::Tensor given =
        at::arange(y.numel(), at::TensorOptions(at::kDouble)).sin().view({y.size(0), y.size(2), y.size(3), y.size(1)});
    const at::Tensor slope = given.permute({0, 3, 1, 2}).to(stored).to(y.device(), y.scalar_type());
    if (after == 3) { // one gradient comes by the block, the other by its shortcut
        torch::autograd::backward({y, form.forShortcut(y)}, {slope, slope.flip(2)});
    } else {
        y.backward(slope);
    }
    form.endPass();
    return {y.detach(),         in.grad(),           z.grad(),          layer->weight.grad(),
            layer->bias.grad(), layer->running_mean, layer->running_var};
}

void batchNorm(const std::string& card, at::ScalarType type, double tolerance) {
    const auto runtime = cuda::openRuntime(card, {});
    cuda::FusedMath ours([runtime] { return runtime->stream(Queue::Compute); });
    BlockMath plain;
    at::manual_seed(1);
    std::vector<std::vector<std::int64_t>> shapes{{2, 64, 14, 14}, {3, 24, 5, 7}, {2, 3, 9, 9}, {1, 65, 3, 3}};
    if (std::getenv("STUDIO_CHECK_SMALL") == nullptr) { // under a tool that watches every access
        shapes.insert(shapes.end(), {{8, 64, 56, 56}, {8, 256, 28, 28}, {16, 2048, 7, 7}});
    }
    for (const auto& shape : shapes) {
        for (int after = 0; after < 4; ++after) {
            const auto made = [&] {
                return (at::randn(shape) * 2 + 1)
                    .to(runtime->device(), type)
                    .contiguous(at::MemoryFormat::ChannelsLast);
            };
            const at::Tensor x = made(), z = made();
            const Layer got = passOf(ours, after, x, z, at::kFloat, type);
            const Layer want =
                passOf(plain, after, x.cpu().to(at::kDouble), z.cpu().to(at::kDouble), at::kDouble, type);
            const std::string name = std::to_string(shape[1]) + " channels, " +
                                     (after == 0   ? "alone"
                                      : after == 1 ? "relu"
                                      : after == 2 ? "add, relu"
                                                   : "add, relu, read twice");
            requireNear(got.y, want.y, tolerance, name);
            requireNear(got.mean, want.mean, 1e-5, name + ", running mean");
            requireNear(got.variance, want.variance, 1e-4, name + ", running variance");
            // A sum near zero may round to the other side of the ReLU: the mean, not the worst, is what is looked at.
            const at::Tensor off = (got.dx.cpu().to(at::kDouble) - want.dx).abs().mean();
            require((off / want.dx.abs().mean()).item<double>() < 4 * tolerance, name + ": gradient");
            // A ReLU that opened otherwise for one pixel moves a channel's sum by about 1.
            const double sums = after == 0 ? 1e-3 : 5e-2;
            const auto offMean = [](const at::Tensor& a, const at::Tensor& b) {
                return ((a.cpu().to(at::kDouble) - b).abs().mean() / b.abs().mean()).item<double>();
            };
            require(offMean(got.dbeta, want.dbeta) < sums, name + ": gradient of beta");
            require(offMean(got.dgamma, want.dgamma) < sums, name + ": gradient of gamma");
            require(after < 2 || offMean(got.dz, want.dz) < 4 * tolerance, name + ": gradient of the residual");
        }
    }
}

void batchNormHalf(const std::string& card) {
    batchNorm(card, at::kHalf, 2e-3);
}
void batchNormBFloat16(const std::string& card) {
    batchNorm(card, at::kBFloat16, 1.6e-2);
}
void batchNormFloat(const std::string& card) {
    batchNorm(card, at::kFloat, 2e-5);
}

/// Against LibTorch's own on the card: to the bit, ties and NaN among them.
void maxPool(const std::string& card, at::ScalarType type) {
    const auto runtime = cuda::openRuntime(card, {});
    cuda::FusedMath ours([runtime] { return runtime->stream(Queue::Compute); });
    BlockMath plain;
    at::manual_seed(2);
    std::vector<std::vector<std::int64_t>> shapes{{2, 64, 14, 14}, {3, 24, 5, 7}, {2, 3, 9, 8}, {1, 65, 1, 3}};
    if (std::getenv("STUDIO_CHECK_SMALL") == nullptr) {
        shapes.insert(shapes.end(), {{8, 64, 112, 112}, {16, 128, 33, 31}});
    }
    for (const auto& shape : shapes) {
        at::Tensor x = at::randn(shape).mul(3).round().div(3); // with equal neighbours
        x.view(-1)[x.numel() / 2] = std::nan("");
        const auto passOf = [&](BlockMath& form) {
            const at::Tensor in = x.to(runtime->device(), type).contiguous(at::MemoryFormat::ChannelsLast);
            in.requires_grad_(true);
            const at::Tensor y = form.maxPool(in);
            const at::Tensor slope = at::arange(y.numel(), at::kFloat).remainder(7).sub(3).view(y.sizes());
            y.backward(slope.to(y.device(), y.scalar_type()));
            return std::pair(y.detach().cpu(), in.grad().cpu());
        };
        const auto [gotY, gotSlope] = passOf(ours);
        const auto [wantY, wantSlope] = passOf(plain);
        const std::string name = std::to_string(shape[1]) + " channels of " + std::to_string(shape[2]);
        require(at::allclose(gotY, wantY, 0, 0, true), name + ": pooled");
        require(at::equal(gotSlope, wantSlope), name + ": gradient");
    }
}
void maxPoolHalf(const std::string& card) {
    maxPool(card, at::kHalf);
}
void maxPoolFloat(const std::string& card) {
    maxPool(card, at::kFloat);
}

void prepare(const std::string& card, at::ScalarType type, int channels, double tolerance) {
    constexpr int kSize = 224, kCount = 16;
    const auto runtime = cuda::openRuntime(card, {});
    cuda::InputStage stage(*runtime, kSize, type, channels);
    const std::size_t bytes = std::size_t{3} * kSize * kSize;
    const std::shared_ptr<std::uint8_t> slot = runtime->slotAllocator()(bytes * kCount);
    for (std::size_t i = 0; i < bytes * kCount; ++i) {
        slot.get()[i] = static_cast<std::uint8_t>((i * 2654435761u) >> 11);
    }
    std::vector<PixelOps> ops(kCount);
    for (std::size_t i = 0; i < ops.size(); ++i) {
        ops[i].flip = i % 2 == 1;
        ops[i].brightness = i % 3 == 0 ? 1 : 1.2f;
        ops[i].contrast = i % 4 == 0 ? 1 : 0.8f;
        ops[i].saturation = i % 5 == 0 ? 1 : 1.3f;
        ops[i].hue = i % 6 == 0 ? 0 : 0.05f;
        ops[i].order = i % 2 == 0 ? std::array<std::uint8_t, 4>{3, 1, 0, 2} : std::array<std::uint8_t, 4>{0, 1, 2, 3};
    }
    const HostBatch batch{kCount, {slot.get(), bytes * kCount}, {}};
    const cuda::LoadedBatch loaded = stage.load(batch, ops, slot);
    const at::Tensor all = stage.pictures(loaded, 0, kCount).cpu().to(at::kFloat);
    require(all.size(1) == channels && (channels == 3 || all.select(1, 3).eq(0).all().item<bool>()), "channels");
    const at::Tensor got = all.narrow(1, 0, 3).contiguous();
    at::Tensor want = at::empty({kCount, 3, kSize, kSize});
    for (int i = 0; i < kCount; ++i) {
        applyPixelOps(slot.get() + bytes * static_cast<std::size_t>(i), kSize, ops[static_cast<std::size_t>(i)],
                      Normalisation{}, want[i].data_ptr<float>());
    }
    requireNear(got, want, tolerance, "pictures");
}
void prepareHalf(const std::string& card) {
    prepare(card, at::kHalf, 4, 2e-3);
    prepare(card, at::kHalf, 3, 2e-3);
}
void prepareFloat(const std::string& card) {
    prepare(card, at::kFloat, 3, 1e-4);
}

} // namespace

std::vector<CardCheck> kernelChecks() {
    return {{"fused batch norm, fp32", batchNormFloat},    {"fused batch norm, fp16", batchNormHalf},
            {"fused batch norm, bf16", batchNormBFloat16}, {"maximum of pixels, fp32", maxPoolFloat},
            {"maximum of pixels, fp16", maxPoolHalf},      {"pictures prepared, fp32", prepareFloat},
            {"pictures prepared, fp16", prepareHalf}};
}

} // namespace studio::test
