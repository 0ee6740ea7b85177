// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace studio::test {

/// The order in which the threads of a block come to each barrier.
enum class ThreadOrder { Forward, Reversed, Shuffled };

/// How kernels run on the CPU (core/device/cuda/kernels/host_words.h).
struct KernelSchedule {
    /// Each thread of a kernel is a thread of the system and up to eight blocks run at once: for the sanitizers, with
    /// small blocks. The rest then means nothing.
    bool systemThreads = false;
    /// Else they are fibers of the calling thread, and the same schedule gives the same run.
    ThreadOrder threads = ThreadOrder::Forward;
    bool shuffleBlocks = false;
    /// Blocks under way at a time; with more than one, each stops at any point for another.
    int blocksAtOnce = 1;
    std::uint32_t seed = 1;
};

/// For all launches from now on. A launch in which some threads of a block wait at a barrier and others have ended
/// throws std::logic_error (with fibers).
void setKernelSchedule(const KernelSchedule& schedule);

} // namespace studio::test
