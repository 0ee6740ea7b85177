// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace studio {

/// The names in a recipe's `freeze`: "conv1, bn1, layer1" or "layer2.0". Commas and blanks separate them.
std::vector<std::string> layerNames(const std::string& text);

/// The layers that a network consists of, from its input on, as state_dict() names them: conv1, bn1, layer1 ..., and
/// the last layer that gives the logits (its head): fc or linear. `model`: one of modelNames().
std::vector<std::string> topLayers(const std::string& model);

/// Whether `name`, of a parameter or a layer, is `layer` or a part of it: layer1.0.conv1.weight is a part of layer1 and
/// of layer1.0, and none of layer10.
inline bool isPartOf(const std::string& name, const std::string& layer) {
    return name.starts_with(layer) && (name.size() == layer.size() || name[layer.size()] == '.');
}

inline constexpr const char* kTorchvisionHead = "fc";
inline constexpr const char* kCifarHead = "linear";
/// Of a parameter: whether it is one of the last layer. In the header because the plug-in calls it.
inline bool isOfHead(const std::string& parameter) {
    return isPartOf(parameter, kTorchvisionHead) || isPartOf(parameter, kCifarHead);
}

/// What is wrong with `freeze` for that network: a name that is none of a layer there, or nothing is left to learn;
/// empty = nothing.
std::string freezeProblem(const std::string& freeze, const std::string& model);

} // namespace studio
