// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "core/base/text.h"
#include "core/model/architecture.h"
#include "core/recipe/source_network_internal.h"

namespace studio {

namespace {

using Values = std::vector<std::pair<const char*, std::string>>;

/// Compares the layers of one file, and keeps what differs.
class LayerCheck {
public:
    explicit LayerCheck(const ModelSpec& spec)
        : spec_(spec)
        , net_(architectureOf(spec.name)) {}

    /// One that holds a weight of ours.
    void checkWeight(const StoredLayer& layer, const NamedShape& weight) {
        const std::string name = weight.name.substr(0, weight.name.rfind('.'));
        if (weight.shape.size() == 4) {
            if (isOfKind(layer, {"Conv2d"}))
                requireValues(layer, valuesOf(name, weight.shape[3]));
        } else if (weight.shape.size() == 2) {
            isOfKind(layer, {"Linear", "NonDynamicallyQuantizableLinear"});
        } else if (isSynchronised(layer.kind) ||
                   isOfKind(layer, {"BatchNorm2d", "SyncBatchNorm", "FrozenBatchNorm2d"})) {
            requireValues(layer, {{"eps", "1e-05"}});
        }
    }

    /// One that has no weights: its place in the network says nothing, but its kind does.
    void checkPlain(const StoredLayer& layer) {
        const std::string_view kind = layer.kind;
        const std::string last = layer.name.substr(layer.name.rfind('.') + 1);
        if (kind == "MaxPool2d")
            return checkMaxPool(layer);
        if (kind == "Identity" && last == "maxpool" && !hasSmallStem())
            return add(layer, "is Identity there, not MaxPool2d");
        if (kind == "AvgPool2d") {
            const std::string kernel = valueOf(layer, "kernel_size");
            const bool isNarrow = kernel == "2" || kernel == "3"; // not over all of what the last stage leaves
            if (kernel != "1" && (isInStage(layer.name) || isNarrow))
                add(layer, "is AvgPool2d there, which the network has not");
            return;
        }
        if (kind.find("AdaptiveAvgPool") != std::string_view::npos)
            return requireValues(layer, {{"output_size", "1"}});
        const bool isShortcut = net_.cifar && isInStage(layer.name) && isAtShortcut(layer.name); // option A's own class
        if (!isHarmless(kind) && !isShortcut)
            add(layer, "is " + layer.kind + " there, which the network has not");
    }

    std::vector<std::string> take() { return std::move(others_); }

private:
    bool hasSmallStem() const { return net_.cifar || spec_.stem == Stem::Small; }
    /// "layer2" as a word of the name: a whole network may be held as `layer`.
    static bool isInStage(const std::string& name) {
        constexpr std::string_view kLayer = "layer";
        for (auto at = name.find(kLayer); at != std::string::npos; at = name.find(kLayer, at + 1)) {
            const std::size_t digit = at + kLayer.size();
            if ((at == 0 || name[at - 1] == '.') && digit < name.size() && name[digit] >= '1' && name[digit] <= '4')
                return true;
        }
        return false;
    }
    /// Batch norms of other libraries, which differ where several cards train and compute the same answers.
    static bool isSynchronised(std::string_view kind) {
        return kind.ends_with("BatchNorm2d") || kind.ends_with("SyncBatchNorm") || kind == "SyncBN";
    }
    static bool isAtShortcut(const std::string& name) {
        return name.find("downsample") != std::string::npos || name.find("shortcut") != std::string::npos;
    }
    /// What changes no answer, or only what this program does itself: probabilities of the last layer's values.
    static bool isHarmless(std::string_view kind) {
        constexpr std::array<std::string_view, 12> kKinds{"ReLU",       "Identity",    "Flatten",         "Sequential",
                                                          "ModuleList", "ModuleDict",  "Softmax",         "LogSoftmax",
                                                          "QuantStub",  "DeQuantStub", "StochasticDepth", ""};
        return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end() || kind.starts_with("Drop") ||
               kind.find("AlphaDropout") != std::string_view::npos || kind.ends_with("Loss") ||
               kind.ends_with("CrossEntropy") || kind.ends_with("Accuracy") || kind.ends_with("MetricCollection") ||
               kind.find("GlobalAvgPool") != std::string_view::npos;
    }
    static std::string valueOf(const StoredLayer& layer, const char* key) {
        const auto said = layer.attributes.find(key);
        return said == layer.attributes.end() ? std::string() : said->second;
    }
    void checkMaxPool(const StoredLayer& layer) {
        if (valueOf(layer, "kernel_size") == "1")
            return;
        if (hasSmallStem() || isInStage(layer.name))
            return add(layer, "is MaxPool2d there, which the network has not");
        requireValues(
            layer,
            {{"kernel_size", "3"}, {"stride", "2"}, {"padding", "1"}, {"dilation", "1"}, {"ceil_mode", "False"}});
    }
    /// Of the convolution that we call so.
    Values valuesOf(const std::string& name, std::int64_t kernel) const {
        int stride = 1, stage = 0, block = 0, end = 0;
        bool isGrouped = false;
        if (name == "conv1") {
            stride = hasSmallStem() ? 1 : 2;
        } else if (std::sscanf(name.c_str(), "layer%d.%d.%n", &stage, &block, &end) == 2) {
            const std::string part = name.substr(static_cast<std::size_t>(end));
            const bool isStrided = part == (net_.bottleneck ? "conv2" : "conv1") || part == "downsample.0";
            stride = isStrided && stage > 1 && block == 0 ? 2 : 1;
            isGrouped = net_.bottleneck && part == "conv2";
        }
        return {{"stride", std::to_string(stride)},
                {"padding", std::to_string(kernel / 2)},
                {"dilation", "1"},
                {"groups", std::to_string(isGrouped ? net_.groups : 1)},
                {"padding_mode", "zeros"}};
    }
    bool isOfKind(const StoredLayer& layer, std::initializer_list<const char*> kinds) {
        if (layer.kind.empty() || std::find(kinds.begin(), kinds.end(), layer.kind) != kinds.end())
            return true;
        add(layer, "is " + layer.kind + " there, not " + *kinds.begin());
        return false;
    }
    /// What the file does not say is taken to be as usual.
    void requireValues(const StoredLayer& layer, const Values& values) {
        for (const auto& [key, wanted] : values) {
            const std::string said = valueOf(layer, key);
            const bool isSame = said == "same" || (said == "valid" && wanted == "0"); // "same" is half the kernel
            if (!said.empty() && said != wanted && !isSame)
                return add(layer, "has " + std::string(key) + " " + said + " there, not " + wanted);
        }
    }
    void add(const StoredLayer& layer, const std::string& clause) {
        others_.push_back(displayText(layer.name) + " " + clause);
    }

    const ModelSpec& spec_;
    const Architecture& net_;
    std::vector<std::string> others_;
};

} // namespace

std::vector<std::string> otherLayers(const std::vector<StoredLayer>& layers, const std::vector<NamedShape>& state,
                                     const StateMatch& match) {
    constexpr std::string_view kWeight = ".weight";
    std::map<std::string, const NamedShape*> weights; // by what the file calls their layers
    for (std::size_t i = 0; i < match.wanted.size(); ++i) {
        const NamedShape& wanted = match.wanted[i];
        if (!match.source[i] || !wanted.name.ends_with(kWeight))
            continue;
        const std::string& theirs = state[*match.source[i]].name;
        weights[theirs.substr(0, theirs.size() - kWeight.size())] = &wanted;
    }
    LayerCheck check(match.spec);
    for (const StoredLayer& layer : layers) {
        const auto ours = weights.find(layer.name);
        if (ours != weights.end())
            check.checkWeight(layer, *ours->second);
        else if (!layer.hasTensors) // else it is left over, and told
            check.checkPlain(layer);
    }
    return check.take();
}

} // namespace studio
