// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <string>
#include <unistd.h>

namespace studio::test {

/// Where calls of the system wait while a test wants it: what ReadGate, CallGate and SyncGate have in common. Any
/// thread.
class Gate {
public:
    void close() {
        reached_ = false;
        closed_ = true;
    }
    void open() {
        closed_ = false;
        closed_.notify_all();
    }
    bool isClosed() const { return closed_; }
    bool isReached() const { return reached_; }
    /// Until a call waits.
    void waitForCall() const { reached_.wait(false); }
    void pass() {
        reached_ = true;
        reached_.notify_all();
        closed_.wait(true);
    }

private:
    std::atomic<bool> reached_{false}, closed_{false};
};

/// Path of an open file.
inline std::string pathOfFile(int file) {
    char target[4096];
    const ssize_t length = ::readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), target, sizeof target);
    return {target, length > 0 ? static_cast<std::size_t>(length) : 0};
}

} // namespace studio::test
