// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/interop/pickle.h"
#include "core/interop/weights_file.h"

namespace studio {

/// How a pickled torch.nn.Module computes, its name left empty. `attributes`: keys and values of its state.
StoredLayer storedLayer(const Pickle& pickle, std::uint32_t module,
                        const std::vector<std::pair<std::uint32_t, std::uint32_t>>& attributes);

} // namespace studio
