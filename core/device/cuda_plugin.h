// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/device/card_report.h"
#include "core/device/device.h"

namespace studio {

/// The library that computes on NVIDIA cards, looked for beside the program and in ../lib/resnet-studio. Whether it is
/// there is known in microseconds; it is loaded, with 370 MB of CUDA libraries, only when a card is opened.
struct CudaPlugin {
    static constexpr const char* kFileName = "libstudio_cuda.so";

    std::string path; ///< empty = there is none, so this build computes on the CPU
};
/// Any thread.
CudaPlugin findCudaPlugin();
/// For a program in this folder.
CudaPlugin findCudaPlugin(const std::string& programFolder);

/// Makes the usable cards of a report known to listDevices(), best first, and to findDevice() why the others are not.
/// Their ids are "cuda:0"..., in the order in which CUDA numbers them, the unusable ones counted. Where there is no
/// plug-in, nothing. Opening one (openDevice()) loads the plug-in, once in the process and for good; each failure is
/// one Error(Device). Any thread; again: the newer report counts, but a card that was usable stays known.
void registerCards(const CardReport& report, const CudaPlugin& plugin = findCudaPlugin());

/// What listDevices() knows of a card.
DeviceInfo cardDevice(const GraphicsCard& card, int number);

} // namespace studio
