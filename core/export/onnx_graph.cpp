// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/onnx_graph.h"

#include <algorithm>
#include <cstring>

#include "core/base/error.h"
#include "core/model/architecture.h"

namespace studio {

namespace {

constexpr float kEpsilon = 1e-5f; ///< of LibTorch's batch norm

HostTensor wholeNumbers(std::string name, const std::vector<std::int64_t>& values) {
    HostTensor tensor{std::move(name), TensorType::I64, {static_cast<std::int64_t>(values.size())}, {}};
    tensor.bytes.resize(values.size() * sizeof(std::int64_t));
    std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
    return tensor;
}

/// Adds one operation after the other. Each is called after what it computes, and so is its output.
class GraphMaker {
public:
    GraphMaker(OnnxGraph& graph, std::vector<HostTensor> weights)
        : graph_(graph)
        , weights_(std::move(weights)) {}

    bool has(const std::string& name) const { return find(name) != weights_.end(); }
    std::int64_t size(const std::string& name, std::size_t dimension) const { return at(name).shape.at(dimension); }

    std::string conv(const std::string& input, const std::string& name, std::int64_t stride, std::int64_t channels) {
        const std::string weight = take(name + ".weight");
        const std::int64_t kernel = size(weight, 2), pad = kernel / 2;
        return add({.op = "Conv",
                    .inputs = {input, weight},
                    .output = name,
                    .lists = {{"kernel_shape", {kernel, kernel}},
                              {"strides", {stride, stride}},
                              {"pads", {pad, pad, pad, pad}},
                              {"dilations", {1, 1}}},
                    .numbers = {{"group", channels / size(weight, 1)}}});
    }
    /// A strided convolution of a blurred input (ModelSpec::blurPool): [1 2 1] x [1 2 1] / 16, each channel by itself.
    std::string blurredConv(const std::string& input, const std::string& name, std::int64_t stride,
                            std::int64_t channels) {
        if (stride == 1)
            return conv(input, name, stride, channels);
        const std::int64_t kernel = size(name + ".weight", 2), early = kernel == 1 ? stride : 1;
        const std::string blurred = add({.op = "Conv",
                                         .inputs = {input, blur(channels)},
                                         .output = name + ".blurred",
                                         .lists = {{"kernel_shape", {3, 3}},
                                                   {"strides", {early, early}},
                                                   {"pads", {1, 1, 1, 1}},
                                                   {"dilations", {1, 1}}},
                                         .numbers = {{"group", channels}}});
        return conv(blurred, name, stride / early, channels);
    }
    std::string norm(const std::string& input, const std::string& name) {
        return add({.op = "BatchNormalization",
                    .inputs = {input, take(name + ".weight"), take(name + ".bias"), take(name + ".running_mean"),
                               take(name + ".running_var")},
                    .output = name,
                    .reals = {{"epsilon", kEpsilon}}});
    }
    std::string relu(const std::string& input) {
        return add({.op = "Relu", .inputs = {input}, .output = input + ".relu"});
    }
    std::string sum(const std::string& a, const std::string& b, const std::string& name) {
        return add({.op = "Add", .inputs = {a, b}, .output = name});
    }
    std::string maxPool(const std::string& input) {
        return add({.op = "MaxPool",
                    .inputs = {input},
                    .output = "maxpool",
                    .lists = {{"kernel_shape", {3, 3}}, {"strides", {2, 2}}, {"pads", {1, 1, 1, 1}}}});
    }
    /// The parameter-free shortcut: every `stride`-th pixel, new channels of zeros on both sides.
    std::string thinned(const std::string& input, const std::string& name, std::int64_t stride, std::int64_t padding) {
        const std::string far = constant(name + ".end", {INT64_MAX, INT64_MAX});
        const std::string sliced =
            add({.op = "Slice",
                 .inputs = {input, constant(name + ".from", {0, 0}), far, constant(name + ".axes", {2, 3}),
                            constant(name + ".steps", {stride, stride})},
                 .output = name + ".sliced"});
        return add({.op = "Pad",
                    .inputs = {sliced, constant(name + ".pads", {0, padding, 0, 0, 0, padding, 0, 0})},
                    .output = name});
    }
    void head(const std::string& input, const std::string& name) {
        const std::string pooled = add({.op = "GlobalAveragePool", .inputs = {input}, .output = "avgpool"});
        const std::string flat =
            add({.op = "Flatten", .inputs = {pooled}, .output = "flatten", .numbers = {{"axis", 1}}});
        add({.op = "Gemm",
             .inputs = {flat, take(name + ".weight"), take(name + ".bias")},
             .output = graph_.output,
             .numbers = {{"transB", 1}}});
    }

private:
    using Weights = std::vector<HostTensor>;
    Weights::const_iterator find(const std::string& name) const {
        return std::find_if(weights_.begin(), weights_.end(), [&](const auto& tensor) { return tensor.name == name; });
    }
    const HostTensor& at(const std::string& name) const {
        const auto found = find(name);
        if (found == weights_.end() || found->type != TensorType::F32)
            throw Error(ErrorKind::Corrupt, "The network has no weights " + name);
        return *found;
    }
    std::string take(const std::string& name) {
        graph_.weights.push_back(at(name));
        return name;
    }
    /// The name of the filters for so many channels; made once.
    std::string blur(std::int64_t channels) {
        std::string name = "blur." + std::to_string(channels);
        const auto isIt = [&name](const HostTensor& tensor) { return tensor.name == name; };
        if (std::none_of(graph_.weights.begin(), graph_.weights.end(), isIt)) {
            std::vector<float> filters;
            for (std::int64_t i = 0; i < channels; ++i)
                filters.insert(filters.end(), {1, 2, 1, 2, 4, 2, 1, 2, 1});
            for (float& value : filters)
                value /= 16;
            HostTensor tensor{name, TensorType::F32, {channels, 1, 3, 3}, {}};
            tensor.bytes.resize(filters.size() * sizeof(float));
            std::memcpy(tensor.bytes.data(), filters.data(), tensor.bytes.size());
            graph_.weights.push_back(std::move(tensor));
        }
        return name;
    }
    std::string constant(const std::string& name, const std::vector<std::int64_t>& values) {
        graph_.weights.push_back(wholeNumbers(name, values));
        return name;
    }
    std::string add(OnnxNode node) {
        graph_.nodes.push_back(std::move(node));
        return graph_.nodes.back().output;
    }

    OnnxGraph& graph_;
    Weights weights_;
};

/// One residual block; `channels` are those of its input, and then of its output.
std::string addBlock(GraphMaker& maker, const ModelSpec& spec, const std::string& input, const std::string& name,
                     std::int64_t stride, std::int64_t& channels) {
    const Architecture& net = architectureOf(spec.name);
    const std::int64_t width = maker.size(name + ".conv1.weight", 0);
    const auto conv = spec.blurPool ? &GraphMaker::blurredConv : &GraphMaker::conv;
    std::string x = (maker.*conv)(input, name + ".conv1", net.bottleneck ? 1 : stride, channels);
    x = maker.relu(maker.norm(x, name + ".bn1"));
    x = maker.norm((maker.*conv)(x, name + ".conv2", net.bottleneck ? stride : 1, width), name + ".bn2");
    std::int64_t out = width;
    if (net.bottleneck) {
        x = maker.norm(maker.conv(maker.relu(x), name + ".conv3", 1, width), name + ".bn3");
        out = maker.size(name + ".conv3.weight", 0);
    }
    std::string beside = input;
    if (maker.has(name + ".downsample.0.weight"))
        beside = maker.norm((maker.*conv)(input, name + ".downsample.0", stride, channels), name + ".downsample.1");
    else if (out != channels)
        beside = maker.thinned(input, name + ".shortcut", stride, (out - channels) / 2);
    channels = out;
    return maker.relu(maker.sum(x, beside, name + ".sum"));
}

} // namespace

OnnxGraph onnxGraphOf(const ModelSpec& spec, std::int64_t side, std::vector<HostTensor> weights) {
    const Architecture& net = architectureOf(spec.name);
    OnnxGraph graph;
    graph.name = net.displayName;
    graph.side = side;
    graph.classes = spec.classes;
    GraphMaker maker(graph, std::move(weights));
    const bool isSmall = net.cifar || spec.stem == Stem::Small;
    std::string x = maker.relu(maker.norm(maker.conv(graph.input, "conv1", isSmall ? 1 : 2, 3), "bn1"));
    if (!isSmall)
        x = maker.maxPool(x);
    std::int64_t channels = maker.size("conv1.weight", 0);
    for (std::size_t stage = 0; stage < net.blocks.size(); ++stage)
        for (int block = 0; block < net.blocks[stage]; ++block)
            x = addBlock(maker, spec, x, "layer" + std::to_string(stage + 1) + "." + std::to_string(block),
                         stage > 0 && block == 0 ? 2 : 1, channels);
    maker.head(x, net.cifar ? "linear" : "fc");
    return graph;
}

} // namespace studio
