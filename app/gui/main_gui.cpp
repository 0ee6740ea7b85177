// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exit_code.h"
#include "app/gui/gui_app.h"
#include "core/device/lost_device.h"
#include "core/device/visible_cards.h"

int main(int argc, char** argv) {
    studio::setCudaEnvironment(); // while there is no other thread
    studio::endInOrderWhereACardIsLost(studio::kExitRetry);
    return studio::runGui(argc, argv);
}
