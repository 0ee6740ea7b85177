// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/device.h"

#include "core/base/error.h"
#include "core/device/compute_device_internal.h"

namespace studio {

std::vector<DeviceInfo> listDevices() {
    return {makeCpuDevice()->info()};
}

DeviceInfo findDevice(const std::string& request) {
    const std::vector<DeviceInfo> devices = listDevices();
    if (request == "auto") {
        return devices.front();
    }
    for (const DeviceInfo& device : devices) {
        if (device.id == request || (request == "cuda" && device.id == "cuda:0")) {
            return device;
        }
    }
    if (request == "cuda" || request.starts_with("cuda:")) {
        throw Error(ErrorKind::Device, Message{.title = "No CUDA device can be used here",
                                               .place = request,
                                               .done = "This build of ResNet Studio computes on the CPU.",
                                               .next = "Choose the device \"auto\" or \"cpu\"."});
    }
    throw Error(ErrorKind::Device, Message{.title = "There is no such device",
                                           .place = request,
                                           .done = {},
                                           .next = "Choose \"auto\", \"cpu\", \"cuda\" or \"cuda:N\"."});
}

std::unique_ptr<ComputeDevice> openDevice(const std::string& request) {
    findDevice(request); // the CPU is the only device this build has; anything else was refused by name
    return makeCpuDevice();
}

} // namespace studio
