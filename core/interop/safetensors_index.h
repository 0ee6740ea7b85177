// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/interop/safetensors.h"

namespace studio {

/// A tensor in a safetensors file, by the place of its bytes.
struct PlacedTensor {
    std::string name;
    TensorType type = TensorType::F32;
    std::vector<std::int64_t> shape;
    std::uint64_t offset = 0, size = 0; ///< bytes, from the beginning of the file
};

struct TensorIndex {
    std::vector<PlacedTensor> tensors; ///< in file order
    std::map<std::string, std::string> metadata;
    std::uint64_t dataStart = 0; ///< where the tensors begin; they end with the file
    bool isOurs = false;         ///< writeSafetensors() wrote it: "sha256" of the metadata is of what the tensors are
    /// It did once, and another program has saved it again with that metadata; or its header was damaged in a way that
    /// leaves it one.
    bool isSavedAgain = false;
};

/// The header alone, checked as readSafetensors() does; the tensors' bytes, and a digest of them, are not. A header
/// that does not match its own digest is an Error in a checkpoint alone. Throws Error.
TensorIndex readSafetensorsIndex(const std::string& path);

} // namespace studio
