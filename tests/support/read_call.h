// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// read(2) of this executable, where tests stand before the system: read_gate.h and read_faults.h. Include from one
// source file of a test.

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/support/gate.h"

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
