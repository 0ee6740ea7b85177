// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/nvml.h"

#include <cstdio>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/device/nvml_library_internal.h"

namespace studio {

namespace {

/// The code of a call; a function that this driver lacks is one that it does not support.
template<typename... Parameters, typename... Arguments>
int ask(int (*function)(Parameters...), Arguments... arguments) {
    return function != nullptr ? function(arguments...) : kNvmlNotSupported;
}

void require(int code) {
    if (code != kNvmlSuccess)
        throw NvmlError(code);
}

/// Whether all further calls on the card are in vain: anything else is about one value only.
bool isCardGone(int code) {
    return code == kNvmlGpuIsLost || code == kNvmlResetRequired;
}

template<typename Function, typename... Handle>
std::string textOf(Function* function, Handle... handle) {
    char text[128] = {};
    return ask(function, handle..., text, static_cast<unsigned>(sizeof text - 1)) == kNvmlSuccess ? displayText(text)
                                                                                                  : std::string();
}

/// The same for what every card tells: a driver may keep it back, but any other code says that the card is broken.
bool isCardBroken(int code) {
    return code != kNvmlSuccess && code != kNvmlNotSupported && code != kNvmlNoPermission &&
           code != kNvmlFunctionNotFound;
}

/// Values of one card, until a code is `isLast`.
class Questions {
public:
    Questions(NvmlHandle card, bool (*isLast)(int))
        : card_(card)
        , isLast_(isLast) {}

    /// Whether `function` gave an answer.
    template<typename... Parameters, typename... Arguments>
    bool get(int (*function)(NvmlHandle, Parameters...), Arguments... arguments) {
        if (worst_ != kNvmlSuccess)
            return false;
        const int code = ask(function, card_, arguments...);
        if (isLast_(code))
            worst_ = code;
        return code == kNvmlSuccess;
    }
    template<typename Value, typename... Parameters, typename... Arguments>
    void number(std::optional<Value>& value, double factor, int (*function)(NvmlHandle, Parameters...),
                Arguments... arguments) {
        unsigned read = 0;
        if (get(function, arguments..., &read))
            value = static_cast<Value>(read * factor);
    }
    int worst() const { return worst_; }

private:
    NvmlHandle card_;
    bool (*isLast_)(int);
    int worst_ = kNvmlSuccess;
};

} // namespace

struct Nvml::Library {
    NvmlFunctions call{};
    bool isOpen = false;
    ~Library() {
        if (isOpen)
            call.shutdown();
    }
};

Nvml::Nvml(std::unique_ptr<Library> library)
    : library_(std::move(library)) {}

Nvml::~Nvml() = default;

std::unique_ptr<Nvml> Nvml::open(const std::string& library) {
    auto loaded = std::make_unique<Library>();
    if (!loadNvml(library, loaded->call))
        return nullptr;
    require(loaded->call.init());
    loaded->isOpen = true;
    return std::unique_ptr<Nvml>(new Nvml(std::move(loaded)));
}

std::string Nvml::driverVersion() const {
    return textOf(library_->call.driverVersion);
}

std::string Nvml::cudaVersion() const {
    int version = 0; // 12060 is 12.6
    if (ask(library_->call.cudaVersion, &version) != kNvmlSuccess || version <= 0)
        return {};
    return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

std::vector<GraphicsCard> Nvml::cards() const {
    const NvmlFunctions& call = library_->call;
    unsigned count = 0;
    require(call.count(&count));
    std::vector<GraphicsCard> cards(count);
    for (unsigned i = 0; i < count; ++i) {
        GraphicsCard& card = cards[i];
        card.index = static_cast<int>(i);
        NvmlHandle handle = nullptr;
        if (const int code = call.handleByIndex(i, &handle); code != kNvmlSuccess) {
            card.problem = nvmlMessage(code).text();
            continue;
        }
        card.name = textOf(call.name, handle);
        card.uuid = textOf(call.uuid, handle);
        if (NvmlPci pci{}; ask(call.pciInfo, handle, &pci) == kNvmlSuccess) {
            pci.busId[sizeof pci.busId - 1] = '\0';
            card.pciBusId = displayText(pci.busId);
        }
        Questions values(handle, isCardBroken);
        if (ComputeCapability found; values.get(call.capability, &found.major, &found.minor))
            card.capability = found;
        if (NvmlMemory memory{}; values.get(call.memory, &memory)) {
            card.memoryBytes = memory.total;
            card.memoryFreeBytes = memory.free;
        }
        if (values.worst() != kNvmlSuccess)
            card.problem = nvmlMessage(values.worst()).text();
    }
    return cards;
}

CardReading Nvml::read(int index) const {
    const NvmlFunctions& call = library_->call;
    CardReading reading;
    NvmlHandle handle = nullptr;
    if (const int code = call.handleByIndex(static_cast<unsigned>(index), &handle); code != kNvmlSuccess) {
        reading.problem = nvmlMessage(code).text();
        return reading;
    }
    Questions values(handle, isCardGone);
    if (NvmlUtilisation share{}; values.get(call.utilisation, &share))
        reading.utilisationPercent = static_cast<int>(share.gpu);
    if (NvmlMemory memory{}; values.get(call.memory, &memory)) {
        reading.memoryUsedBytes = memory.used;
        reading.memoryBytes = memory.total;
    }
    values.number(reading.temperatureCelsius, 1, call.temperature, kNvmlTemperatureGpu);
    values.number(reading.powerWatts, 1e-3, call.power);
    values.number(reading.powerLimitWatts, 1e-3, call.powerLimit);
    values.number(reading.smClockMhz, 1, call.clock, kNvmlClockSm);
    values.number(reading.smClockMaxMhz, 1, call.clockMax, kNvmlClockSm);
    if (unsigned long long bits = 0; values.get(call.slowedBy, &bits)) {
        reading.slowedBy = slowedByWords(bits);
        reading.isThrottled = isThrottle(bits);
    }
    if (values.worst() != kNvmlSuccess) {
        reading = {}; // half of the values would be of before
        reading.problem = nvmlMessage(values.worst()).text();
    }
    return reading;
}

CardPower Nvml::readPower(int index) const {
    const NvmlFunctions& call = library_->call;
    CardPower power;
    NvmlHandle handle = nullptr;
    if (call.handleByIndex(static_cast<unsigned>(index), &handle) != kNvmlSuccess)
        return power;
    Questions values(handle, isCardGone);
    if (unsigned long long millijoules = 0; values.get(call.energy, &millijoules))
        power.countedJoules = static_cast<double>(millijoules) * 1e-3;
    values.number(power.watts, 1e-3, call.power);
    return values.worst() == kNvmlSuccess ? power : CardPower{};
}

bool isThrottle(unsigned long long bits) {
    constexpr unsigned long long kBrake = 0x8, kHeat = 0x20, kHeatBrake = 0x40, kPowerBrake = 0x80;
    return (bits & (kBrake | kHeat | kHeatBrake | kPowerBrake)) != 0;
}

std::vector<std::string> slowedByWords(unsigned long long bits) {
    constexpr unsigned long long kIdle = 0x1;
    constexpr std::pair<unsigned long long, const char*> kReasons[]{
        {0x4, "power limit"},
        {0x20, "heat"},
        {0x40, "heat (emergency brake)"},
        {0x80, "power supply (emergency brake)"},
        {0x8, "emergency brake (heat or power)"},
        {0x2, "clock set by hand"},
        {0x10, "kept in step with other cards"},
        {0x100, "display clock"},
    };
    std::vector<std::string> words;
    unsigned long long unknown = bits & ~kIdle;
    for (const auto& [bit, word] : kReasons) {
        if ((bits & bit) != 0)
            words.emplace_back(word);
        unknown &= ~bit;
    }
    if (unknown != 0) {
        char text[48];
        std::snprintf(text, sizeof text, "another reason (0x%llx)", unknown);
        words.emplace_back(text);
    }
    return words;
}

} // namespace studio
