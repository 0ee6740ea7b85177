// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Uses up the stack of a thread, as a defect of ours would.
//     overflow FOLDER main|thread
#include <cstdio>
#include <string>

#include "core/base/crash_report.h"
#include "core/base/thread.h"

namespace {

volatile int deepest = -1; // never reached, but the compiler does not know that

// The work after the call keeps the compiler from making a loop of it.
int descend(int number) { // NOLINT(misc-no-recursion)
    volatile char page[4096];
    page[0] = static_cast<char>(number);
    return number == deepest ? 0 : descend(number + 1) + page[0];
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3)
        return 64;
    studio::installCrashReports("overflow");
    const studio::CrashReportScope scope(argv[1]);
    studio::noteCrashPosition(7, 1);
    if (std::string(argv[2]) == "thread")
        studio::startThread([] { std::printf("%d\n", descend(0)); }).join();
    else
        std::printf("%d\n", descend(0));
    return 0;
}
