// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/dataset/check.h"

namespace studio {

/// A file by 96 bits of the SHA-256 of its bytes, and its number (training first, then validation). 16 bytes: a million
/// of them must fit; a chance meeting of two among 1.3 million files has a probability of 1e-17.
struct ContentMark {
    std::uint64_t high = 0;
    std::uint32_t low = 0;
    std::uint32_t index = 0;
};

ContentMark contentMark(std::span<const std::uint8_t> bytes, std::uint32_t index);

/// Fills the duplicates and their counts. Sorts `marks`.
void findDuplicates(std::vector<ContentMark>& marks, const ImageFolder& data, CheckReport& report);

} // namespace studio
