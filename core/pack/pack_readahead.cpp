// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pack/pack_readahead_internal.h"

#include <algorithm>

#include "core/base/thread.h"
#include "core/pack/pack_file_internal.h"

namespace studio {

namespace {

constexpr std::size_t kMaxWaiting = 8192;

} // namespace

Readahead::Readahead(const PackFile& file)
    : file_(file)
    , thread_(startThread([this](const std::stop_token& stop) { loop(stop); })) {}

void Readahead::ask(std::vector<Range> ranges) {
    std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.offset < b.offset; });
    const std::lock_guard lock(mutex_);
    bool first = true;
    for (const Range& range : ranges) {
        if (!first && waiting_.back().offset + waiting_.back().length == range.offset)
            waiting_.back().length += range.length;
        else if (waiting_.size() < kMaxWaiting)
            waiting_.push_back(range);
        else
            break;
        first = false;
    }
    asked_.notify_one();
}

void Readahead::loop(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (asked_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
        const Range range = waiting_.front();
        waiting_.pop_front();
        lock.unlock();
        file_.advise(range.offset, range.length);
        lock.lock();
        if (stop.stop_requested())
            return;
    }
}

} // namespace studio
