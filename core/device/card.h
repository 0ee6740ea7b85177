// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/device/card_ability.h"

namespace studio {

/// A card (GPU; the window has a Card of its own) as its driver describes it. What a driver does not tell is nullopt or
/// empty.
struct GraphicsCard {
    int index = 0;        ///< the driver's number, as nvidia-smi shows it: by place on the PCI bus
    std::string name;     ///< "NVIDIA T4"
    std::string uuid;     ///< "GPU-6f1c..."; the same after every boot and in CUDA
    std::string pciBusId; ///< "00000000:00:1E.0"; in CUDA as shortBusId()
    std::optional<std::uint64_t> memoryBytes, memoryFreeBytes;
    std::optional<ComputeCapability> capability;
    std::string problem; ///< one or two sentences where the card does not answer, with the way out
};

/// As CUDA writes it, "0000:00:1E.0"; one whose domain takes more than four digits stays as it is.
inline std::string shortBusId(const std::string& pciBusId) {
    return pciBusId.size() == 16 && pciBusId.starts_with("0000") ? pciBusId.substr(4) : pciBusId;
}

/// One look at a card under way. What a card or driver cannot tell is nullopt.
struct CardReading {
    std::optional<int> utilisationPercent; ///< share of the last moment in which some kernel ran, not how full it was
    std::optional<std::uint64_t> memoryUsedBytes, memoryBytes;
    std::optional<int> temperatureCelsius;
    std::optional<double> powerWatts, powerLimitWatts;
    std::optional<int> smClockMhz, smClockMaxMhz;
    std::optional<std::vector<std::string>> slowedBy; ///< why the clock is below its maximum; empty = nothing holds it
    bool isThrottled = false; ///< by heat or by a brake of the hardware, beside limits that were set or are as built
    std::string problem;      ///< as GraphicsCard::problem; nothing else is set then
};

/// What a card draws, and has used. What it or its driver cannot tell is nullopt.
struct CardPower {
    std::optional<double> countedJoules; ///< since the driver was loaded, by the card's own counter
    std::optional<double> watts;         ///< now
};

/// What CardSampler has for the window: the cards that are visible to CUDA, and the last look at each.
struct CardsReading {
    std::chrono::steady_clock::time_point takenAt; ///< older than a few seconds: the driver hangs
    std::vector<GraphicsCard> cards;
    std::vector<CardReading> readings; ///< one a card, in the same order
    std::string problem;               ///< why there are none; empty where there are some
};

} // namespace studio
