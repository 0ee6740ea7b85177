// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace studio {

/// What people write in the place of a list's file for the classes of ImageNet-1k.
inline constexpr std::string_view kImagenetClasses = "imagenet-1k";

/// resources/words/imagenet-1k.txt: a line a class, "n01440764 tench", in the order of torchvision's networks; lines
/// that begin with # say where it is from. Carried in the program.
std::string_view imagenetClassLines();

} // namespace studio
