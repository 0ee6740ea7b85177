// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/model/model_state.h"

namespace studio {

/// How the tensors of a file from somewhere else fit one of our networks.
struct StateMatch {
    ModelSpec spec;                                 ///< the network, with as many classes as its last layer has
    std::vector<NamedShape> wanted;                 ///< modelState() of it
    std::vector<std::optional<std::size_t>> source; ///< for each of `wanted`, which tensor of the file it is
    std::vector<std::string> missing;               ///< names of ours that the file lacks
    std::vector<std::string> wrongShape;            ///< "layer1.0.conv1.weight is 64 x 64 x 1 x 1, not ..."
    std::vector<std::string> leftOver;              ///< names of the file that the network has no place for
    std::vector<std::string> renamed;               ///< what the file calls otherwise: "fc is head.fc there"

    bool fits() const { return missing.empty() && wrongShape.empty(); }
};

/// Finds the network whose names and shapes are those of `state`: torchvision's names, also behind prefixes that every
/// name has ("module.", "_orig_mod."), the words of wrappers amid them, `shortcut` for downsample, and a last layer of
/// any name. Counters of batch norms (num_batches_tracked) may be missing. `model`: compare with this one; empty = the
/// one that fits best. Nothing where the tensors are nowhere near one of our networks.
std::optional<StateMatch> matchState(const std::vector<NamedShape>& state, const std::string& model = {});

/// Whether the last layer, and nothing else, is missing or of other shapes.
bool lacksHeadOnly(const StateMatch& match);
/// Takes the last layer from nowhere: one that is missing is no fault then.
void leaveHeadOut(StateMatch& match);
/// What stands before the names of each network, as "module.encoder_q.", where `state` holds one or more of ours under
/// names of their own: each has its share of the names, and fits but for the last layer.
std::vector<std::string> networksWithin(const std::vector<NamedShape>& state);

/// "a, b, c and 4 more".
std::string someOf(const std::vector<std::string>& names);

} // namespace studio
