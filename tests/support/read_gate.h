// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A slow disk under a test's control: read(2) of this executable waits for chosen files. Include from one source file
// of a test.

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/syscall.h>
#include <unistd.h>

namespace studio::test {

/// While this lives, reads of the file at `path` wait until open() was called. One at a time; no such read may run when
/// it is made.
class ReadGate {
public:
    explicit ReadGate(const std::string& path) {
        pathOf() = std::filesystem::canonical(path).string();
        reached() = false;
        closed() = true;
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
    static void pass(int file) {
        if (!closed())
            return;
        char target[4096];
        const ssize_t length = ::readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), target, sizeof target);
        if (length > 0 && std::string_view(target, static_cast<std::size_t>(length)) == pathOf()) {
            reached() = true;
            reached().notify_all();
            closed().wait(true);
        }
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

extern "C" ssize_t read(int file, void* to, std::size_t bytes) {
    studio::test::ReadGate::pass(file);
    return static_cast<ssize_t>(::syscall(SYS_read, file, to, bytes));
}
