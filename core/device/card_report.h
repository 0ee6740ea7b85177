// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
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
    std::vector<std::string> containerMarks{"/.dockerenv", "/run/.containerenv"}; ///< one is there in a container
    std::string windowsCard = "/dev/dxg"; ///< there in a Linux under Windows (WSL)
    CudaEnvironment environment = cudaEnvironment();
    /// A driver that lets its cards sleep takes ten seconds and more to wake eight of them.
    std::chrono::milliseconds patience{60'000}, slowAfter{3'000};
    std::function<void()> tellSlow; ///< called once where the driver takes longer than `slowAfter`; may be null
};

/// The machine's NVIDIA cards and driver, for `system-info` and for a person who asked for a card and gets none.
struct CardReport {
    std::string driver, cuda;        ///< versions; empty without a driver
    std::vector<GraphicsCard> cards; ///< those that CUDA shows
    std::string note;                ///< VisibleCards::note()
    bool hasCard = false;            ///< one is seen, or a driver that is loaded for one: no card is then worth a word
    bool isSettled = false;          ///< the driver told of every card it has: time alone makes none usable
    /// Sentences why no build of this program could use a card, with the way out; empty where one could, or where that
    /// is not known.
    std::string problem;
};

/// Asks the driver, once. Returns within `patience`, or at a stop, even where it hangs; its thread is then left behind.
/// Never throws for a fault of the driver. Any thread but the GUI's.
CardReport lookAtCards(const CardPlaces& places = {}, const std::stop_token& stop = {});

/// "NVIDIA T4, 15.8 GB, 15.6 GB free: fp16", or why it cannot be used.
std::string cardText(const GraphicsCard& card);
bool isUsable(const GraphicsCard& card);
/// Why a card cannot be used with the report's driver by a program built with `built`, in sentences with the way out
/// where there is one; empty where it can, or where that is not known.
std::string whyUnusable(const GraphicsCard& card, const CardReport& report, LibtorchSet built = libtorchSetOfBuild());
/// Names and values for `system-info`. `canUseCuda`: whether this build computes on cards at all; where it does not,
/// that comes before what is broken, so that nobody mends a driver for it.
std::vector<std::pair<std::string, std::string>> cardLines(const CardReport& report, bool canUseCuda,
                                                           LibtorchSet built = libtorchSetOfBuild());
inline constexpr const char* kNoCudaHere = "This build of ResNet Studio has no CUDA plug-in: it computes on the CPU.";

} // namespace studio
