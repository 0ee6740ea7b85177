// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A system that gives no more threads (a limit of processes in a container), under a test's control. A library of its
// own (no_threads.cpp) that stands before libc, so that the threads of libstdc++ are refused too.

namespace studio::test {

/// While this lives no thread can be made. One at a time.
class NoThreads {
public:
    NoThreads();
    ~NoThreads();
    NoThreads(const NoThreads&) = delete;
    NoThreads& operator=(const NoThreads&) = delete;

    /// How many were asked for in vain, in all.
    static int refused();
};

} // namespace studio::test
