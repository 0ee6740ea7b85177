// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <mutex>

#include "core/base/torch.h"

namespace studio::cuda {

/// While one lives whose `quiet` is true, cuDNN takes the algorithms that it thinks best and does not try them all
/// (cudnn.benchmark): the search takes seconds for each new size, and pays for sizes alone that come again and again.
class SearchScope {
public:
    /// Quiet for batches below the usual one, as the last of an epoch is; `usual` is the most pictures that came so
    /// far.
    SearchScope(int count, int& usual)
        : SearchScope(count < usual) {
        usual = std::max(usual, count);
    }
    explicit SearchScope(bool quiet)
        : quiet_(quiet) {
        if (quiet_) {
            const std::lock_guard lock(mutex_);
            if (alive_++ == 0) {
                searches_ = at::globalContext().benchmarkCuDNN();
                at::globalContext().setBenchmarkCuDNN(false);
            }
        }
    }
    ~SearchScope() {
        if (quiet_) {
            const std::lock_guard lock(mutex_);
            if (--alive_ == 0) {
                at::globalContext().setBenchmarkCuDNN(searches_);
            }
        }
    }
    SearchScope(const SearchScope&) = delete;
    SearchScope& operator=(const SearchScope&) = delete;

private:
    // The switch is the whole process's, and a window may measure on one thread while it trains on another.
    static inline std::mutex mutex_;
    static inline int alive_ = 0;
    static inline bool searches_ = false;

    bool quiet_;
};

} // namespace studio::cuda
