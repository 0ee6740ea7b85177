// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "core/pack/pack.h"
#include "core/pack/pack_layout_internal.h"
#include "core/pack/pack_preset.h"

namespace studio {

/// Notes length and time of a file, by which it is told later whether it changed; zeros when it is not there.
void noteFile(const std::string& path, PackEntry& entry);
/// How the file differs from what was noted, in words; empty = not at all.
std::string changeOf(const std::string& path, const PackEntry& noted);

/// What stands where the pack of a data set is to come.
struct PackFound {
    bool whole = false;                       ///< a pair of these pictures as they are
    bool outdated = false;                    ///< a pair of these pictures, of which some changed since
    PackTable table;                          ///< of the pair
    std::uint64_t bytes = 0;                  ///< of the pair
    std::uint32_t kept = 0;                   ///< pictures that an unfinished pack holds and that did not change since
    std::uint64_t keptEnd = kPackHeaderBytes; ///< its length up to there
    std::uint64_t givenBack = 0; ///< bytes that an unfinished pack takes on the disk beyond what is kept of it
    std::int64_t changed = 0;    ///< files that are other than when they were packed
    std::string foreign; ///< what is there and cannot be used for these pictures, in words; empty = nothing of the kind
};

/// Looks at the folder, and at each file that is in a pack there, and changes nothing. `progress` hears of files looked
/// at and their number. Nothing on a stop request. Throws Error(Io): something could not be read, so nothing is known.
std::optional<PackFound> lookAtPack(const std::string& folder, const PackLayout& layout, const PackPreset& preset,
                                    const std::function<void(std::int64_t, std::int64_t)>& progress,
                                    const std::stop_token& stop);

} // namespace studio
