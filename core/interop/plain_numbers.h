// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/interop/safetensors.h"

namespace studio {

/// The same numbers as F32; those of the half precisions exactly, F64 rounded. Integers become floats.
HostTensor asFloats(HostTensor tensor);
/// A single whole number, of a tensor of any type with one element; 0 where it is none.
std::int64_t wholeNumber(const HostTensor& tensor);
/// Whether all of an F32 tensor are numbers (not NaN, not infinite).
bool isFinite(const HostTensor& floats);
HostTensor floatTensor(std::string name, std::vector<std::int64_t> shape); ///< zeros
HostTensor counterTensor(std::string name, std::int64_t value);            ///< I64, a scalar

} // namespace studio
