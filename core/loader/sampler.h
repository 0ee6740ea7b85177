// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace studio {

/// The order of an epoch: a permutation of 0..count-1 that is a pure function of (seed, epoch) (Fisher-Yates over
/// CounterRandom). count < 2^32.
std::vector<std::uint32_t> epochOrder(std::uint64_t seed, std::uint32_t epoch, std::size_t count);

/// `wanted` different samples of 0..count-1, or all if there are fewer, in no order; a pure function of its arguments.
/// Takes as long as `wanted` says, however large the set (Bentley and Floyd, CACM 30(9), 1987).
std::vector<std::uint32_t> drawSamples(std::uint64_t seed, std::uint32_t round, std::size_t count, std::size_t wanted);

/// Samples as they lie on a disk, in pages that are read as a whole.
struct SamplePages {
    std::vector<std::uint32_t> samples;
    std::vector<std::uint32_t> begins; ///< where each page begins in `samples`
};

/// An order for disks that are slow unless read page by page, with each sample once; a pure function of its arguments.
/// The pages come in random order, `window` of them are held at once, and each sample is drawn uniformly from what is
/// held. How honest a shuffle that is: where pages are random samples of the set (a packed set's are), every batch has
/// the mixture of classes of a uniform shuffle, in every epoch. What differs: two samples of one page come within about
/// `window` pages of each other, in every epoch anew with other neighbours. A window of all pages is a uniform shuffle.
std::vector<std::uint32_t> pagedEpochOrder(std::uint64_t seed, std::uint32_t epoch, const SamplePages& pages,
                                           std::size_t window);

/// Pages enough to hold 4,096 samples, at least 32.
std::size_t defaultPageWindow(const SamplePages& pages);

} // namespace studio
