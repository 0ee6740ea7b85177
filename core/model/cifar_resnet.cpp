// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/cifar_resnet_internal.h"

#include "core/model/blur_pool_internal.h"

namespace studio {
namespace {

namespace nn = torch::nn;

nn::Conv2d convolution3x3(std::int64_t in, std::int64_t out, std::int64_t stride) {
    return nn::Conv2d(nn::Conv2dOptions(in, out, 3).stride(stride).padding(1).bias(false));
}

class CifarBlock final : public nn::Module {
public:
    CifarBlock(std::int64_t in, std::int64_t out, std::int64_t stride, BlockMathSlot math, bool blurs)
        : math_(std::move(math))
        , blurs_(blurs)
        , stride_(stride)
        , padding_((out - in) / 2) {
        conv1_ = register_module("conv1", convolution3x3(in, out, stride));
        bn1_ = register_module("bn1", nn::BatchNorm2d(out));
        conv2_ = register_module("conv2", convolution3x3(out, out, 1));
        bn2_ = register_module("bn2", nn::BatchNorm2d(out));
    }

    at::Tensor forward(at::Tensor input) {
        BlockMath& math = **math_;
        at::Tensor x = math.normRelu(*bn1_, convolve(*conv1_, input, blurs_));
        x = conv2_(x);
        const at::Tensor aside = math.forShortcut(input);
        return math.normAddRelu(*bn2_, x, padding_ == 0 ? aside : shortcut(aside));
    }

private:
    /// Shortcut "A": every second pixel, new channels are zero. It has no parameters.
    at::Tensor shortcut(const at::Tensor& input) const {
        const at::Tensor strided = input.slice(2, 0, c10::nullopt, stride_).slice(3, 0, c10::nullopt, stride_);
        return at::constant_pad_nd(strided, {0, 0, 0, 0, padding_, padding_});
    }

    BlockMathSlot math_;
    bool blurs_; ///< ModelSpec::blurPool
    std::int64_t stride_, padding_;
    nn::Conv2d conv1_{nullptr}, conv2_{nullptr};
    nn::BatchNorm2d bn1_{nullptr}, bn2_{nullptr};
};

nn::Sequential stage(std::int64_t in, std::int64_t out, int blocks, std::int64_t stride, const BlockMathSlot& slot,
                     bool blurs) {
    nn::Sequential sequence;
    for (int i = 0; i < blocks; ++i) {
        sequence->push_back(std::make_shared<CifarBlock>(i == 0 ? in : out, out, i == 0 ? stride : 1, slot, blurs));
    }
    return sequence;
}

class CifarResnet final : public Network {
public:
    CifarResnet(const std::vector<int>& blocks, const ModelSpec& spec) {
        conv1_ = register_module("conv1", convolution3x3(3, 16, 1));
        bn1_ = register_module("bn1", nn::BatchNorm2d(16));
        layer1_ = register_module("layer1", stage(16, 16, blocks[0], 1, math_, spec.blurPool));
        layer2_ = register_module("layer2", stage(16, 32, blocks[1], 2, math_, spec.blurPool));
        layer3_ = register_module("layer3", stage(32, 64, blocks[2], 2, math_, spec.blurPool));
        linear_ = register_module("linear", nn::Linear(64, spec.classes));
    }

    at::Tensor features(at::Tensor input) override {
        const BlockMathPass pass(**math_);
        const at::Tensor x = (*math_)->normRelu(*bn1_, firstLayer(*conv1_, input));
        return layer3_->forward(layer2_->forward(layer1_->forward(x)));
    }

    at::Tensor head(const at::Tensor& features) override {
        return linear_(at::adaptive_avg_pool2d(features, {1, 1}).flatten(1));
    }

private:
    nn::Conv2d conv1_{nullptr};
    nn::BatchNorm2d bn1_{nullptr};
    nn::Sequential layer1_{nullptr}, layer2_{nullptr}, layer3_{nullptr};
    nn::Linear linear_{nullptr};
};

} // namespace

std::shared_ptr<Network> buildCifarResnet(const Architecture& net, const ModelSpec& spec) {
    return std::make_shared<CifarResnet>(net.blocks, spec);
}

} // namespace studio
