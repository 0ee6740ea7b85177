// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/dataset/image_folder.h"
#include "core/pack/pack_format_internal.h"

namespace studio {

/// Which picture stands where in the packs of a data set: those of training (of both sides, where validation was split
/// off) in a random order that depends on the identity alone, behind them those of a validation folder as they come.
class PackLayout {
public:
    struct Picture {
        const ImageSet* set = nullptr;
        std::uint32_t index = 0;
        std::string path() const { return set->pathOf(index); }
    };

    /// `data` outlives it.
    explicit PackLayout(const ImageFolder& data);

    /// What makes a packed set that of a data set: SHA-256 over the names of its pictures and their classes, without
    /// the folder they are in. A split between training and validation does not change it.
    const std::string& identity() const { return identity_; }
    std::uint32_t size() const { return static_cast<std::uint32_t>(order_.size()); }
    std::uint32_t shuffled() const { return shuffled_; }
    /// 16 to 128, growing with the set: small sets have pages enough to shuffle, too.
    std::uint32_t pagePictures() const;
    Picture at(std::uint32_t position) const;
    /// Positions of the pictures of a side.
    std::vector<std::uint32_t> positionsOf(const ImageSet& set) const;

private:
    const ImageFolder& data_;
    std::vector<std::uint32_t> order_; ///< at each position: index, plus kVal for a picture of validation
    std::uint32_t shuffled_ = 0;
    std::string identity_;
};

/// The index in `folder`. What is read is bounded by the layout, whatever the file holds. Throws Error: Io, Corrupt,
/// Data (it is of other pictures).
PackIndex loadPackIndex(const std::string& folder, const PackLayout& layout);
Error otherPicturesError(const std::string& folder);
} // namespace studio
