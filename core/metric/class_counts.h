// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace studio {

/// What a network made of the pictures of one class.
struct ClassCount {
    std::int64_t pictures = 0, right = 0;
    std::int32_t confusedWith = -1; ///< the other class that it was most often taken for; -1 = for none
    std::int64_t confused = 0;      ///< so often

    double top1() const { return pictures > 0 ? static_cast<double>(right) / static_cast<double>(pictures) : 0; }
    bool operator==(const ClassCount&) const = default;
};

/// One a class. Both spans hold a picture each: Error(Internal) where they are not of the same length. A label or
/// answer that is no class (< 0 or >= `classes`) leaves its picture out. Of confusions that are as common the class
/// that comes first is told.
std::vector<ClassCount> countByClass(std::span<const std::int64_t> labels, std::span<const std::int64_t> answers,
                                     std::size_t classes);

} // namespace studio
