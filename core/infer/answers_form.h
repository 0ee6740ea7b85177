// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace studio {

// What files of answers begin with: writer and reader agree on it.

inline constexpr std::string_view kAnswersCsvHead = "picture,problem,truth";
/// Before the class in the head of its probabilities: no other column begins so, whatever a class is called.
inline constexpr std::string_view kAnswersCsvProbability = "p:";
inline constexpr std::string_view kAnswersJsonHead = R"({"format":"resnet-studio answers")";
/// The end of the first line of JSON; a picture a line follows.
inline constexpr std::string_view kAnswersJsonRows = R"("pictures":[)";

} // namespace studio
