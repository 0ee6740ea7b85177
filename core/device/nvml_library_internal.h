// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/error.h"

namespace studio {

/// What is used of NVML, NVIDIA's management library, declared from its documentation, so that nothing of NVIDIA is
/// needed to build. Its numbers and layouts are kept by every driver.
struct NvmlDevice;
using NvmlHandle = NvmlDevice*;

enum NvmlCode : int {
    kNvmlSuccess = 0,
    kNvmlNotSupported = 3,
    kNvmlNoPermission = 4,
    kNvmlInsufficientPower = 8,
    kNvmlDriverNotLoaded = 9,
    kNvmlTimeout = 10,
    kNvmlIrqIssue = 11,
    kNvmlLibraryNotFound = 12,
    kNvmlFunctionNotFound = 13,
    kNvmlGpuIsLost = 15,
    kNvmlResetRequired = 16,
    kNvmlOperatingSystem = 17,
    kNvmlVersionMismatch = 18,
    kNvmlGpuNotFound = 28,
    kNvmlUnknown = 999,
};

struct NvmlUtilisation {
    unsigned gpu, memory; ///< percent
};
struct NvmlMemory {
    unsigned long long total, free, used; ///< bytes
};
struct NvmlPci {
    char busIdLegacy[16];
    unsigned domain, bus, device, deviceId, subsystemId;
    char busId[32];
};
inline constexpr int kNvmlTemperatureGpu = 0, kNvmlClockSm = 1;

/// The library's functions; those after `handleByIndex` may be null where a driver does not have them.
struct NvmlFunctions {
    int (*init)();
    int (*shutdown)();
    int (*count)(unsigned*);
    int (*handleByIndex)(unsigned, NvmlHandle*);
    int (*driverVersion)(char*, unsigned);
    int (*cudaVersion)(int*);
    int (*name)(NvmlHandle, char*, unsigned);
    int (*uuid)(NvmlHandle, char*, unsigned);
    int (*pciInfo)(NvmlHandle, NvmlPci*);
    int (*capability)(NvmlHandle, int*, int*);
    int (*memory)(NvmlHandle, NvmlMemory*);
    int (*utilisation)(NvmlHandle, NvmlUtilisation*);
    int (*temperature)(NvmlHandle, int, unsigned*);
    int (*power)(NvmlHandle, unsigned*);            ///< mW
    int (*powerLimit)(NvmlHandle, unsigned*);       ///< mW
    int (*energy)(NvmlHandle, unsigned long long*); ///< mJ since the driver was loaded; chips since Volta
    int (*clock)(NvmlHandle, int, unsigned*);
    int (*clockMax)(NvmlHandle, int, unsigned*);
    int (*slowedBy)(NvmlHandle, unsigned long long*);
};

/// Loads `library` and finds its functions, for good: it is never unloaded, since a call that hangs may be in it.
/// False where there is no such library. Throws Error(Device) for one that cannot be used. Any thread.
bool loadNvml(const std::string& library, NvmlFunctions& functions);

/// What a code other than success means, and what to do.
Message nvmlMessage(int code);

/// Of a call about the driver as a whole: the way out may depend on where the program runs.
struct NvmlError : Error {
    explicit NvmlError(int of)
        : Error(ErrorKind::Device, nvmlMessage(of))
        , code(of) {}
    int code;
};

} // namespace studio
