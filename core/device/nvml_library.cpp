// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <clocale>
#include <dlfcn.h>
#include <locale.h>

#include "core/base/text.h"
#include "core/device/card_ability.h"
#include "core/device/nvml_library_internal.h"

namespace studio {

namespace {

/// The loader's complaints in English while it lives: what they say is looked at.
class EnglishMessages {
public:
    EnglishMessages()
        : plain_(::newlocale(LC_ALL_MASK, "C", nullptr))
        , before_(::uselocale(plain_)) {}
    ~EnglishMessages() {
        ::uselocale(before_);
        if (plain_ != nullptr)
            ::freelocale(plain_);
    }
    EnglishMessages(const EnglishMessages&) = delete;
    EnglishMessages& operator=(const EnglishMessages&) = delete;

private:
    locale_t plain_, before_;
};

template<typename Function>
bool find(void* library, Function*& function, const char* name) {
    void* const address = ::dlsym(library, name);
    function = reinterpret_cast<Function*>(address);
    return address != nullptr;
}

/// The first of those that nothing can be done without and that is missing; null if none is.
const char* findNeeded(void* library, NvmlFunctions& f) {
    return !find(library, f.init, "nvmlInit_v2")                              ? "nvmlInit_v2"
           : !find(library, f.shutdown, "nvmlShutdown")                       ? "nvmlShutdown"
           : !find(library, f.count, "nvmlDeviceGetCount_v2")                 ? "nvmlDeviceGetCount_v2"
           : !find(library, f.handleByIndex, "nvmlDeviceGetHandleByIndex_v2") ? "nvmlDeviceGetHandleByIndex_v2"
                                                                              : nullptr;
}

void findOthers(void* library, NvmlFunctions& f) {
    find(library, f.driverVersion, "nvmlSystemGetDriverVersion");
    find(library, f.cudaVersion, "nvmlSystemGetCudaDriverVersion_v2");
    find(library, f.name, "nvmlDeviceGetName");
    find(library, f.uuid, "nvmlDeviceGetUUID");
    find(library, f.pciInfo, "nvmlDeviceGetPciInfo_v3");
    find(library, f.capability, "nvmlDeviceGetCudaComputeCapability");
    find(library, f.memory, "nvmlDeviceGetMemoryInfo");
    find(library, f.utilisation, "nvmlDeviceGetUtilizationRates");
    find(library, f.temperature, "nvmlDeviceGetTemperature");
    find(library, f.power, "nvmlDeviceGetPowerUsage");
    find(library, f.powerLimit, "nvmlDeviceGetEnforcedPowerLimit");
    find(library, f.energy, "nvmlDeviceGetTotalEnergyConsumption");
    find(library, f.clock, "nvmlDeviceGetClockInfo");
    find(library, f.clockMax, "nvmlDeviceGetMaxClockInfo");
    if (!find(library, f.slowedBy, "nvmlDeviceGetCurrentClocksEventReasons")) // its name since driver 535
        find(library, f.slowedBy, "nvmlDeviceGetCurrentClocksThrottleReasons");
}

constexpr const char* kInstallAgain = "Install the NVIDIA driver again.";

} // namespace

bool loadNvml(const std::string& library, NvmlFunctions& functions) {
    const EnglishMessages english;
    void* const opened = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (opened == nullptr) {
        const char* const said = ::dlerror();
        const std::string why = said != nullptr ? said : "";
        if (why.starts_with(library + ": cannot open shared object file: No such file"))
            return false;
        throw Error(ErrorKind::Device, Message{.title = "The NVIDIA driver's library cannot be loaded",
                                               .place = library,
                                               .done = displayText(why) + ".",
                                               .next = kInstallAgain});
    }
    if (const char* const missing = findNeeded(opened, functions))
        throw Error(ErrorKind::Device, Message{.title = "The NVIDIA driver's library is too old or damaged",
                                               .place = library,
                                               .done = "It has no function " + std::string(missing) + ".",
                                               .next = kInstallAgain});
    findOthers(opened, functions);
    return true;
}

Message nvmlMessage(int code) {
    switch (code) {
    case kNvmlNoPermission:
        return {"This user may not use the NVIDIA driver",
                "/dev/nvidia*",
                {},
                "Ask for the right to use these files (often the groups video and render)."};
    case kNvmlInsufficientPower:
        return {"The card has too little power", {}, {}, "Connect its power cables and start the machine again."};
    case kNvmlDriverNotLoaded:
        return {"The NVIDIA driver is installed but not loaded",
                {},
                {},
                "Restart the machine; if that does not help, the driver was not built for this kernel, or Secure Boot "
                "refuses it: install it again."};
    case kNvmlTimeout:
        return {"The NVIDIA driver did not answer in time",
                {},
                {},
                "Try again; if that does not help, restart the machine."};
    case kNvmlIrqIssue:
        return {"The card's interrupts do not arrive",
                {},
                {},
                "Restart the machine; if that does not help, update its BIOS."};
    case kNvmlLibraryNotFound: // what the stand-in of the CUDA toolkit says, too
        return {"The NVIDIA driver is not installed as a whole", {}, {}, kInstallAgain};
    case kNvmlFunctionNotFound:
        return {"The NVIDIA driver is too old", {}, {}, "Install driver " + std::string(kLeastDriver) + " or newer."};
    case kNvmlGpuIsLost:
        return {"The card does not answer any more (it fell off the bus)",
                {},
                {},
                "Restart the machine; if it happens again, look at the card's power, heat and seat."};
    case kNvmlResetRequired:
        return {"The card must be reset before it can be used again", {}, {}, "Restart the machine."};
    case kNvmlOperatingSystem:
        return {"The system keeps the card from this process",
                {},
                {},
                "In a container or a batch job: start it with the right to use the card."};
    case kNvmlVersionMismatch:
        return {"The NVIDIA driver was updated and its old part still runs", {}, {}, "Restart the machine."};
    case kNvmlGpuNotFound:
        return {"The NVIDIA driver finds no card", {}, {}, "Look at whether the card is seated and powered."};
    default:
        return {"The NVIDIA driver reports error " + std::to_string(code),
                {},
                {},
                "Restart the machine; if that does not help, install the driver again."};
    }
}

} // namespace studio
