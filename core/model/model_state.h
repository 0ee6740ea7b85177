// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/model/model_spec.h"

namespace studio {

struct NamedShape {
    std::string name;
    std::vector<std::int64_t> shape; ///< empty = scalar
    bool isParameter = false;        ///< trained, and so given a momentum; else a batch norm's statistic

    bool operator==(const NamedShape&) const = default;
};

/// Names and shapes of a network's state_dict, in its order, without building the network.
std::vector<NamedShape> modelState(const ModelSpec& spec);

} // namespace studio
