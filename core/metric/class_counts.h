// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
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

/// Pictures of one class that were taken for another.
struct Confusion {
    static constexpr std::size_t kMostPairs = 20'000; ///< that are told, the most frequent
    static constexpr std::size_t kMostFiles = 24;     ///< of a pair that are named

    std::int32_t label = 0, answer = 0; ///< two classes, never the same
    std::int64_t count = 0;
    std::vector<std::string> files; ///< the first of them, below the folder that was measured

    bool operator==(const Confusion&) const = default;
};

/// One a class. Both spans hold a picture each: Error(Internal) where they are not of the same length. A label or
/// answer that is no class (< 0 or >= `classes`) leaves its picture out. Of confusions that are as common the class
/// that comes first is told.
std::vector<ClassCount> countByClass(std::span<const std::int64_t> labels, std::span<const std::int64_t> answers,
                                     std::size_t classes);
/// The cells of the confusion matrix beside its diagonal that are not 0, the most frequent first, at most kMostPairs;
/// of those alike the one of the class that comes first. `fileOf` names a picture by its place in the spans; null =
/// none is named. Otherwise as countByClass().
std::vector<Confusion> countConfusions(std::span<const std::int64_t> labels, std::span<const std::int64_t> answers,
                                       std::size_t classes,
                                       const std::function<std::string(std::size_t picture)>& fileOf = {});

} // namespace studio
