// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"

namespace studio {

CounterRandom::CounterRandom(std::uint64_t seed, Purpose purpose, std::uint32_t epoch, std::uint64_t index)
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}
    // The low word counts blocks of the stream; a stream is far shorter than 2^26 blocks, so the purpose shares it.
    , counter_{static_cast<std::uint32_t>(purpose) << 26, epoch, static_cast<std::uint32_t>(index),
               static_cast<std::uint32_t>(index >> 32)} {}

void CounterRandom::refill() {
    constexpr std::uint64_t kMultiplier0 = 0xD2511F53, kMultiplier1 = 0xCD9E8D57;
    constexpr std::uint32_t kWeyl0 = 0x9E3779B9, kWeyl1 = 0xBB67AE85;
    auto x = counter_;
    auto key = key_;
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = kMultiplier0 * x[0], b = kMultiplier1 * x[2];
        x = {static_cast<std::uint32_t>(b >> 32) ^ x[1] ^ key[0], static_cast<std::uint32_t>(b),
             static_cast<std::uint32_t>(a >> 32) ^ x[3] ^ key[1], static_cast<std::uint32_t>(a)};
        key[0] += kWeyl0;
        key[1] += kWeyl1;
    }
    block_ = x;
    ++counter_[0];
    used_ = 0;
}

std::uint32_t CounterRandom::next32() {
    if (used_ == 4)
        refill();
    return block_[static_cast<std::size_t>(used_++)];
}

double CounterRandom::uniform() {
    const std::uint64_t high = next32() >> 5, low = next32() >> 6;
    return static_cast<double>((high << 26) | low) * 0x1p-53;
}

double CounterRandom::uniform(double low, double high) {
    return low + (high - low) * uniform();
}

std::uint32_t CounterRandom::below(std::uint32_t bound) {
    const std::uint32_t tooSmall = (0u - bound) % bound; // values under it would favour small results
    while (true) {
        const std::uint64_t product = static_cast<std::uint64_t>(next32()) * bound;
        if (static_cast<std::uint32_t>(product) >= tooSmall)
            return static_cast<std::uint32_t>(product >> 32);
    }
}

} // namespace studio
