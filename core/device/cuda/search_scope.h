// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

#include "core/base/torch.h"

namespace studio::cuda {

/// While it lives and `quiet` is true, cuDNN takes the algorithms that it thinks best and does not try them all
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
        : searched_(at::globalContext().benchmarkCuDNN()) {
        if (quiet) {
            at::globalContext().setBenchmarkCuDNN(false);
        }
    }
    ~SearchScope() { at::globalContext().setBenchmarkCuDNN(searched_); }
    SearchScope(const SearchScope&) = delete;
    SearchScope& operator=(const SearchScope&) = delete;

private:
    bool searched_;
};

} // namespace studio::cuda
