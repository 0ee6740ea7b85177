// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/spin_limit_internal.h"

#include <condition_variable>
#include <mutex>

#include "core/base/torch.h"

namespace studio {

SpinLimit::SpinLimit() {
    idle_ = std::jthread([](const std::stop_token& stop) {
        at::parallel_for(0, 2, 1, [](std::int64_t, std::int64_t) {}); // gives this thread a pool with one member
        std::mutex mutex;
        std::condition_variable_any never;
        std::unique_lock lock(mutex);
        never.wait(lock, stop, [] { return false; });
    });
}

} // namespace studio
