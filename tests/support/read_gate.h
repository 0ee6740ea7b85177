// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A slow disk under a test's control: read(2) of this executable waits for chosen files. Include from one source file
// of a test.

#include <atomic>
#include <filesystem>
#include <string>

#include "tests/support/read_call.h"

namespace studio::test {

/// While this lives, reads of the file at `path` wait until open() was called. One at a time; no such read may run when
/// it is made.
class ReadGate {
public:
    explicit ReadGate(const std::string& path) {
        pathOf() = std::filesystem::canonical(path).string();
        reached() = false;
        closed() = true;
        readGateHook() = &pass;
    }
    ~ReadGate() { open(); }
    ReadGate(const ReadGate&) = delete;
    ReadGate& operator=(const ReadGate&) = delete;

    void open() const {
        closed() = false;
        closed().notify_all();
    }
    /// Until a read waits for the gate.
    void waitForReader() const { reached().wait(false); }
    bool isReached() const { return reached(); }

private:
    static bool pass(int file) {
        if (closed() && pathOfFile(file) == pathOf()) {
            reached() = true;
            reached().notify_all();
            closed().wait(true);
        }
        return true;
    }
    static std::string& pathOf() {
        static std::string value;
        return value;
    }
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
