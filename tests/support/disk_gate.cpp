// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#undef _FORTIFY_SOURCE // it makes inlines of what is replaced here

#include "tests/support/disk_gate.h"

#include <condition_variable>
#include <cstdarg>
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <mutex>
#include <string_view>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <thread>
#include <unistd.h>

namespace studio::test {

namespace {

struct Gate {
    std::mutex mutex;
    std::condition_variable changed;
    std::string folder;
    bool closed = false, reached = false;
    std::thread::id maker;
    std::string touched;
};

Gate& gate() {
    static Gate& value = *new Gate; // calls come until the very end of the process
    return value;
}

void pass(const char* call, const char* path) {
    Gate& g = gate();
    std::unique_lock lock(g.mutex);
    if (!g.closed || path == nullptr || !std::string_view(path).starts_with(g.folder))
        return;
    if (std::this_thread::get_id() == g.maker) {
        g.touched = std::string(call) + " " + path;
        return;
    }
    g.reached = true;
    g.changed.wait(lock, [&g] { return !g.closed; });
}

} // namespace

__attribute__((visibility("default"))) DiskGate::DiskGate(const std::string& folder) {
    Gate& g = gate();
    const std::lock_guard lock(g.mutex);
    g.folder = folder;
    g.closed = true;
    g.reached = false;
    g.maker = std::this_thread::get_id();
    g.touched.clear();
}

__attribute__((visibility("default"))) DiskGate::~DiskGate() {
    open();
}

__attribute__((visibility("default"))) void DiskGate::open() const {
    Gate& g = gate();
    const std::lock_guard lock(g.mutex);
    g.closed = false;
    g.changed.notify_all();
}

__attribute__((visibility("default"))) bool DiskGate::isReached() const {
    const std::lock_guard lock(gate().mutex);
    return gate().reached;
}

__attribute__((visibility("default"))) std::string DiskGate::touchedByMaker() const {
    const std::lock_guard lock(gate().mutex);
    return gate().touched;
}

} // namespace studio::test

#define STUDIO_GATE extern "C" __attribute__((visibility("default")))
#define STUDIO_PASS(name, path)                                                                                        \
    studio::test::pass(#name, path);                                                                                   \
    static const auto real = reinterpret_cast<decltype(&(name))>(::dlsym(RTLD_NEXT, #name))

STUDIO_GATE int stat(const char* path, struct stat* to) noexcept {
    STUDIO_PASS(stat, path);
    return real(path, to);
}
STUDIO_GATE int lstat(const char* path, struct stat* to) noexcept {
    STUDIO_PASS(lstat, path);
    return real(path, to);
}
STUDIO_GATE int stat64(const char* path, struct stat64* to) noexcept {
    STUDIO_PASS(stat64, path);
    return real(path, to);
}
STUDIO_GATE int lstat64(const char* path, struct stat64* to) noexcept {
    STUDIO_PASS(lstat64, path);
    return real(path, to);
}
STUDIO_GATE int statx(int folder, const char* path, int flags, unsigned mask, struct statx* to) noexcept {
    STUDIO_PASS(statx, path);
    return real(folder, path, flags, mask, to);
}
STUDIO_GATE int statvfs(const char* path, struct statvfs* to) noexcept {
    STUDIO_PASS(statvfs, path);
    return real(path, to);
}
STUDIO_GATE int statvfs64(const char* path, struct statvfs64* to) noexcept {
    STUDIO_PASS(statvfs64, path);
    return real(path, to);
}
STUDIO_GATE int access(const char* path, int mode) noexcept {
    STUDIO_PASS(access, path);
    return real(path, mode);
}
STUDIO_GATE int unlink(const char* path) noexcept {
    STUDIO_PASS(unlink, path);
    return real(path);
}
STUDIO_GATE int mkdir(const char* path, mode_t mode) noexcept {
    STUDIO_PASS(mkdir, path);
    return real(path, mode);
}
STUDIO_GATE DIR* opendir(const char* path) {
    STUDIO_PASS(opendir, path);
    return real(path);
}

namespace {

using OpenCall = int (*)(const char*, int, ...);

int openThrough(const char* call, const char* path, int flags, mode_t mode) {
    studio::test::pass(call, path);
    return reinterpret_cast<OpenCall>(::dlsym(RTLD_NEXT, call))(path, flags, mode);
}

} // namespace

#define STUDIO_MODE(flags)                                                                                             \
    mode_t mode = 0;                                                                                                   \
    if (((flags) & (O_CREAT | O_TMPFILE)) != 0) {                                                                      \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        mode = va_arg(rest, mode_t);                                                                                   \
        va_end(rest);                                                                                                  \
    }

STUDIO_GATE int open(const char* path, int flags, ...) {
    STUDIO_MODE(flags)
    return openThrough("open", path, flags, mode);
}
STUDIO_GATE int open64(const char* path, int flags, ...) {
    STUDIO_MODE(flags)
    return openThrough("open64", path, flags, mode);
}
