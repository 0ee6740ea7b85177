// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A disk that does not answer, under a test's control: lstat(2), ftruncate(2) and unlink(2) of this executable wait for
// a chosen file. run.db is looked at with the first before SQLite opens it; a run's lock is written with the second
// before anything of the run is deleted. Include from one source file of a test.

#include <cstddef>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/support/gate.h"

namespace studio::test {

/// While this lives, such calls on the file at `path` wait until open() was called. One at a time; no such call may run
/// when it is made.
class CallGate {
public:
    explicit CallGate(const std::string& path) {
        pathOf() = path;
        gate().close();
    }
    ~CallGate() { open(); }
    CallGate(const CallGate&) = delete;
    CallGate& operator=(const CallGate&) = delete;

    void open() const { gate().open(); }
    /// Until a call waits for the gate.
    void waitForCall() const { gate().waitForCall(); }
    bool isReached() const { return gate().isReached(); }

    static void pass(std::string_view path) {
        if (!gate().isClosed() || path != pathOf())
            return;
        gate().pass();
    }
    static void passFile(int file) {
        if (gate().isClosed())
            pass(pathOfFile(file));
    }

private:
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

extern "C" {
int lstat(const char* path, struct stat* info) noexcept {
    studio::test::CallGate::pass(path);
    return ::fstatat(AT_FDCWD, path, info, AT_SYMLINK_NOFOLLOW);
}
int ftruncate(int file, off_t length) noexcept {
    studio::test::CallGate::passFile(file);
    return static_cast<int>(::syscall(SYS_ftruncate, file, length));
}
int unlink(const char* path) noexcept {
    studio::test::CallGate::pass(path);
    return ::unlinkat(AT_FDCWD, path, 0);
}
}
