// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A run's disk that hangs while a checkpoint is written, under a test's control: fsync(2) of this executable waits for
// checkpoints. Include from one source file of a test.

#include <atomic>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/support/read_call.h"

namespace studio::test {

/// While this lives, no checkpoint gets durable until open() was called. One at a time.
class SyncGate {
public:
    SyncGate() {
        reached() = false;
        closed() = true;
    }
    ~SyncGate() { open(); }
    SyncGate(const SyncGate&) = delete;
    SyncGate& operator=(const SyncGate&) = delete;

    void open() const {
        closed() = false;
        closed().notify_all();
    }
    /// Until one waits for the gate.
    void waitForWriter() const { reached().wait(false); }
    static void pass(int file) {
        if (closed() && pathOfFile(file).find(".safetensors") != std::string::npos) {
            reached() = true;
            reached().notify_all();
            closed().wait(true);
        }
    }

private:
    static std::atomic<bool>& reached() {
        static std::atomic<bool> value{false};
        return value;
    }
    static std::atomic<bool>& closed() {
        static std::atomic<bool> value{false};
        return value;
    }
};

} // namespace studio::test

extern "C" int fsync(int file) {
    studio::test::SyncGate::pass(file);
    return static_cast<int>(::syscall(SYS_fsync, file));
}
