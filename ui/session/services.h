// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/device/card_report.h"
#include "core/device/card_sampler.h"
#include "core/device/device.h"
#include "core/infer/classifier.h"
#include "core/train/trainer.h"

namespace studio {

/// What is known of the machine's NVIDIA cards.
struct CardsFound {
    bool hasPlugin = false; ///< this build computes on cards
    CardReport report;      ///< empty without a plug-in: the driver is not asked then
};

/// The parts of the engine that need LibTorch, or a card, handed in as values: app gives the real ones, tests scripted
/// ones. The rest of core is called directly.
struct StudioServices {
    TrainEngine train;
    TrainEngine follow; ///< followRun(); null: no run of another process is followed
    std::function<std::unique_ptr<Classifier>(const std::string& model, const std::string& which)> openClassifier;
    std::function<std::vector<DeviceInfo>()> devices; ///< known now, best first; any thread
    /// Looks at the cards and makes them known to `devices`. May take a minute; ends early at a stop. Any thread but
    /// the GUI's. Null: there are none.
    std::function<CardsFound(const std::stop_token&)> findCards;
    std::function<std::unique_ptr<CardSampler>()> sampleCards; ///< null: nobody looks at how busy they are
};

} // namespace studio
