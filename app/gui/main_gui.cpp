// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/gui_app.h"

int main(int argc, char** argv) {
    return studio::runGui(argc, argv);
}
