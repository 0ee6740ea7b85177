// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/model/model_spec.h"

namespace studio {

/// What people write in the place of a list's file for the classes of ImageNet-1k.
inline constexpr std::string_view kImagenetClasses = "imagenet-1k";
inline constexpr std::int64_t kImagenetClassCount = 1000;

/// Their lines as a list of classes has them, "n01440764 tench", in the order of torchvision's networks.
std::vector<std::string> imagenetClassLines();

/// Whether weights are known to count the classes of ImageNet-1k in that order, though they do not say so: a file as
/// PyTorch's hub publishes it, whose name begins with the network and ends with the first digits of the SHA-256 that
/// it has ("resnet50-0676ba61.pth"), of torchvision's family, with 1,000 classes. Reads the whole file. Throws
/// Error(Io).
bool isPublishedForImagenet(const std::string& file, const ModelSpec& spec);

} // namespace studio
