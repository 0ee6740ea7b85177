// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/resnet_internal.h"

#include "core/model/blur_pool_internal.h"

namespace studio {
namespace {

namespace nn = torch::nn;

nn::Conv2d convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride,
                       std::int64_t groups = 1) {
    return nn::Conv2d(nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).groups(groups).bias(false));
}

nn::Sequential projection(std::int64_t in, std::int64_t out, std::int64_t stride) {
    return nn::Sequential(convolution(in, out, 1, stride), nn::BatchNorm2d(out));
}

at::Tensor shortcut(BlockMath& math, nn::Sequential& projection, const at::Tensor& input, bool blurs) {
    const at::Tensor x = math.forShortcut(input);
    if (projection.is_empty()) {
        return x;
    }
    return math.norm(*projection[1]->as<nn::BatchNorm2d>(), convolve(*projection[0]->as<nn::Conv2d>(), x, blurs));
}

/// Two 3x3 convolutions.
class BasicBlock final : public nn::Module {
public:
    BasicBlock(std::int64_t in, std::int64_t width, std::int64_t stride, BlockMathSlot math, bool blurs)
        : math_(std::move(math))
        , blurs_(blurs) {
        conv1_ = register_module("conv1", convolution(in, width, 3, stride));
        bn1_ = register_module("bn1", nn::BatchNorm2d(width));
        conv2_ = register_module("conv2", convolution(width, width, 3, 1));
        bn2_ = register_module("bn2", nn::BatchNorm2d(width));
        if (stride != 1 || in != width) {
            downsample_ = register_module("downsample", projection(in, width, stride));
        }
    }

    at::Tensor forward(at::Tensor input) {
        BlockMath& math = **math_;
        at::Tensor x = math.normRelu(*bn1_, convolve(*conv1_, input, blurs_));
        x = conv2_(x);
        return math.normAddRelu(*bn2_, x, shortcut(math, downsample_, input, blurs_));
    }

private:
    BlockMathSlot math_;
    bool blurs_; ///< ModelSpec::blurPool
    nn::Conv2d conv1_{nullptr}, conv2_{nullptr};
    nn::BatchNorm2d bn1_{nullptr}, bn2_{nullptr};
    nn::Sequential downsample_{nullptr};
};

/// 1x1, 3x3 (grouped, strided), 1x1 with `expansion` times the channels.
class Bottleneck final : public nn::Module {
public:
    Bottleneck(std::int64_t in, std::int64_t planes, std::int64_t stride, const Architecture& net, BlockMathSlot math,
               bool blurs)
        : math_(std::move(math))
        , blurs_(blurs) {
        const std::int64_t width = planes * net.widthPerGroup / 64 * net.groups;
        const std::int64_t out = planes * net.expansion;
        conv1_ = register_module("conv1", convolution(in, width, 1, 1));
        bn1_ = register_module("bn1", nn::BatchNorm2d(width));
        conv2_ = register_module("conv2", convolution(width, width, 3, stride, net.groups));
        bn2_ = register_module("bn2", nn::BatchNorm2d(width));
        conv3_ = register_module("conv3", convolution(width, out, 1, 1));
        bn3_ = register_module("bn3", nn::BatchNorm2d(out));
        if (stride != 1 || in != out) {
            downsample_ = register_module("downsample", projection(in, out, stride));
        }
    }

    at::Tensor forward(at::Tensor input) {
        BlockMath& math = **math_;
        at::Tensor x = math.normRelu(*bn1_, conv1_(input));
        x = conv3_(math.normRelu(*bn2_, convolve(*conv2_, x, blurs_)));
        return math.normAddRelu(*bn3_, x, shortcut(math, downsample_, input, blurs_));
    }

private:
    BlockMathSlot math_;
    bool blurs_; ///< ModelSpec::blurPool
    nn::Conv2d conv1_{nullptr}, conv2_{nullptr}, conv3_{nullptr};
    nn::BatchNorm2d bn1_{nullptr}, bn2_{nullptr}, bn3_{nullptr};
    nn::Sequential downsample_{nullptr};
};

nn::Sequential stage(std::int64_t& channels, std::int64_t planes, int blocks, std::int64_t stride,
                     const Architecture& net, const BlockMathSlot& math, bool blurs) {
    nn::Sequential sequence;
    for (int i = 0; i < blocks; ++i) {
        const std::int64_t step = i == 0 ? stride : 1;
        if (net.bottleneck) {
            sequence->push_back(std::make_shared<Bottleneck>(channels, planes, step, net, math, blurs));
            channels = planes * net.expansion;
        } else {
            sequence->push_back(std::make_shared<BasicBlock>(channels, planes, step, math, blurs));
            channels = planes;
        }
    }
    return sequence;
}

class Resnet final : public Network {
public:
    Resnet(const Architecture& net, const ModelSpec& spec)
        : smallStem_(spec.stem == Stem::Small) {
        std::int64_t channels = 64;
        conv1_ = register_module("conv1", smallStem_ ? convolution(3, 64, 3, 1) : convolution(3, 64, 7, 2));
        bn1_ = register_module("bn1", nn::BatchNorm2d(64));
        layer1_ = register_module("layer1", stage(channels, 64, net.blocks[0], 1, net, math_, spec.blurPool));
        layer2_ = register_module("layer2", stage(channels, 128, net.blocks[1], 2, net, math_, spec.blurPool));
        layer3_ = register_module("layer3", stage(channels, 256, net.blocks[2], 2, net, math_, spec.blurPool));
        layer4_ = register_module("layer4", stage(channels, 512, net.blocks[3], 2, net, math_, spec.blurPool));
        fc_ = register_module("fc", nn::Linear(channels, spec.classes));
    }

    at::Tensor features(at::Tensor input) override {
        const BlockMathPass pass(**math_);
        at::Tensor x = (*math_)->normRelu(*bn1_, firstLayer(*conv1_, input));
        if (!smallStem_) {
            x = (*math_)->maxPool(x);
        }
        return layer4_->forward(layer3_->forward(layer2_->forward(layer1_->forward(x))));
    }

    at::Tensor head(const at::Tensor& features) override {
        return fc_(at::adaptive_avg_pool2d(features, {1, 1}).flatten(1));
    }

private:
    bool smallStem_;
    nn::Conv2d conv1_{nullptr};
    nn::BatchNorm2d bn1_{nullptr};
    nn::Sequential layer1_{nullptr}, layer2_{nullptr}, layer3_{nullptr}, layer4_{nullptr};
    nn::Linear fc_{nullptr};
};

} // namespace

std::shared_ptr<Network> buildResnet(const Architecture& net, const ModelSpec& spec) {
    return std::make_shared<Resnet>(net, spec);
}

} // namespace studio
