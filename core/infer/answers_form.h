// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace studio {

// What files of answers begin with: writer and reader agree on it.

inline constexpr std::string_view kAnswersCsvHead = "picture,problem,truth";
inline constexpr std::string_view kAnswersJsonHead = R"({"format":"resnet-studio answers")";
/// The end of the first line of JSON; a picture a line follows.
inline constexpr std::string_view kAnswersJsonRows = R"("pictures":[)";

} // namespace studio
