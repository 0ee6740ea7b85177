// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/infer/answers_summary.h"

#include <algorithm>
#include <cmath>

namespace studio {

void AnswersDigest::add(const AnswerRow& row) {
    ++sum_.pictures;
    if (!row.problem.empty() || row.top.empty()) {
        ++sum_.problems;
        if (keep_ == Keep::Unread)
            keep(0, row);
        return;
    }
    const float told = row.top.front().probability;
    const double confidence = std::isfinite(told) ? static_cast<double>(told) : 0;
    confidences_ += confidence;
    const std::size_t count = std::min(row.top.size(), kTop);
    sum_.top = std::max(sum_.top, static_cast<int>(count));
    if (keep_ == Keep::Unsure)
        keep(confidence, row);
    if (row.truth.empty())
        return;
    const bool isRight = row.isRight();
    ++sum_.labelled;
    sum_.right += isRight ? 1 : 0;
    sum_.rightInTop += std::any_of(row.top.begin(), row.top.begin() + static_cast<std::ptrdiff_t>(count),
                                   [&row](const AnswerRow::Answer& answer) { return answer.folder == row.truth; });
    AnswersSummary::Class& one = classes_[row.truth];
    ++one.pictures;
    one.right += isRight ? 1 : 0;
    if (!isRight && keep_ == Keep::Mistakes)
        keep(-confidence, row);
}

void AnswersDigest::keep(double order, const AnswerRow& row) {
    ++matching_;
    Kept one{order, matching_, {}};
    if (limit_ == 0 || (kept_.size() == limit_ && !(one < kept_.front())))
        return;
    one.row = {.picture = row.picture, .truth = row.truth, .problem = row.problem, .top = row.top, .probabilities = {}};
    if (kept_.size() == limit_) {
        std::pop_heap(kept_.begin(), kept_.end());
        kept_.pop_back();
    }
    kept_.push_back(std::move(one));
    std::push_heap(kept_.begin(), kept_.end());
}

AnswersSummary AnswersDigest::summary() const {
    AnswersSummary sum = sum_;
    const std::int64_t answered = sum.pictures - sum.problems;
    sum.confidence = answered > 0 ? confidences_ / static_cast<double>(answered) : 0;
    for (const auto& [folder, counts] : classes_)
        sum.classes.push_back({folder, counts.pictures, counts.right});
    const auto share = [](const AnswersSummary::Class& one) {
        return static_cast<double>(one.right) / static_cast<double>(one.pictures);
    };
    std::sort(sum.classes.begin(), sum.classes.end(), [&share](const auto& a, const auto& b) {
        return share(a) != share(b) ? share(a) < share(b) : a.folder < b.folder;
    });
    return sum;
}

std::vector<AnswerRow> AnswersDigest::kept() const {
    std::vector<Kept> sorted = kept_;
    std::sort(sorted.begin(), sorted.end());
    std::vector<AnswerRow> rows;
    for (Kept& one : sorted)
        rows.push_back(std::move(one.row));
    return rows;
}

} // namespace studio
