// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

namespace studio {

struct RankShare {
    std::int64_t first = 0, count = 0;
};

/// Batch norm needs two values to have a variance; a rank that would have one picture gets none.
inline constexpr std::int64_t kSmallestShare = 2;
/// So many pictures of a batch a rank has at least: a short last batch then gives no rank more than a whole one does.
inline constexpr std::int64_t kSmallestWholeShare = 3;

/// The part of `whole` pictures that is `rank`'s: one after the other, each picture once, the first ranks with one more
/// where it does not divide.
inline RankShare shareOfRank(std::int64_t whole, int rank, int count) {
    const std::int64_t busy = std::clamp<std::int64_t>(whole / kSmallestShare, 1, count);
    if (rank >= busy) {
        return {whole, 0};
    }
    const std::int64_t each = whole / busy, more = whole % busy;
    return {rank * each + std::min<std::int64_t>(rank, more), each + (rank < more ? 1 : 0)};
}

} // namespace studio
