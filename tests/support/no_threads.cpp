// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/no_threads.h"

#include <atomic>
#include <cerrno>
#include <dlfcn.h>
#include <pthread.h>

#define STUDIO_EXPORT __attribute__((visibility("default")))

namespace studio::test {

namespace {
std::atomic<bool> wanted{false};
std::atomic<int> refusedCount{0};
} // namespace

STUDIO_EXPORT NoThreads::NoThreads() {
    wanted = true;
}

STUDIO_EXPORT NoThreads::~NoThreads() {
    wanted = false;
}

STUDIO_EXPORT int NoThreads::refused() {
    return refusedCount;
}

} // namespace studio::test

extern "C" STUDIO_EXPORT int pthread_create(pthread_t* thread, const pthread_attr_t* how, void* (*body)(void*),
                                            void* with) {
    if (studio::test::wanted) {
        ++studio::test::refusedCount;
        return EAGAIN;
    }
    static const auto real = reinterpret_cast<decltype(&pthread_create)>(::dlsym(RTLD_NEXT, "pthread_create"));
    return real(thread, how, body, with);
}
