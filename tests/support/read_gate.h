// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A slow disk under a test's control: read(2) of this executable waits for chosen files. Include from one source file
// of a test.

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
        gate().close();
        readGateHook() = &pass;
    }
    ~ReadGate() { open(); }
    ReadGate(const ReadGate&) = delete;
    ReadGate& operator=(const ReadGate&) = delete;

    void open() const { gate().open(); }
    /// Until a read waits for the gate.
    void waitForReader() const { gate().waitForCall(); }
    bool isReached() const { return gate().isReached(); }

private:
    static bool pass(int file) {
        if (gate().isClosed() && pathOfFile(file) == pathOf()) {
            gate().pass();
        }
        return true;
    }
    static std::string& pathOf() {
        static std::string value;
        return value;
    }
    static Gate& gate() {
        static Gate value;
        return value;
    }
};

} // namespace studio::test
