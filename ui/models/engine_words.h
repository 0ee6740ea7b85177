// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QString>

namespace studio {

/// What the engine says of its presets, forms of packed sets and known data sets, in the language of the window. What is
/// not known here stays as the engine says it. Called on the GUI thread.
QString engineWords(const std::string& english);

} // namespace studio
