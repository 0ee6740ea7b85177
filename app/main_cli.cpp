// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <unistd.h>

#include "app/cli.h"
#include "app/exit_code.h"
#include "core/base/left_behind.h"
#include "core/device/lost_device.h"
#include "core/device/visible_cards.h"

int main(int argc, char** argv) {
    studio::setCudaEnvironment(); // while there is no other thread
    studio::endInOrderWhereACardIsLost(studio::kExitRetry);
    const int code = studio::runCli(argc, argv);
    if (studio::threadsLeftBehind() > 0) { // they hang in a disk's call: nothing may be destroyed under them
        std::fflush(nullptr);
        ::_exit(code);
    }
    return code;
}
