// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// read(2) of this executable, where tests stand before the system: read_gate.h and read_faults.h. Include from one
// source file of a test.

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <string>
#include <sys/syscall.h>
#include <unistd.h>

namespace studio::test {

/// Called in each read; false: the device fails.
using ReadHook = bool (*)(int file);

inline std::atomic<ReadHook>& readGateHook() {
    static std::atomic<ReadHook> value{nullptr};
    return value;
}
inline std::atomic<ReadHook>& readFaultHook() {
    static std::atomic<ReadHook> value{nullptr};
    return value;
}

/// Path of an open file.
inline std::string pathOfFile(int file) {
    char target[4096];
    const ssize_t length = ::readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), target, sizeof target);
    return {target, length > 0 ? static_cast<std::size_t>(length) : 0};
}

} // namespace studio::test

extern "C" ssize_t read(int file, void* to, std::size_t bytes) {
    for (const studio::test::ReadHook hook :
         {studio::test::readGateHook().load(), studio::test::readFaultHook().load()}) {
        if (hook != nullptr && !hook(file)) {
            errno = EIO;
            return -1;
        }
    }
    return static_cast<ssize_t>(::syscall(SYS_read, file, to, bytes));
}
