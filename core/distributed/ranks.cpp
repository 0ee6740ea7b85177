// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distributed/ranks_internal.h"

#include <algorithm>

namespace studio {
namespace {

/// What one rank may tell the others in a word: hostile lengths must not be allocated.
constexpr std::int64_t kMostText = 16 << 20;

} // namespace

bool Ranks::any(bool mine, double seconds) {
    const at::Tensor flag = at::full({1}, mine ? 1 : 0, at::kFloat);
    sum(flag, seconds);
    return flag.item<float>() > 0;
}

std::string Ranks::broadcastText(const std::string& mine, int from, double seconds) {
    const bool isMine = rank() == from;
    const at::Tensor length = at::full({1}, isMine ? static_cast<std::int64_t>(mine.size()) : 0, at::kLong);
    broadcast(length, from, seconds);
    const auto size = length.item<std::int64_t>();
    if (size < 0 || size > kMostText)
        throw Error(ErrorKind::Internal, "Another rank sends what is no text");
    std::string text = isMine ? mine : std::string(static_cast<std::size_t>(size), '\0');
    if (size > 0)
        broadcast(at::from_blob(text.data(), {size}, at::kByte), from, seconds);
    return text;
}

std::vector<std::string> Ranks::gatherTexts(const std::string& mine) {
    std::vector<std::string> texts;
    for (int from = 0; from < count(); ++from)
        texts.push_back(broadcastText(mine.substr(0, static_cast<std::size_t>(kMostText)), from));
    return texts;
}

} // namespace studio
