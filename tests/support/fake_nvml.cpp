// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_nvml.h"

#include <cstdio>
#include <cstdlib>

#include "core/device/nvml_library_internal.h"

#define STUDIO_NVML extern "C" __attribute__((visibility("default")))

using studio::test::FakeNvml;

namespace studio {
struct NvmlDevice {
    const char *name, *uuid, *busId;
    int capability;
    unsigned long long bytes;
};
} // namespace studio

namespace {

studio::NvmlDevice devices[2]{
    {"NVIDIA T4", "GPU-11111111-aaaa", "00000000:00:1E.0", 75, 16'000'000'000},
    {"NVIDIA H200", "GPU-11222222-bbbb", "00000000:01:00.0", 90, 150'000'000'000},
};

FakeNvml& fake() {
    static FakeNvml& value = *new FakeNvml; // a thread that was left behind may still ask
    return value;
}

/// What the environment says, else `code`.
int codeOr(const char* variable, int code) {
    const char* const text = std::getenv(variable);
    return text != nullptr ? std::atoi(text) : code;
}

int codeOf(studio::NvmlHandle card) {
    return card == &devices[1] ? codeOr("FAKE_NVML_VALUE", fake().valueCode) : studio::kNvmlSuccess;
}

int put(studio::NvmlHandle card, unsigned* to, unsigned value) {
    *to = value;
    return codeOf(card);
}

} // namespace

STUDIO_NVML FakeNvml* fakeNvml() {
    return &fake();
}

STUDIO_NVML int nvmlInit_v2() {
    fake().initGate.pass();
    const int result = codeOr("FAKE_NVML_INIT", fake().initCode);
    fake().opened += result == 0 ? 1 : 0;
    return result;
}
STUDIO_NVML int nvmlShutdown() {
    --fake().opened;
    return 0;
}
#ifndef FAKE_NVML_IS_OLD
STUDIO_NVML int nvmlDeviceGetCount_v2(unsigned* count) {
    *count = static_cast<unsigned>(fake().cards);
    return fake().countCode;
}
#endif
STUDIO_NVML int nvmlDeviceGetHandleByIndex_v2(unsigned index, studio::NvmlHandle* card) {
    *card = &devices[index];
    return index == 1 ? fake().handleCode.load() : studio::kNvmlSuccess;
}
STUDIO_NVML int nvmlSystemGetDriverVersion(char* text, unsigned size) {
    std::snprintf(text, size, "%s", fake().driver.load());
    return 0;
}
STUDIO_NVML int nvmlSystemGetCudaDriverVersion_v2(int* version) {
    *version = 13000;
    return 0;
}
STUDIO_NVML int nvmlDeviceGetName(studio::NvmlHandle card, char* text, unsigned size) {
    std::snprintf(text, size, "%s", card->name);
    return 0;
}
STUDIO_NVML int nvmlDeviceGetUUID(studio::NvmlHandle card, char* text, unsigned size) {
    std::snprintf(text, size, "%s", card->uuid);
    return 0;
}
STUDIO_NVML int nvmlDeviceGetPciInfo_v3(studio::NvmlHandle card, studio::NvmlPci* pci) {
    std::snprintf(pci->busId, sizeof pci->busId, "%s", card->busId);
    return 0;
}
STUDIO_NVML int nvmlDeviceGetCudaComputeCapability(studio::NvmlHandle card, int* major, int* minor) {
    const int capability = card == &devices[0] ? fake().capability.load() : card->capability;
    *major = capability / 10;
    *minor = capability % 10;
    return codeOf(card);
}
STUDIO_NVML int nvmlDeviceGetMemoryInfo(studio::NvmlHandle card, studio::NvmlMemory* memory) {
    *memory = {card->bytes, card->bytes / 4 * 3, card->bytes / 4};
    return codeOf(card);
}
STUDIO_NVML int nvmlDeviceGetUtilizationRates(studio::NvmlHandle card, studio::NvmlUtilisation* share) {
    ++fake().readings;
    fake().gate.pass();
    *share = {87, 40};
    return codeOf(card);
}
STUDIO_NVML int nvmlDeviceGetTemperature(studio::NvmlHandle card, int sensor, unsigned* degrees) {
    return sensor == 0 ? put(card, degrees, 71) : 2;
}
STUDIO_NVML int nvmlDeviceGetPowerUsage(studio::NvmlHandle card, unsigned* milliwatts) {
    fake().powerReadings += card == &devices[0] ? 1 : 0;
    return fake().tellsPower ? put(card, milliwatts, fake().milliwatts) : studio::kNvmlNotSupported;
}
STUDIO_NVML int nvmlDeviceGetTotalEnergyConsumption(studio::NvmlHandle card, unsigned long long* millijoules) {
    *millijoules = fake().millijoules;
    return fake().countsEnergy && codeOr("FAKE_NVML_COUNTS", 1) != 0 ? codeOf(card) : studio::kNvmlNotSupported;
}
STUDIO_NVML int nvmlDeviceGetEnforcedPowerLimit(studio::NvmlHandle card, unsigned* milliwatts) {
    return put(card, milliwatts, 70'000);
}
STUDIO_NVML int nvmlDeviceGetClockInfo(studio::NvmlHandle card, int clock, unsigned* mhz) {
    return clock == 1 ? put(card, mhz, 930) : 2;
}
STUDIO_NVML int nvmlDeviceGetMaxClockInfo(studio::NvmlHandle card, int clock, unsigned* mhz) {
    return clock == 1 ? put(card, mhz, 1590) : 2;
}
STUDIO_NVML int nvmlDeviceGetCurrentClocksThrottleReasons(studio::NvmlHandle card, unsigned long long* bits) {
    *bits = fake().slowedBits;
    return codeOf(card);
}
