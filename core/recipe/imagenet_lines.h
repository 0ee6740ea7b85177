// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace studio {

/// resources/words/imagenet-1k.txt, carried in the program: a line a class, "n01440764 tench", in the order of
/// torchvision's networks; lines that begin with # say where it is from.
std::string_view imagenetLines();

} // namespace studio
