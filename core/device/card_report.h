// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "core/device/card.h"
#include "core/device/nvml.h"
#include "core/device/visible_cards.h"

namespace studio {

/// Where lookAtCards() looks; other places are for tests.
struct CardPlaces {
    std::string library = Nvml::kLibrary;
    std::string kernelDriver = "/proc/driver/nvidia/version"; ///< there while the driver is loaded
    std::string pciDevices = "/sys/bus/pci/devices";          ///< where a card is seen without a driver
    CudaEnvironment environment = cudaEnvironment();
    std::chrono::milliseconds patience{10'000};
};

/// The machine's NVIDIA cards and driver, for `system-info` and for a person who asked for a card and gets none.
struct CardReport {
    std::string driver, cuda; ///< versions; empty without a driver
    std::vector<Card> cards;  ///< those that CUDA shows
    std::string note;         ///< VisibleCards::note
    /// One or two sentences why no card can be used by any program, with the way out; empty where one can.
    std::string problem;
};

/// Asks the driver, once. Returns within `patience` even where it hangs, its thread is then left behind. Never throws
/// for a fault of the driver. Any thread but the GUI's.
CardReport lookAtCards(const CardPlaces& places = {});

/// "NVIDIA T4, 15.8 GB, 15.6 GB free: fp16", or why it cannot be used.
std::string cardText(const Card& card);
bool isUsable(const Card& card);
/// Names and values for `system-info`. `canUseCuda`: whether this build computes on cards at all.
std::vector<std::pair<std::string, std::string>> cardLines(const CardReport& report, bool canUseCuda);
inline constexpr const char* kNoCudaHere = "This build of ResNet Studio has no CUDA plug-in: it computes on the CPU.";

} // namespace studio
