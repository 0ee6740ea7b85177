// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A disk that does not answer, under a test's control: lstat(2), ftruncate(2) and unlink(2) of this executable wait for
// a chosen file. run.db is looked at with the first before SQLite opens it; a run's lock is written with the second
// before anything of the run is deleted. Include from one source file of a test.

#include <atomic>
#include <cstddef>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace studio::test {

/// While this lives, such calls on the file at `path` wait until open() was called. One at a time; no such call may run
/// when it is made.
class CallGate {
public:
    explicit CallGate(const std::string& path) {
        pathOf() = path;
        reached() = false;
        closed() = true;
    }
    ~CallGate() { open(); }
    CallGate(const CallGate&) = delete;
    CallGate& operator=(const CallGate&) = delete;

    void open() const {
        closed() = false;
        closed().notify_all();
    }
    /// Until a call waits for the gate.
    void waitForCall() const { reached().wait(false); }
    bool isReached() const { return reached(); }

    static void pass(std::string_view path) {
        if (!closed() || path != pathOf())
            return;
        reached() = true;
        reached().notify_all();
        closed().wait(true);
    }
    static void passFile(int file) {
        char target[4096];
        const ssize_t length =
            closed() ? ::readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), target, sizeof target) : 0;
        if (length > 0)
            pass(std::string_view(target, static_cast<std::size_t>(length)));
    }

private:
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
