// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/services.h"

namespace studio {

/// The engine the window works with: the real trainer, classifier and devices.
StudioServices realServices();

/// resnet-studio: reads the command line, opens the window, runs until it is closed. Returns the exit code; never
/// throws. main()'s thread.
int runGui(int argc, char** argv);

} // namespace studio
