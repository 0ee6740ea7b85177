// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exit_code.h"
#include "app/gui/gui_app.h"
#include "core/device/lost_device.h"

int main(int argc, char** argv) {
    studio::endInOrderWhereACardIsLost(studio::kExitRetry);
    return studio::runGui(argc, argv);
}
