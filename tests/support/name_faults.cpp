// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#undef _FORTIFY_SOURCE // it makes inlines of what is replaced here

#include "tests/support/name_faults.h"

#include <cerrno>
#include <cstdarg>
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <map>
#include <mutex>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace studio::test {

namespace {

struct Fault {
    int number = 0, left = 0;
};

struct Faults {
    std::mutex mutex;
    std::map<std::string, Fault> byName;
};

Faults& faults() {
    static Faults& value = *new Faults; // calls come until the very end of the process
    return value;
}

bool fails(const char* path) {
    Faults& all = faults();
    const std::lock_guard lock(all.mutex);
    for (auto& [name, fault] : all.byName) {
        const std::string_view asked = path != nullptr ? path : "";
        if (fault.left > 0 && (asked == name || asked.starts_with(name + "/"))) {
            --fault.left;
            errno = fault.number;
            return true;
        }
    }
    return false;
}

} // namespace

__attribute__((visibility("default"))) NameFault::NameFault(std::string path, int errorNumber, int times)
    : path_(std::move(path)) {
    const std::lock_guard lock(faults().mutex);
    faults().byName[path_] = {errorNumber, times};
}

__attribute__((visibility("default"))) NameFault::~NameFault() {
    const std::lock_guard lock(faults().mutex);
    faults().byName.erase(path_);
}

} // namespace studio::test

#define STUDIO_FAULT extern "C" __attribute__((visibility("default")))
#define STUDIO_FAIL(name, path, failure)                                                                               \
    if (studio::test::fails(path))                                                                                     \
        return failure;                                                                                                \
    static const auto real = reinterpret_cast<decltype(&(name))>(::dlsym(RTLD_NEXT, #name))

STUDIO_FAULT int stat(const char* path, struct stat* to) noexcept {
    STUDIO_FAIL(stat, path, -1);
    return real(path, to);
}
STUDIO_FAULT int stat64(const char* path, struct stat64* to) noexcept {
    STUDIO_FAIL(stat64, path, -1);
    return real(path, to);
}
STUDIO_FAULT int access(const char* path, int mode) noexcept {
    STUDIO_FAIL(access, path, -1);
    return real(path, mode);
}
STUDIO_FAULT DIR* opendir(const char* path) {
    STUDIO_FAIL(opendir, path, nullptr);
    return real(path);
}

#define STUDIO_OPEN(name)                                                                                              \
    STUDIO_FAULT int name(const char* path, int flags, ...) {                                                          \
        STUDIO_FAIL(name, path, -1);                                                                                   \
        mode_t mode = 0;                                                                                               \
        if ((flags & (O_CREAT | O_TMPFILE)) != 0) {                                                                    \
            va_list rest;                                                                                              \
            va_start(rest, flags);                                                                                     \
            mode = va_arg(rest, mode_t);                                                                               \
            va_end(rest);                                                                                              \
        }                                                                                                              \
        return real(path, flags, mode);                                                                                \
    }
STUDIO_OPEN(open)
STUDIO_OPEN(open64)
