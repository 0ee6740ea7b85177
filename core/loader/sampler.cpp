// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loader/sampler.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/base/random.h"

namespace studio {

std::vector<std::uint32_t> epochOrder(std::uint64_t seed, std::uint32_t epoch, std::size_t count) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0u);
    CounterRandom random(seed, CounterRandom::Purpose::Shuffle, epoch, 0);
    for (std::size_t i = count; i > 1; --i)
        std::swap(order[i - 1], order[random.below(static_cast<std::uint32_t>(i))]);
    return order;
}

std::vector<std::uint32_t> drawSamples(std::uint64_t seed, std::uint32_t round, std::size_t count, std::size_t wanted) {
    std::vector<std::uint32_t> drawn;
    CounterRandom random(seed, CounterRandom::Purpose::Shuffle, round, 1);
    for (std::size_t last = count - std::min(wanted, count); last < count; ++last) {
        const std::uint32_t sample = random.below(static_cast<std::uint32_t>(last + 1));
        const bool known = std::find(drawn.begin(), drawn.end(), sample) != drawn.end();
        drawn.push_back(known ? static_cast<std::uint32_t>(last) : sample);
    }
    return drawn;
}

std::vector<std::uint32_t> pagedEpochOrder(std::uint64_t seed, std::uint32_t epoch, const SamplePages& pages,
                                           std::size_t window) {
    const std::size_t count = pages.begins.size();
    const std::vector<std::uint32_t> turns = epochOrder(seed, epoch, count);
    CounterRandom random(seed, CounterRandom::Purpose::Shuffle, epoch, 1);
    std::vector<std::uint32_t> order, held;
    order.reserve(pages.samples.size());
    const std::size_t most =
        (pages.samples.size() * std::max<std::size_t>(window, 1) + count - 1) / std::max<std::size_t>(count, 1);
    std::size_t turn = 0;
    while (turn < count || !held.empty()) {
        while (turn < count) {
            const std::size_t page = turns[turn];
            const std::size_t begin = pages.begins[page];
            const std::size_t end = page + 1 < count ? pages.begins[page + 1] : pages.samples.size();
            if (!held.empty() && held.size() + (end - begin) > most)
                break;
            held.insert(held.end(), pages.samples.begin() + static_cast<std::ptrdiff_t>(begin),
                        pages.samples.begin() + static_cast<std::ptrdiff_t>(end));
            ++turn;
        }
        if (held.empty())
            break;
        std::swap(held[random.below(static_cast<std::uint32_t>(held.size()))], held.back());
        order.push_back(held.back());
        held.pop_back();
    }
    return order;
}

std::size_t defaultPageWindow(const SamplePages& pages) {
    constexpr std::size_t kSamples = 4096, kPages = 32;
    const std::size_t mean = pages.samples.size() / std::max<std::size_t>(pages.begins.size(), 1);
    return std::max(kPages, (kSamples + mean) / std::max<std::size_t>(mean, 1));
}

} // namespace studio
