// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/interop/weights_file.h"
#include "core/model/state_match.h"
#include "core/recipe/source_weights.h"

namespace studio {

/// The network that these tensors are of. `unread`: WeightsFile::unread(). Throws Error(Data) as openForeignWeights().
StateMatch findNetwork(const std::vector<NamedShape>& state, const std::string& place, const SourceOptions& options,
                       const std::vector<std::string>& unread = {});

/// What of a pickled network computes otherwise than ours of the same weights, a clause each: "conv1 has stride 1
/// there, not 2". Training-time parts (dropout, losses) and softmax at the end are no difference. `state`: what `match`
/// refers to.
std::vector<std::string> otherLayers(const std::vector<StoredLayer>& layers, const std::vector<NamedShape>& state,
                                     const StateMatch& match);
Error computesOtherwise(const std::vector<std::string>& others, const StateMatch& match, const std::string& place);

} // namespace studio
