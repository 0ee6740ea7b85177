// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A run's disk that hangs or fails while a file is written, under a test's control: fsync(2) of this executable waits
// for checkpoints, or for what a test names, or fails. Include from one source file of a test.

#include <cerrno>
#include <mutex>
#include <string>
#include <utility>

#include <sys/syscall.h>
#include <unistd.h>

#include "tests/support/read_call.h"

namespace studio::test {

/// While this lives, no file with `part` in its path gets durable until open() was called. One at a time.
class SyncGate {
public:
    explicit SyncGate(std::string part = ".safetensors") {
        partOf() = std::move(part);
        gate().close();
    }
    ~SyncGate() { open(); }
    SyncGate(const SyncGate&) = delete;
    SyncGate& operator=(const SyncGate&) = delete;

    void open() const { gate().open(); }
    /// Until one waits for the gate.
    void waitForWriter() const { gate().waitForCall(); }
    static void pass(int file) {
        if (gate().isClosed() && pathOfFile(file).find(partOf()) != std::string::npos) {
            gate().pass();
        }
    }

private:
    static std::string& partOf() {
        static std::string value;
        return value;
    }
    static Gate& gate() {
        static Gate value;
        return value;
    }
};

/// While this lives, what has this end of a path cannot be synced. One at a time.
class SyncFault {
public:
    explicit SyncFault(std::string end) { set(std::move(end)); }
    ~SyncFault() { set({}); }
    SyncFault(const SyncFault&) = delete;
    SyncFault& operator=(const SyncFault&) = delete;

    static bool hits(int file) {
        const std::lock_guard lock(mutex());
        return !endOf().empty() && pathOfFile(file).ends_with(endOf());
    }

private:
    static void set(std::string end) {
        const std::lock_guard lock(mutex());
        endOf() = std::move(end);
    }
    static std::mutex& mutex() {
        static std::mutex value;
        return value;
    }
    static std::string& endOf() {
        static std::string value;
        return value;
    }
};

} // namespace studio::test

extern "C" int fsync(int file) {
    studio::test::SyncGate::pass(file);
    if (studio::test::SyncFault::hits(file)) {
        errno = EIO;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_fsync, file));
}
