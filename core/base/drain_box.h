// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace studio {

/// Mailbox from the engine to the window: records are appended and never lost, the newest status overwrites.
/// put*() on the engine thread, drain() on the GUI thread; neither waits for the other longer than a copy.
template<typename Record, typename Latest>
class DrainBox {
public:
    struct Content {
        std::vector<Record> records;
        std::optional<Latest> latest;
    };

    void put(Record record) {
        std::lock_guard lock(mutex_);
        content_.records.push_back(std::move(record));
    }
    void putLatest(Latest latest) {
        std::lock_guard lock(mutex_);
        content_.latest = std::move(latest);
    }
    Content drain() {
        std::lock_guard lock(mutex_);
        return std::exchange(content_, Content{});
    }

private:
    std::mutex mutex_;
    Content content_;
};

} // namespace studio
