// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/device/card.h"

namespace studio {

/// The NVIDIA driver's management library (NVML), found when the program runs: nothing is linked. Each call may take
/// milliseconds, and hang for good where a card is dying: so none on the GUI or engine thread. One thread at a time;
/// CardSampler and lookAtCards() are its owners.
class Nvml {
public:
    static constexpr const char* kLibrary = "libnvidia-ml.so.1";

    /// Null where there is no such library, so most likely no driver. Throws Error(Device), whose message says what is
    /// broken and what to do.
    static std::unique_ptr<Nvml> open(const std::string& library = kLibrary);
    ~Nvml();
    Nvml(const Nvml&) = delete;
    Nvml& operator=(const Nvml&) = delete;

    /// "580.95.05"; empty if the driver does not say.
    std::string driverVersion() const;
    /// The newest CUDA that this driver runs, "13.0"; empty if it does not say.
    std::string cudaVersion() const;
    /// All cards, hidden ones too; one that does not answer has a problem. Throws Error(Device) where they cannot even
    /// be counted.
    std::vector<GraphicsCard> cards() const;
    /// By GraphicsCard::index.
    CardReading read(int index) const;
    /// The same, of power and energy alone: cheap enough for each second of a run.
    CardPower readPower(int index) const;

private:
    struct Library;
    explicit Nvml(std::unique_ptr<Library> library);

    std::unique_ptr<Library> library_;
};

/// Whether some of NVML's bits stand for heat or a brake of the hardware: something that a person should look at. At
/// their power limit many cards train all day.
bool isThrottle(unsigned long long bits);
/// NVML's bits in words; empty where nothing holds the clock back. A card that is idle is not held back.
std::vector<std::string> slowedByWords(unsigned long long bits);

} // namespace studio
