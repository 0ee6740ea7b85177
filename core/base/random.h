// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

namespace studio {

/// Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2,
/// 3", SC 2011). A stream is a pure function of its key, so the shuffle of an epoch and the augmentation of a
/// picture depend on (seed, epoch, index) alone: never on threads, order of calls or where a run was resumed.
class CounterRandom {
public:
    /// What a stream is for; two purposes never share numbers.
    enum class Purpose : std::uint32_t {
        Shuffle = 1,
        Crop = 2,
        Flip = 3,
        Colour = 4,
        Split = 5,
        Sample = 6,
        Substitute = 7,
        Mix = 8,
        Erase = 9,
        AutoAugment = 10
    };

    CounterRandom(std::uint64_t seed, Purpose purpose, std::uint32_t epoch, std::uint64_t index);

    /// Uniform on all 32-bit values.
    std::uint32_t next32();
    /// Uniform in [0, 1), 53 bits.
    double uniform();
    /// Uniform in [low, high).
    double uniform(double low, double high);
    /// Uniform in [0, bound), bound >= 1; unbiased (rejection).
    std::uint32_t below(std::uint32_t bound);

private:
    void refill();

    std::array<std::uint32_t, 2> key_;
    std::array<std::uint32_t, 4> counter_;
    std::array<std::uint32_t, 4> block_{};
    int used_ = 4;
};

} // namespace studio
