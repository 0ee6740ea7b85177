// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reduction over the rows of threads of a block and then over the blocks of a column of the grid. No block waits for
// another: each leaves its partial result in global memory and takes a ticket, and the one that takes the last ticket
// combines them all. It does so in an order fixed by the grid, so which block that is does not show in the bits.
//
// A partial result is a struct of floats P with combined(P, P), put(P, float*, stride), take(P&, const float*, stride)
// and P::kWords; P{} is the result of nothing: combined with another it leaves that as it is.

#include "core/device/cuda/kernels/launch.cuh"

namespace studio::cuda {

/// One word of all threads lies together, so that a warp meets each bank of shared memory once.
template<typename P>
struct ReduceShared {
    float words[P::kWords][kThreads / 2];
    unsigned last;
};

/// Combines over threadIdx.y (blockDim.y is a power of two): row 0 ends with the block's result.
template<typename P>
__device__ void reduceRows(P& mine, ReduceShared<P>& shared) {
    for (unsigned half = blockDim.y / 2; half > 0; half /= 2) {
        const bool gives = threadIdx.y >= half && threadIdx.y < 2 * half;
        const unsigned slot = (threadIdx.y - (gives ? half : 0)) * blockDim.x + threadIdx.x;
        if (gives)
            put(mine, &shared.words[0][slot], kThreads / 2);
        __syncthreads(); // MUTATE delete: what is given is there
        if (threadIdx.y < half) {
            P other;
            take(other, &shared.words[0][slot], kThreads / 2);
            mine = combined(mine, other);
        }
        __syncthreads(); // MUTATE delete: and is taken before the next level overwrites it
    }
}

/// True in the block of a column (blockIdx.y) that is the last to come here: there row 0 has the result of all blocks
/// of the column. Called by all threads of all blocks. Scratch: reducePlan() or picturePlan().
template<typename P>
__device__ bool reduceColumn(P& mine, const ReduceScratch& scratch) {
    auto& shared = blockShared<ReduceShared<P>>();
    reduceRows(mine, shared);
    const std::int64_t entries = static_cast<std::int64_t>(gridDim.y) * blockDim.x; // of a row of blocks
    const std::int64_t words = entries * P::kWords;
    // One thread's words lie together: one address for all of them.
    const std::int64_t entry = static_cast<std::int64_t>(blockIdx.y) * blockDim.x + threadIdx.x;
    float* const partials = scratch.partials + entry * P::kWords;
    if (threadIdx.y == 0) // MUTATE true: one row writes
        put(mine, partials + blockIdx.x * words, 1);
    __threadfence(); // MUTATE delete: the partial result is seen by all before the ticket
    __syncthreads(); // MUTATE delete: every thread's, before thread 0 takes it
    if (threadIdx.x == 0 && threadIdx.y == 0)
        shared.last = atomicInc(&scratch.tickets[blockIdx.y], gridDim.x - 1) == gridDim.x - 1;
    __syncthreads(); // MUTATE delete: the answer reaches all threads
    if (shared.last == 0)
        return false;
    __threadfence(); // MUTATE delete: nothing is read from before the ticket
    mine = P{};
    KERNEL_UNROLL(1) // few turns, and no registers for more at once
    for (unsigned block = threadIdx.y; block < gridDim.x; block += blockDim.y) {
        P other;
        take(other, partials + block * words, 1);
        mine = combined(mine, other);
    }
    reduceRows(mine, shared);
    return true;
}

} // namespace studio::cuda
