// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metric/class_counts.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/base/error.h"

namespace studio {

namespace {

/// A picture that was taken for another class than its own. A table of all pairs would not fit for many classes.
struct Wrong {
    std::int64_t label, answer;
    std::size_t picture;
};

bool isSamePair(const Wrong& a, const Wrong& b) {
    return a.label == b.label && a.answer == b.answer;
}

/// By label, then by answer, then in the order of the pictures. `counts`, where it is not null, gets pictures and
/// right ones of each class.
std::vector<Wrong> wrongOf(std::span<const std::int64_t> labels, std::span<const std::int64_t> answers,
                           std::size_t classes, std::vector<ClassCount>* counts) {
    if (labels.size() != answers.size())
        throw Error(ErrorKind::Internal, {"The classes cannot be counted",
                                          std::to_string(labels.size()) + " labels, " + std::to_string(answers.size()) +
                                              " answers of the network",
                                          "What is measured of all pictures together is not concerned.",
                                          {}});
    std::vector<Wrong> wrong;
    const auto isClass = [classes](std::int64_t index) { return index >= 0 && std::cmp_less(index, classes); };
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (!isClass(labels[i]) || !isClass(answers[i]))
            continue;
        const bool isRight = labels[i] == answers[i];
        if (!isRight)
            wrong.push_back({labels[i], answers[i], i});
        if (counts != nullptr) {
            ClassCount& count = (*counts)[static_cast<std::size_t>(labels[i])];
            ++count.pictures;
            count.right += isRight;
        }
    }
    std::stable_sort(wrong.begin(), wrong.end(), [](const Wrong& a, const Wrong& b) {
        return a.label != b.label ? a.label < b.label : a.answer < b.answer;
    });
    return wrong;
}

/// Calls `take` with the first and the end of each pair.
template<class Take>
void forEachPair(const std::vector<Wrong>& wrong, const Take& take) {
    for (auto first = wrong.begin(); first != wrong.end();) {
        const auto last = std::find_if(first, wrong.end(), [&](const Wrong& one) { return !isSamePair(one, *first); });
        take(first, last);
        first = last;
    }
}

} // namespace

std::vector<ClassCount> countByClass(std::span<const std::int64_t> labels, std::span<const std::int64_t> answers,
                                     std::size_t classes) {
    std::vector<ClassCount> counts(classes);
    forEachPair(wrongOf(labels, answers, classes, &counts), [&counts](auto first, auto last) {
        ClassCount& count = counts[static_cast<std::size_t>(first->label)];
        if (last - first > count.confused) {
            count.confused = last - first;
            count.confusedWith = static_cast<std::int32_t>(first->answer);
        }
    });
    return counts;
}

std::vector<Confusion> countConfusions(std::span<const std::int64_t> labels, std::span<const std::int64_t> answers,
                                       std::size_t classes,
                                       const std::function<std::string(std::size_t picture)>& fileOf) {
    struct Pair {
        std::vector<Wrong>::const_iterator first;
        std::int64_t count;
    };
    const std::vector<Wrong> wrong = wrongOf(labels, answers, classes, nullptr);
    std::vector<Pair> pairs;
    forEachPair(wrong, [&pairs](auto first, auto last) { pairs.push_back({first, last - first}); });
    std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.count > b.count; });
    pairs.resize(std::min(pairs.size(), Confusion::kMostPairs));
    std::vector<Confusion> found;
    found.reserve(pairs.size());
    for (const auto& [first, count] : pairs) {
        Confusion& one = found.emplace_back();
        one.label = static_cast<std::int32_t>(first->label);
        one.answer = static_cast<std::int32_t>(first->answer);
        one.count = count;
        const auto named = std::min<std::int64_t>(count, fileOf ? std::int64_t{Confusion::kMostFiles} : 0);
        for (std::int64_t i = 0; i < named; ++i)
            one.files.push_back(fileOf((first + i)->picture));
    }
    return found;
}

} // namespace studio
