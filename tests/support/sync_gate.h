// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A run's disk that hangs while a checkpoint is written, under a test's control: fsync(2) of this executable waits for
// checkpoints. Include from one source file of a test.

#include <sys/syscall.h>
#include <unistd.h>

#include "tests/support/read_call.h"

namespace studio::test {

/// While this lives, no checkpoint gets durable until open() was called. One at a time.
class SyncGate {
public:
    SyncGate() { gate().close(); }
    ~SyncGate() { open(); }
    SyncGate(const SyncGate&) = delete;
    SyncGate& operator=(const SyncGate&) = delete;

    void open() const { gate().open(); }
    /// Until one waits for the gate.
    void waitForWriter() const { gate().waitForCall(); }
    static void pass(int file) {
        if (gate().isClosed() && pathOfFile(file).find(".safetensors") != std::string::npos) {
            gate().pass();
        }
    }

private:
    static Gate& gate() {
        static Gate value;
        return value;
    }
};

} // namespace studio::test

extern "C" int fsync(int file) {
    studio::test::SyncGate::pass(file);
    return static_cast<int>(::syscall(SYS_fsync, file));
}
