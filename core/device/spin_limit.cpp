// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/spin_limit_internal.h"

#include <condition_variable>
#include <latch>
#include <mutex>

#include "core/base/thread.h"
#include "core/base/torch.h"

namespace studio {

SpinLimit::SpinLimit() {
    std::latch ready(1);
    idle_ = startThread([&ready](const std::stop_token& stop) {
        // An operation that LibTorch computes in parallel gives this thread a team of two. (at::parallel_for() does
        // not: it is a header, and without -fopenmp it is a plain loop.)
        constexpr std::int64_t kEnoughToBeShared = 1 << 18;
        const int threads = at::get_num_threads();
        at::set_num_threads(2);
        at::zeros({kEnoughToBeShared}).add_(1);
        at::set_num_threads(threads);
        ready.count_down(); // last use of what belongs to the constructor
        std::mutex mutex;
        std::condition_variable_any never;
        std::unique_lock lock(mutex);
        never.wait(lock, stop, [] { return false; });
    });
    // The number of threads is the default of threads to come, too: one that LibTorch starts for the backward pass
    // while it is 2 would split its sums in another way for the whole run.
    ready.wait();
}

} // namespace studio
