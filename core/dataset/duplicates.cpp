// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/duplicates_internal.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "core/base/sha256.h"

namespace studio {

namespace {

template<typename Number>
Number fromHex(std::string_view digits) {
    Number value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return value;
}

/// A pair of numbers of equal files.
struct Pair {
    std::uint32_t index = 0, first = 0;
};

DuplicatePicture described(const Pair& pair, const ImageFolder& data) {
    const std::size_t trainCount = data.train.size();
    const auto set = [&](std::uint32_t index) -> const ImageSet& { return index < trainCount ? data.train : data.val; };
    const auto at = [&](std::uint32_t index) { return index < trainCount ? index : index - trainCount; };
    DuplicatePicture out;
    out.path = set(pair.index).pathOf(at(pair.index));
    out.classIndex = set(pair.index).classOf(at(pair.index));
    out.validation = pair.index >= trainCount;
    out.sameAs = set(pair.first).pathOf(at(pair.first));
    out.sameAsClass = set(pair.first).classOf(at(pair.first));
    out.sameAsValidation = pair.first >= trainCount;
    return out;
}

} // namespace

ContentMark contentMark(std::span<const std::uint8_t> bytes, std::uint32_t index) {
    const std::string hex = sha256Hex(std::as_bytes(bytes));
    return {fromHex<std::uint64_t>(std::string_view(hex).substr(0, 16)),
            fromHex<std::uint32_t>(std::string_view(hex).substr(16, 8)), index};
}

void findDuplicates(std::vector<ContentMark>& marks, const ImageFolder& data, CheckReport& report) {
    std::sort(marks.begin(), marks.end(), [](const ContentMark& a, const ContentMark& b) {
        return std::tie(a.high, a.low, a.index) < std::tie(b.high, b.low, b.index);
    });
    const std::size_t trainCount = data.train.size();
    const auto leaks = [&](const Pair& pair) { return pair.first < trainCount && pair.index >= trainCount; };
    std::vector<Pair> pairs;
    std::size_t first = 0; // of its group: in training if any of the group is
    for (std::size_t i = 1; i < marks.size(); ++i) {
        if (marks[i].high == marks[first].high && marks[i].low == marks[first].low)
            pairs.push_back({marks[i].index, marks[first].index});
        else
            first = i;
    }
    std::sort(pairs.begin(), pairs.end(), [&](const Pair& a, const Pair& b) {
        return std::tuple(!leaks(a), a.index) < std::tuple(!leaks(b), b.index);
    });
    report.duplicates.clear();
    report.duplicateCount = static_cast<std::int64_t>(pairs.size());
    report.leakCount = report.conflictCount = 0;
    for (const Pair& pair : pairs) {
        report.leakCount += leaks(pair);
        DuplicatePicture duplicate = described(pair, data);
        report.conflictCount += duplicate.conflicts();
        if (report.duplicates.size() < CheckReport::kMaxListedDuplicates)
            report.duplicates.push_back(std::move(duplicate));
    }
}

} // namespace studio
