// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/frozen_layers.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/model/architecture.h"
#include "core/model/model_state.h"

namespace studio {

std::vector<std::string> layerNames(const std::string& text) {
    std::vector<std::string> names(1);
    for (const char c : text) {
        const bool separates = c == ',' || c == ' ' || c == '\t' || c == '\n';
        if (!separates)
            names.back() += c;
        else if (!names.back().empty())
            names.emplace_back();
    }
    if (names.back().empty())
        names.pop_back();
    return names;
}

std::vector<std::string> topLayers(const std::string& model) {
    const Architecture& net = architectureOf(model);
    std::vector<std::string> layers{"conv1", "bn1"};
    for (std::size_t stage = 1; stage <= net.blocks.size(); ++stage)
        layers.push_back("layer" + std::to_string(stage));
    layers.emplace_back(net.cifar ? kCifarHead : kTorchvisionHead);
    return layers;
}

namespace {

bool isParameter(const std::string& name, const std::string& model) {
    const std::vector<NamedShape> rows = modelState({.name = model, .classes = 2});
    return std::any_of(rows.begin(), rows.end(), [&name](const NamedShape& row) { return row.name == name; });
}

} // namespace

std::string freezeProblem(const std::string& freeze, const std::string& model) {
    const std::vector<std::string> names = layerNames(freeze);
    if (names.empty())
        return {};
    std::vector<bool> isThere(names.size(), false);
    bool allFrozen = true;
    for (const NamedShape& row : modelState({.name = model, .classes = 2})) {
        bool isFrozen = false;
        for (std::size_t i = 0; i < names.size(); ++i) {
            const bool isPart = isPartOf(row.name, names[i]) && row.name != names[i];
            isThere[i] = isThere[i] || isPart;
            isFrozen = isFrozen || isPart;
        }
        allFrozen = allFrozen && (isFrozen || !row.isParameter);
    }
    const auto missing = std::find(isThere.begin(), isThere.end(), false);
    if (missing != isThere.end()) {
        const std::string& name = names[static_cast<std::size_t>(missing - isThere.begin())];
        if (isParameter(name, model))
            return displayText(name) + " is a weight, and layers are named: " + name.substr(0, name.rfind('.')) + ".";
        std::string known;
        for (const std::string& layer : topLayers(model))
            known += (known.empty() ? "" : ", ") + layer;
        return "This network has no layer \"" + displayText(name) + "\". It has " + known +
               ", and parts of them (layer2.0).";
    }
    return allFrozen ? "With all layers frozen nothing is left to learn." : std::string();
}

} // namespace studio
