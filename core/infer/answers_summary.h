// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/infer/answers_file.h"

namespace studio {

/// What a result comes to.
struct AnswersSummary {
    struct Class {
        std::string folder;
        std::int64_t pictures = 0, right = 0;
    };
    std::int64_t pictures = 0, problems = 0; ///< all; that could not be read
    std::int64_t labelled = 0;               ///< answered, and their class is known
    std::int64_t right = 0, rightInTop = 0;  ///< of those: best answer, one of the best `top`
    int top = 0;                             ///< at most 5, as far as the result goes
    double confidence = 0;                   ///< mean probability of the best answers
    std::vector<Class> classes;              ///< of the labelled ones, the worst first

    double top1() const { return share(right); }
    double topK() const { return share(rightInTop); }

private:
    double share(std::int64_t count) const {
        return labelled > 0 ? static_cast<double>(count) / static_cast<double>(labelled) : 0;
    }
};

/// Counts the rows of a result as they come, and keeps those that a person looks at: nothing is computed again. One
/// thread; memory for the classes and for what is kept.
class AnswersDigest {
public:
    enum class Keep {
        Nothing,
        Mistakes, ///< wrong ones, the most confident first
        Unsure,   ///< the least confident first, right or wrong
        Unread,   ///< in their order
    };

    AnswersDigest(Keep keep, std::size_t limit)
        : keep_(keep)
        , limit_(limit) {}

    void add(const AnswerRow& row);
    AnswersSummary summary() const;
    /// At most `limit` of them, without the probabilities of all classes. How many there are: keptOf().
    std::vector<AnswerRow> kept() const;
    std::int64_t keptOf() const { return matching_; }

private:
    static constexpr std::size_t kTop = 5;

    struct Kept {
        double order = 0;        ///< what comes first is lower
        std::int64_t number = 0; ///< as they came
        AnswerRow row;
        bool operator<(const Kept& other) const {
            return order != other.order ? order < other.order : number < other.number;
        }
    };
    void keep(double order, const AnswerRow& row);

    Keep keep_;
    std::size_t limit_;
    AnswersSummary sum_;
    double confidences_ = 0;
    std::unordered_map<std::string, AnswersSummary::Class> classes_;
    std::vector<Kept> kept_; ///< a heap, the last of them on top
    std::int64_t matching_ = 0;
};

} // namespace studio
