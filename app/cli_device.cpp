// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_device.h"

#include <cstdio>

#include "core/device/card_verdict.h"
#include "core/device/cuda_plugin.h"
#include "core/device/device.h"

namespace studio {

CardReport lookAtCardsPatiently(const std::stop_token& stop) {
    CardPlaces places;
    places.tellSlow = [] { std::fputs("Asking the NVIDIA driver, which may take a minute ...\n", stderr); };
    return lookAtCards(places, stop);
}

void findCards(const std::string& device, const std::stop_token& stop) {
    if (device != "auto" && !device.starts_with("cuda"))
        return;
    const CudaPlugin plugin = findCudaPlugin();
    if (plugin.path.empty())
        return;
    const CardReport report = lookAtCardsPatiently(stop);
    registerCards(report, plugin);
    if (device == "auto" && !stop.stop_requested() && report.hasCard && !listDevices().front().accelerator) {
        if (const std::string why = whyNoCardIsUsable(report); !why.empty())
            std::fprintf(stderr, "note: computing on the CPU: %s\n", why.c_str());
    }
}

} // namespace studio
