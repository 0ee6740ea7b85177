// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A device that fails: read(2) of this executable gives EIO for chosen files. Include from one source file of a test.

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "tests/support/read_call.h"

namespace studio::test {

/// Files whose path ends in `ending` (empty: all pictures) fail `times` times while this lives. `onFail` is called in
/// each such read, as if it had taken that long.
class ReadFaults {
public:
    ReadFaults(std::string ending, int times, std::function<void()> onFail = {}) {
        const std::lock_guard lock(mutex());
        pattern() = std::move(ending);
        hook() = std::move(onFail);
        left() = times;
        count() = 0;
        readFaultHook() = &succeeds;
    }
    ~ReadFaults() {
        left() = 0;
        const std::lock_guard lock(mutex());
        hook() = {};
    }
    ReadFaults(const ReadFaults&) = delete;
    ReadFaults& operator=(const ReadFaults&) = delete;

    int failed() const { return count(); }

private:
    static bool succeeds(int file) {
        if (left() <= 0)
            return true;
        const std::string path = pathOfFile(file);
        const std::lock_guard lock(mutex());
        if (left() <= 0 || !path.ends_with(pattern()) || !path.ends_with(".jpg"))
            return true;
        --left();
        ++count();
        if (hook())
            hook()();
        return false;
    }
    static std::mutex& mutex() {
        static std::mutex value;
        return value;
    }
    static std::string& pattern() {
        static std::string value;
        return value;
    }
    static std::function<void()>& hook() {
        static std::function<void()> value;
        return value;
    }
    static std::atomic<int>& left() {
        static std::atomic<int> value{0};
        return value;
    }
    static std::atomic<int>& count() {
        static std::atomic<int> value{0};
        return value;
    }
};

} // namespace studio::test
