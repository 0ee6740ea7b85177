// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace studio {

/// Pictures that a walk through folders has found and the list has not taken yet: the one thing that both share. Any
/// thread.
class FoundPictures {
public:
    /// True each time the list should be told: at the first, so that it is seen at once, and at every 64th.
    bool add(const std::string& file) {
        const std::lock_guard lock(mutex_);
        files_.push_back(file);
        return ++count_ == 1 || count_ % 64 == 0;
    }
    std::vector<std::string> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(files_, {});
    }
    /// With those that were taken.
    std::size_t count() const {
        const std::lock_guard lock(mutex_);
        return count_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> files_;
    std::size_t count_ = 0;
};

} // namespace studio
