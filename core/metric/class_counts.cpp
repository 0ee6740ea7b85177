// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metric/class_counts.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/base/error.h"

namespace studio {

std::vector<ClassCount> countByClass(std::span<const std::int64_t> labels, std::span<const std::int64_t> answers,
                                     std::size_t classes) {
    if (labels.size() != answers.size())
        throw Error(ErrorKind::Internal, {"The classes cannot be counted",
                                          std::to_string(labels.size()) + " labels, " + std::to_string(answers.size()) +
                                              " answers of the network",
                                          "What is measured of all pictures together is not concerned.",
                                          {}});
    std::vector<ClassCount> counts(classes);
    std::vector<std::pair<std::int64_t, std::int64_t>> wrong; // a table of all pairs would not fit for many classes
    const auto isClass = [classes](std::int64_t index) { return index >= 0 && std::cmp_less(index, classes); };
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (!isClass(labels[i]) || !isClass(answers[i]))
            continue;
        ClassCount& count = counts[static_cast<std::size_t>(labels[i])];
        ++count.pictures;
        if (labels[i] == answers[i])
            ++count.right;
        else
            wrong.emplace_back(labels[i], answers[i]);
    }
    std::sort(wrong.begin(), wrong.end());
    for (auto first = wrong.begin(); first != wrong.end();) {
        const auto last = std::upper_bound(first, wrong.end(), *first);
        ClassCount& count = counts[static_cast<std::size_t>(first->first)];
        if (last - first > count.confused) {
            count.confused = last - first;
            count.confusedWith = static_cast<std::int32_t>(first->second);
        }
        first = last;
    }
    return counts;
}

} // namespace studio
