// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/interop/proto.h"
#include "core/recipe/config.h"

namespace studio {

// What an event of TensorBoard's may say, for EventFile::add(). Tags and texts are UTF-8.

Proto scalarsEvent(const std::vector<std::pair<const char*, double>>& figures);
Proto scalarEvent(const std::string& tag, double value);
Proto textEvent(const std::string& tag, const std::string& text);
Proto pictureEvent(const std::string& tag, int width, int height, const std::vector<std::uint8_t>& jpeg);
/// A run's row in the table of hyperparameters: the keys of its recipe. Of no group: TensorBoard makes one row of all
/// runs of a group, with the recipe of the first.
Proto hyperparametersEvent(const TrainConfig& config, double startUtcSeconds);
/// How that run ended.
Proto hyperparametersEndEvent(bool succeeded, double utcSeconds);

} // namespace studio
