// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace studio {

/// What a short look at a folder of class folders tells, without a scan: enough to recognise it by.
struct DataGlance {
    enum class State { Gone, Unreadable, NoClasses, Classes };
    State state = State::Gone;
    std::int64_t classes = 0;          ///< class folders of its training set
    std::vector<std::string> pictures; ///< paths, of classes far from each other
};

/// Reads names only, and few. Any thread but the GUI thread; returns early once `stop` is requested.
DataGlance glanceAtData(const std::string& root, std::size_t pictures, const std::stop_token& stop = {});

} // namespace studio
