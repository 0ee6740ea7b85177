// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A device that fails: read(2) of this executable gives EIO for chosen files. Include from one source file of a test.

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

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
    }
    ~ReadFaults() {
        left() = 0;
        const std::lock_guard lock(mutex());
        hook() = {};
    }
    ReadFaults(const ReadFaults&) = delete;
    ReadFaults& operator=(const ReadFaults&) = delete;

    int failed() const { return count(); }

    static bool hits(int file) {
        if (left() <= 0)
            return false;
        char target[4096];
        const ssize_t length = ::readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), target, sizeof target);
        const std::string path(target, length > 0 ? static_cast<std::size_t>(length) : 0);
        const std::lock_guard lock(mutex());
        if (left() <= 0 || !path.ends_with(pattern()) || !path.ends_with(".jpg"))
            return false;
        --left();
        ++count();
        if (hook())
            hook()();
        return true;
    }

private:
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

extern "C" ssize_t read(int file, void* to, size_t bytes) {
    if (studio::test::ReadFaults::hits(file)) {
        errno = EIO;
        return -1;
    }
    return static_cast<ssize_t>(::syscall(SYS_read, file, to, bytes));
}
