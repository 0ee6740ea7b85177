// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace studio {

/// Names and versions of the libraries that the engine is made of, for people who report a fault: those that are
/// loaded where the library tells, else those that this program was built with. Any thread.
std::vector<std::pair<std::string, std::string>> libraryVersions();

} // namespace studio
