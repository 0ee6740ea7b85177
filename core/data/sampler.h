// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace studio {

/// The order of an epoch: a permutation of 0..count-1 that is a pure function of (seed, epoch) (Fisher-Yates over
/// CounterRandom). count < 2^32.
std::vector<std::uint32_t> epochOrder(std::uint64_t seed, std::uint32_t epoch, std::size_t count);

} // namespace studio
