// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/card_of_run.h"

#include <charconv>
#include <string_view>

namespace studio {

namespace {

constexpr std::string_view kCuda = "cuda:";

} // namespace

const DeviceInfo* cardOfRun(const std::vector<DeviceInfo>& devices, const std::string& asked, const std::string& name) {
    const DeviceInfo* found = nullptr;
    for (const DeviceInfo& device : devices) {
        if (!device.accelerator || device.name != name)
            continue;
        if (device.id == asked)
            return &device;
        if (found == nullptr)
            found = &device;
    }
    return found;
}

int visibleIndexOf(const DeviceInfo& device) {
    int index = -1;
    if (device.id.starts_with(kCuda))
        std::from_chars(device.id.data() + kCuda.size(), device.id.data() + device.id.size(), index);
    return index;
}

} // namespace studio
