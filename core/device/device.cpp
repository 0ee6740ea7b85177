// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/device.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "core/base/error.h"
#include "core/base/system_info.h"
#include "core/device/card_report.h"
#include "core/device/compute_device_internal.h"
#include "core/device/cpu_device_internal.h"

namespace studio {

namespace {

struct Registered {
    DeviceInfo info;
    std::function<std::unique_ptr<ComputeDevice>()> open;
};

struct Registry {
    std::mutex mutex;
    std::vector<Registered> devices;       ///< best first
    std::map<std::string, NoCard> missing; ///< by id
    std::function<void()> loadFirst;       ///< before anything is computed; may be null
};

Registry& registry() {
    static Registry devices;
    return devices;
}

/// Where nothing computes on cards here, the driver is not asked: it may hang, and mending it would not help.
Error noCudaDevice(const std::string& request, const std::vector<DeviceInfo>& devices) {
    std::string usable, why;
    bool lasts = false;
    for (const DeviceInfo& device : devices) {
        usable += (usable.empty() ? "" : ", ") + device.id;
    }
    const bool hasOther = devices.size() > 1; // than the CPU
    Registry& known = registry();
    {
        const std::lock_guard lock(known.mutex);
        for (const char* id : {request.c_str(), "cuda"}) {
            if (const auto found = known.missing.find(id); why.empty() && found != known.missing.end()) {
                why = found->second.why;
                lasts = found->second.lasts;
            }
        }
        if (why.empty() && !hasOther)
            why = known.missing.contains("cuda") ? "The NVIDIA driver shows no card to this program." : kNoCudaHere;
    }
    lasts = lasts || why == kNoCudaHere; // a build stays what it is
    if (hasOther)
        why += (why.empty() ? "" : " ") + ("There are these: " + usable + ".");
    return Error(!lasts ? ErrorKind::Device : ErrorKind::Config,
                 Message{.title = hasOther ? "This CUDA device cannot be used here" : "No CUDA device can be used here",
                         .place = request,
                         .done = why,
                         .next = hasOther ? "Choose one of them, or \"auto\"."
                                          : "To compute without a card choose the device \"auto\" or \"cpu\"."});
}

} // namespace

void registerDevice(const DeviceInfo& info, std::function<std::unique_ptr<ComputeDevice>()> open) {
    Registry& known = registry();
    const std::lock_guard lock(known.mutex);
    std::erase_if(known.devices, [&](const Registered& device) { return device.info.id == info.id; });
    known.devices.push_back({info, std::move(open)});
}

void explainMissing(const std::string& id, NoCard why) {
    Registry& known = registry();
    const std::lock_guard lock(known.mutex);
    known.missing[id] = std::move(why);
}

NoCard whyNoCard() {
    Registry& known = registry();
    const std::lock_guard lock(known.mutex);
    const auto found = known.missing.find(kCardHere);
    const bool isUsable = std::any_of(known.devices.begin(), known.devices.end(),
                                      [](const Registered& device) { return device.info.accelerator; });
    return isUsable || found == known.missing.end() ? NoCard() : found->second;
}

void loadBeforeComputing(std::function<void()> load) {
    Registry& known = registry();
    const std::lock_guard lock(known.mutex);
    known.loadFirst = std::move(load);
}

std::vector<DeviceInfo> listDevices() {
    std::vector<DeviceInfo> devices;
    Registry& known = registry();
    {
        const std::lock_guard lock(known.mutex);
        for (const Registered& device : known.devices) {
            devices.push_back(device.info);
        }
    }
    devices.push_back(makeCpuDevice()->info());
    return devices;
}

DeviceInfo findDevice(const std::string& request) {
    const std::vector<DeviceInfo> devices = listDevices();
    if (request == "auto") {
        return devices.front();
    }
    for (const DeviceInfo& device : devices) {
        if (device.id == request || (request == "cuda" && device.id.starts_with("cuda:"))) {
            return device;
        }
    }
    if (request == "cuda" || request.starts_with("cuda:")) {
        throw noCudaDevice(request, devices);
    }
    throw Error(ErrorKind::Usage, Message{.title = "There is no such device",
                                          .place = request,
                                          .done = {},
                                          .next = "Choose \"auto\", \"cpu\", \"cuda\" or \"cuda:N\"."});
}

std::string deviceIdOf(const std::string& request) {
    try {
        return findDevice(request).id;
    } catch (const Error&) {
        return request; // whoever opens it says what is missing
    }
}

void setComputeThreads(int threads) {
    at::set_num_threads(threads > 0 ? threads : std::max(1, systemInfo().cores));
}

std::unique_ptr<ComputeDevice> openDevice(const std::string& request) {
    const DeviceInfo wanted = findDevice(request);
    std::function<std::unique_ptr<ComputeDevice>()> open = makeCpuDevice;
    std::function<void()> loadFirst;
    {
        Registry& known = registry();
        const std::lock_guard lock(known.mutex);
        loadFirst = known.loadFirst;
        for (const Registered& device : known.devices) {
            if (device.info.id == wanted.id) {
                open = device.open;
            }
        }
    }
    if (loadFirst) {
        loadFirst();
    }
    return open(); // it may take seconds, and ask for devices itself
}

} // namespace studio
