// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/pth_layer_internal.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <string_view>

#include "core/base/text.h"

namespace studio {

namespace {

using Kind = PickleNode::Kind;

/// "Conv2d" of torch.nn.modules.conv.Conv2d. Files from before PyTorch 1.6 keep a class beside its source, in a tuple.
std::string classOf(const Pickle& pickle, std::uint32_t module) {
    std::string name = pickle.globalName(module);
    if (const PickleNode& type = pickle.at(pickle.at(module).type); name.empty() && type.kind == Kind::Persistent) {
        const auto& id = pickle.at(type.args).items;
        name = id.size() > 1 ? pickle.globalName(id[1]) : std::string();
    }
    constexpr std::size_t kLongest = 60; // many layers may have one long name
    return displayText(name.substr(name.rfind('.') + 1, kLongest));
}

/// "3" of (3, 3), "1 x 3" of (1, 3); empty for what is no plain value.
std::string valueText(const Pickle& pickle, std::uint32_t index) {
    constexpr std::size_t kLongest = 40, kMost = 4;
    const PickleNode& value = pickle.at(index);
    if (value.kind == Kind::Int)
        return std::to_string(value.number);
    if (value.kind == Kind::Bool)
        return value.number != 0 ? "True" : "False";
    if (value.kind == Kind::Text)
        return displayText(value.text.substr(0, kLongest));
    if (value.kind == Kind::Float) {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%g", value.real());
        return text.data();
    }
    if ((value.kind != Kind::Tuple && value.kind != Kind::List) || value.items.empty() || value.items.size() > kMost)
        return {};
    std::string joined;
    bool isSame = true;
    for (const std::uint32_t item : value.items) {
        if (pickle.at(item).kind != Kind::Int)
            return {};
        joined += (joined.empty() ? "" : " x ") + std::to_string(pickle.at(item).number);
        isSame = isSame && pickle.at(item).number == pickle.at(value.items[0]).number;
    }
    return isSame ? std::to_string(pickle.at(value.items[0]).number) : joined;
}

} // namespace

StoredLayer storedLayer(const Pickle& pickle, std::uint32_t module,
                        const std::vector<std::pair<std::uint32_t, std::uint32_t>>& attributes) {
    constexpr std::array<std::string_view, 9> kTold{"stride", "padding",     "dilation",  "groups",     "padding_mode",
                                                    "eps",    "kernel_size", "ceil_mode", "output_size"};
    StoredLayer layer;
    layer.kind = classOf(pickle, module);
    for (const auto& [key, value] : attributes) {
        const std::string_view name = pickle.at(key).text;
        if (pickle.at(key).kind != Kind::Text || std::find(kTold.begin(), kTold.end(), name) == kTold.end())
            continue;
        if (std::string text = valueText(pickle, value); !text.empty())
            layer.attributes[std::string(name)] = std::move(text);
    }
    return layer;
}

} // namespace studio
