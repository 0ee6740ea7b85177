// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How many blocks of how many threads the kernels run in: plain host code, the same for every card, so that a sum has
// one order of its terms, and the same bits, wherever it is made. No toolkit, any thread.

#include <cstddef>
#include <cstdint>

namespace studio::cuda {

/// How an element of an activation is stored: fp16, bf16, fp32. All arithmetic is fp32.
enum class Element { Half, BFloat16, Float };

/// Threads or blocks in x and y.
struct Extent {
    unsigned x = 1, y = 1;
};

/// Threads of a block, and channels that a thread holds: sixteen bytes of halves (of floats, two times sixteen).
inline constexpr int kThreads = 256;
inline constexpr int kPack = 8;
/// Most blocks of a reduction: of halves, in whole packs, all run at once on the 132 processors of an H100, and are few
/// enough that the block which arrives last is done with their partial results in microseconds.
inline constexpr std::int64_t kReduceBlocks = 384;
inline constexpr std::int64_t kApplyBlocks = 8192;
/// Pixels that a thread should have at least, to be worth its start (the last step of a block; its constants).
inline constexpr std::int64_t kReducePixels = 16, kApplyPixels = 8;
/// CUDA's limit for the second extent of a grid.
inline constexpr std::int64_t kGridY = 65535;

/// Scratch of a reduction, in device memory. `tickets` must be zero before the first use and is so again after each;
/// `partials` may hold anything. One scratch serves one stream.
struct ReduceScratch {
    float* partials = nullptr;
    unsigned* tickets = nullptr;
};

/// A launch, and the scratch that a reduction of it takes.
struct LaunchPlan {
    Extent grid, block;
    std::size_t partials = 0; // floats
    std::size_t tickets = 0;
};

constexpr std::int64_t ceilDiv(std::int64_t value, std::int64_t by) {
    return (value + by - 1) / by;
}

constexpr std::int64_t clampTo(std::int64_t value, std::int64_t low, std::int64_t high) {
    return value < low ? low : value > high ? high : value;
}

/// Bytes of the ReLU mask of a pixel: one bit a channel, eight channels a byte.
constexpr int maskBytes(int channels) {
    return static_cast<int>(ceilDiv(channels, kPack));
}

/// Groups of kPack channels that a block has side by side at most. Elementwise: a warp reads 512 bytes in one piece.
/// In a reduction: a line of 128 bytes, so that many channels are many columns of few blocks each, whose partial
/// results their last block takes in one or two turns. (One column of 32 groups took the card 50 us at its end,
/// whatever the size.)
inline constexpr unsigned kApplyGroups = 32, kReduceGroups = 8;

/// A block of `threads` (a power of two up to kThreads): x over up to `groups` groups of channels, the rest over
/// pixels.
constexpr Extent columnBlock(int channels, int threads, unsigned groups) {
    unsigned x = 1;
    while (x < groups && x < static_cast<unsigned>(threads) && x < static_cast<unsigned>(maskBytes(channels)))
        x *= 2;
    return {x, static_cast<unsigned>(threads) / x};
}

/// For a kernel over `pixels` x `channels` whose threads stay with their channels and have at least `least` pixels; at
/// most `mostBlocks`, where one row of blocks has no more.
constexpr LaunchPlan columnPlan(std::int64_t pixels, int channels, const Extent& block, std::int64_t least,
                                std::int64_t mostBlocks) {
    LaunchPlan plan;
    plan.block = block;
    const std::int64_t columns = ceilDiv(maskBytes(channels), plan.block.x);
    const std::int64_t rows = ceilDiv(pixels, plan.block.y * least);
    plan.grid.x = static_cast<unsigned>(clampTo(rows, 1, clampTo(mostBlocks / columns, 1, mostBlocks)));
    plan.grid.y = static_cast<unsigned>(columns);
    return plan;
}

/// For a reduction over pixels to `words` floats for each group of channels.
constexpr LaunchPlan reducePlan(std::int64_t pixels, int channels, int words, int threads = kThreads) {
    const Extent block = columnBlock(channels, threads, kReduceGroups);
    LaunchPlan plan = columnPlan(pixels, channels, block, kReducePixels, kReduceBlocks);
    plan.partials =
        static_cast<std::size_t>(plan.grid.x) * plan.grid.y * plan.block.x * static_cast<std::size_t>(words);
    plan.tickets = plan.grid.y;
    return plan;
}

constexpr LaunchPlan applyPlan(std::int64_t pixels, int channels, int threads = kThreads) {
    return columnPlan(pixels, channels, columnBlock(channels, threads, kApplyGroups), kApplyPixels, kApplyBlocks);
}

/// For a sum over each picture of `pixels` pixels: a row of blocks for each picture.
constexpr LaunchPlan picturePlan(std::int64_t pixels, int pictures, int threads = kThreads) {
    LaunchPlan plan;
    plan.block = {1, static_cast<unsigned>(threads)};
    plan.grid.x = static_cast<unsigned>(clampTo(ceilDiv(pixels, threads * kReducePixels), 1, 16));
    plan.grid.y = static_cast<unsigned>(pictures);
    plan.partials = static_cast<std::size_t>(plan.grid.x) * plan.grid.y;
    plan.tickets = plan.grid.y;
    return plan;
}

} // namespace studio::cuda
