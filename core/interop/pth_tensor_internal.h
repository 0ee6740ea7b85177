// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/interop/pickle.h"
#include "core/interop/pth_tree_internal.h"

namespace studio {

/// What expanded tensors and those that share a storage may make of a file beyond its size.
inline constexpr std::uint64_t kMostRepeatedBytes = 64u << 20;

/// Whether the value is a tensor or a parameter, be it one that can be read or not.
bool isPthTensor(const Pickle& pickle, std::uint32_t node);
/// Its view, without a name. Nothing, with the reason in `why`, where no tensor can be made of what it says.
std::optional<StoredTensor> pthTensor(const Pickle& pickle, std::uint32_t node, std::string& why);

/// A storage as a tensor names it.
struct NamedStorage {
    std::string key;
    PthStorage about;
};
std::optional<NamedStorage> pthStorage(const Pickle& pickle, std::uint32_t node);

} // namespace studio
