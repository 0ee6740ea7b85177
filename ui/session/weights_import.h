// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio {

class Studio;

/// Makes a run of weights that another program wrote, in the folder of the runs, and shows it where pictures are
/// classified. Asks for the list of classes where the file does not tell which ones the network knows. What it cannot
/// read is said; nothing is left behind then. GUI thread; the work is done beside it.
void importWeights(Studio& studio, const std::string& file);

} // namespace studio
