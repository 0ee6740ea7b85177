// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/card_report.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>

#include "core/base/error.h"
#include "core/base/patient_thread.h"
#include "core/base/text.h"
#include "core/device/nvml_library_internal.h"

namespace studio {

namespace {

/// Of one file of sysfs, "0x10de".
unsigned long numberIn(const std::filesystem::path& file) {
    unsigned long number = 0;
    std::ifstream(file) >> std::hex >> number;
    return number;
}

/// Whether the PCI bus has a card that NVIDIA made, with a driver or without.
bool hasCard(const std::string& pciDevices) {
    constexpr unsigned long kNvidia = 0x10de, kDisplay = 0x03; // of the class, its first byte
    std::error_code error;
    for (const auto& device : std::filesystem::directory_iterator(pciDevices, error)) {
        if (numberIn(device.path() / "vendor") == kNvidia && numberIn(device.path() / "class") >> 16 == kDisplay)
            return true;
    }
    return false;
}

std::string whyNoLibrary(const CardPlaces& places) {
    std::error_code error;
    if (std::filesystem::exists(places.kernelDriver, error))
        return "The NVIDIA driver is loaded, but its library libnvidia-ml.so.1 is not here. Install the driver's "
               "libraries of the same version, or start the container with its cards.";
    if (hasCard(places.pciDevices))
        return "There is an NVIDIA card, but no NVIDIA driver is installed. Install driver " +
               std::string(kLeastDriver) + " or newer.";
    return "No NVIDIA driver is installed.";
}

std::string whyNoneIsUsable(const CardReport& report) {
    if (report.cards.empty())
        return report.note.empty() ? "The NVIDIA driver finds no card. Look at whether the card is seated and powered."
                                   : report.note + " Unset the variable, or name others in it.";
    if (libtorchSetFor(report.driver) == LibtorchSet::TooOld)
        return "The NVIDIA driver " + report.driver + " is too old. Install driver " + kLeastDriver + " or newer.";
    if (std::none_of(report.cards.begin(), report.cards.end(), isUsable))
        return report.cards.size() == 1 ? "The card cannot be used: " + cardText(report.cards.front()) + "."
                                        : "None of the cards can be used.";
    return {};
}

CardReport ask(const CardPlaces& places) {
    CardReport report;
    try {
        const std::unique_ptr<Nvml> nvml = Nvml::open(places.library);
        if (!nvml) {
            report.problem = whyNoLibrary(places);
            return report;
        }
        report.driver = nvml->driverVersion();
        report.cuda = nvml->cudaVersion();
        VisibleCards visible = visibleCards(nvml->cards(), places.environment);
        report.cards = std::move(visible.cards);
        report.note = std::move(visible.note);
        report.problem = whyNoneIsUsable(report);
    } catch (const std::exception& error) { // the body of a thread
        report.problem = messageOf(error).text();
        // Its libraries come with other programs, too.
        if (report.problem == nvmlMessage(kNvmlDriverNotLoaded).text() && !hasCard(places.pciDevices))
            report.problem = "The NVIDIA driver's library is installed, but there is no NVIDIA card.";
    }
    return report;
}

} // namespace

CardReport lookAtCards(const CardPlaces& places) {
    const auto report = std::make_shared<CardReport>();
    PatientThread thread([report, places](const std::stop_token&) { *report = ask(places); });
    if (thread.endsWithin(places.patience))
        return *report;
    CardReport hangs;
    hangs.problem = "The NVIDIA driver does not answer; a card may have failed. Restart the machine.";
    return hangs;
}

bool isUsable(const Card& card) {
    return card.problem.empty() && (!card.capability || abilityOf(*card.capability).usable);
}

std::string cardText(const Card& card) {
    std::string text = card.name.empty() ? "NVIDIA card" : card.name;
    if (!card.problem.empty())
        return text + ": " + card.problem;
    if (card.memoryBytes)
        text += ", " + byteText(*card.memoryBytes);
    if (card.memoryFreeBytes)
        text += ", " + byteText(*card.memoryFreeBytes) + " free";
    if (!card.capability)
        return text;
    const CardAbility ability = abilityOf(*card.capability);
    text += ", compute capability " + capabilityText(*card.capability) + ": ";
    return text + (ability.usable ? precisionText(ability)
                                  : "too old, " + capabilityText(kLeastCapability) + " or newer is needed");
}

std::vector<std::pair<std::string, std::string>> cardLines(const CardReport& report, bool canUseCuda) {
    std::vector<std::pair<std::string, std::string>> lines;
    if (!report.driver.empty())
        lines.emplace_back("driver", "NVIDIA " + report.driver + (report.cuda.empty() ? "" : ", CUDA " + report.cuda));
    for (const Card& card : report.cards)
        lines.emplace_back("GPU " + std::to_string(card.index), cardText(card));
    if (!report.note.empty() && !report.cards.empty())
        lines.emplace_back("GPUs", report.note);
    if (!report.problem.empty())
        lines.emplace_back("GPU", report.problem + " ResNet Studio computes on the CPU.");
    else if (!canUseCuda)
        lines.emplace_back("GPU", kNoCudaHere);
    return lines;
}

} // namespace studio
