// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "core/pack/pack_file_internal.h"

namespace studio {

/// Tells the system which parts of a pack come next, on a thread of its own: the call may wait for a busy device.
class Readahead {
public:
    struct Range {
        std::uint64_t offset = 0, length = 0;
    };

    /// `file` outlives it.
    explicit Readahead(const PackFile& file);

    /// Merges what lies together. What is asked for while too much waits is left out: it is a hint.
    void ask(std::vector<Range> ranges);

private:
    void loop(const std::stop_token& stop);

    const PackFile& file_;
    std::mutex mutex_;
    std::condition_variable_any asked_;
    std::deque<Range> waiting_;
    std::jthread thread_; ///< last: ends first
};

} // namespace studio
