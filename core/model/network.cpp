// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/network_internal.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/model/cifar_resnet_internal.h"
#include "core/model/frozen_layers.h"
#include "core/model/resnet_internal.h"

namespace studio {
namespace {

/// Kaiming-normal for ReLU. torchvision counts fan-out without regard to groups; the CIFAR networks use fan-in.
void initConvolution(torch::nn::Conv2dImpl& layer, bool fanIn, at::Generator& generator) {
    const at::Tensor& weight = layer.weight;
    const double fan = static_cast<double>((fanIn ? weight.size(1) : weight.size(0)) * weight.size(2) * weight.size(3));
    weight.normal_(0, std::sqrt(2.0 / fan), generator);
}

/// PyTorch's own default for a linear layer; the CIFAR networks draw the weight from Kaiming-normal.
void initLinear(torch::nn::LinearImpl& layer, bool kaimingNormal, at::Generator& generator) {
    const double fan = static_cast<double>(layer.weight.size(1));
    const double bound = 1 / std::sqrt(fan);
    if (kaimingNormal) {
        layer.weight.normal_(0, std::sqrt(2.0 / fan), generator);
    } else {
        layer.weight.uniform_(-bound, bound, generator);
    }
    layer.bias.uniform_(-bound, bound, generator);
}

/// The network's own generator: the result depends on the seed alone, whoever else draws in this process.
void initialise(Network& network, bool cifar, std::uint64_t seed) {
    const torch::NoGradGuard noGrad;
    at::Generator generator = at::detail::createCPUGenerator(seed);
    for (const auto& module : network.modules(false)) {
        if (auto* convolution = module->as<torch::nn::Conv2dImpl>()) {
            initConvolution(*convolution, cifar, generator);
        } else if (auto* linear = module->as<torch::nn::LinearImpl>()) {
            initLinear(*linear, cifar, generator);
        }
    }
}

} // namespace

std::shared_ptr<Network> makeNetwork(const ModelSpec& spec, std::uint64_t seed) {
    if (!isModelName(spec.name) || spec.classes < 1) {
        throw Error(ErrorKind::Config, Message{.title = "There is no such network",
                                               .place = spec.name + ", " + std::to_string(spec.classes) + " classes",
                                               .done = {},
                                               .next = "Choose one of the networks that the recipe lists."});
    }
    const Architecture& net = architectureOf(spec.name);
    const std::shared_ptr<Network> network = net.cifar ? buildCifarResnet(net, spec) : buildResnet(net, spec);
    initialise(*network, net.cifar, seed);
    return network;
}

void Network::freeze(const std::vector<std::string>& layers) {
    for (const std::string& layer : layers) {
        bool isThere = false;
        for (const auto& parameter : named_parameters()) {
            if (isPartOf(parameter.key(), layer) && parameter.key() != layer) { // statistics go with a whole layer
                parameter.value().set_requires_grad(false);
                isThere = true;
            }
        }
        if (!isThere) {
            throw Error(ErrorKind::Config, Message{.title = "This network has no such layer to freeze",
                                                   .place = displayText(layer),
                                                   .done = {},
                                                   .next = "Name layers as they stand in its state_dict(): layer1, "
                                                           "layer2.0, conv1."});
        }
        for (const auto& module : named_modules("", false)) {
            if (isPartOf(module.key(), layer)) {
                frozen_.push_back(module.value().get());
            }
        }
    }
    const std::vector<at::Tensor> all = parameters();
    if (std::none_of(all.begin(), all.end(), [](const at::Tensor& each) { return each.requires_grad(); })) {
        throw Error(ErrorKind::Config, "With all layers frozen nothing is left to learn");
    }
    train(is_training());
}

void Network::train(bool on) {
    Module::train(on);
    for (torch::nn::Module* module : frozen_) {
        module->train(false);
    }
}

at::Tensor firstLayer(torch::nn::Conv2dImpl& layer, const at::Tensor& x) {
    const std::int64_t more = x.size(1) - layer.weight.size(1);
    if (more <= 0) {
        return layer.forward(x);
    }
    const at::Tensor weight = at::constant_pad_nd(layer.weight, {0, 0, 0, 0, 0, more});
    const std::int64_t padding = weight.size(2) / 2; // of every first layer here
    return at::conv2d(x, weight, layer.bias, layer.options.stride(), padding);
}

std::vector<std::pair<std::string, at::Tensor>> stateDict(const Network& network) {
    std::vector<std::pair<std::string, at::Tensor>> result;
    for (const auto& module : network.named_modules("", true)) {
        const std::string prefix = module.key().empty() ? std::string() : module.key() + ".";
        for (const auto& parameter : module.value()->named_parameters(false)) {
            result.emplace_back(prefix + parameter.key(), parameter.value());
        }
        for (const auto& buffer : module.value()->named_buffers(false)) {
            result.emplace_back(prefix + buffer.key(), buffer.value());
        }
    }
    return result;
}

std::vector<std::pair<std::string, at::Tensor>> learningState(const Network& network) {
    const auto layerOf = [](const std::string& name) { return name.substr(0, name.rfind('.')); };
    std::set<std::string> frozen;
    for (const auto& parameter : network.named_parameters()) {
        if (!parameter.value().requires_grad()) {
            frozen.insert(layerOf(parameter.key()));
        }
    }
    std::vector<std::pair<std::string, at::Tensor>> state = stateDict(network);
    std::erase_if(state, [&](const auto& each) { return frozen.contains(layerOf(each.first)); });
    return state;
}

} // namespace studio
