// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/interop/pickle.h"
#include "core/interop/weights_file.h"

namespace studio {

/// What the pickle of a file that torch.save() wrote says of its storages.
struct PthStorage {
    TensorType type = TensorType::F32;
    std::uint64_t count = 0;       ///< elements
    const char* trouble = nullptr; ///< why its numbers cannot be read, and what to do; `type` is none then
    std::uint64_t width = 0;       ///< of an element, bytes
};
/// By their keys; those of types that are not known are left out. Throws Error(Data) where one key means two storages.
std::map<std::string, PthStorage> storagesOf(const Pickle& pickle, const std::string& place);

/// The weights in it, and what else is of use.
struct PthContent {
    std::vector<StoredTensor> tensors;
    std::vector<StoredLayer> layers;
    std::string part;
    std::vector<std::string> otherParts, unread;
    StatedFacts stated;
    std::map<std::size_t, StoredTensor> statedTensors; ///< of stated.normalisation, by place: not read yet
};
/// Looks through dictionaries for a state_dict, or for a pickled module. Throws Error(Data) where there is none.
PthContent contentOf(const Pickle& pickle, const std::string& place);

/// Keys and values of a dictionary, or of an object that is one (OrderedDict); what stands behind the first `most` is
/// left out.
using PicklePairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
PicklePairs pairsOf(const Pickle& pickle, std::uint32_t index, std::size_t most = 20'000);
/// The last value of this key; 0 = none.
std::uint32_t valueOf(const Pickle& pickle, const PicklePairs& pairs, std::string_view key);

} // namespace studio
