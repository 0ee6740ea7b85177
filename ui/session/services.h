// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/device/device.h"
#include "core/infer/classifier.h"
#include "core/train/trainer.h"

namespace studio {

/// The parts of the engine that need LibTorch, handed in as values: app gives the real ones, tests scripted ones. The
/// rest of core is called directly.
struct StudioServices {
    TrainEngine train;
    std::function<std::unique_ptr<Classifier>(const std::string& model, const std::string& which)> openClassifier;
    std::function<std::vector<DeviceInfo>()> devices;
};

} // namespace studio
