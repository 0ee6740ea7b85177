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
#include "core/device/card_verdict.h"
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
    const std::filesystem::directory_iterator end;
    for (std::filesystem::directory_iterator device(pciDevices, error); !error && device != end;
         device.increment(error)) { // it never throws: the body of a thread asks this in a catch
        if (numberIn(device->path() / "vendor") == kNvidia && numberIn(device->path() / "class") >> 16 == kDisplay)
            return true;
    }
    return false;
}

bool isThere(const std::string& path) {
    std::error_code error;
    return std::filesystem::exists(path, error);
}

std::string whyNoLibrary(const CardPlaces& places) {
    if (isThere(places.kernelDriver))
        return "The NVIDIA driver is loaded, but its library libnvidia-ml.so.1 is not here. Install the driver's "
               "libraries of the same version, or start the container with its cards.";
    if (isThere(places.windowsCard))
        return "No NVIDIA driver reaches this Linux under Windows. If the machine has an NVIDIA card, update its "
               "driver "
               "in Windows.";
    if (hasCard(places.pciDevices))
        return "There is an NVIDIA card, but no NVIDIA driver is installed. Install driver " +
               std::string(kLeastDriver) + " or newer.";
    return "No NVIDIA driver is installed.";
}

/// A code of the driver as a whole, with the way out of the place where the program runs.
std::string whyBroken(const NvmlError& error, const CardPlaces& places) {
    const std::string title = error.code == kNvmlVersionMismatch // there nobody has updated it
                                  ? "The NVIDIA driver's library is of another version than the driver"
                                  : error.message().title;
    const bool isOdd =
        error.code == kNvmlUnknown || error.code == kNvmlOperatingSystem || error.code == kNvmlVersionMismatch;
    if (isThere(places.windowsCard) && (isOdd || error.code == kNvmlDriverNotLoaded))
        return title + ". Update the NVIDIA driver in Windows.";
    if (error.code == kNvmlDriverNotLoaded && isThere(places.kernelDriver))
        return "The NVIDIA driver is loaded, but its device files (/dev/nvidia*) are not here. Start the container "
               "with its cards, or run nvidia-modprobe.";
    // Its libraries come with other programs, too.
    if (error.code == kNvmlDriverNotLoaded && !hasCard(places.pciDevices))
        return "The NVIDIA driver's library is installed, but there is no NVIDIA card.";
    if (isOdd && std::any_of(places.containerMarks.begin(), places.containerMarks.end(), isThere))
        return title + ". Start the container again with its cards.";
    return error.message().text();
}

/// Empty where a card can be used, or where that is not known.
std::string whyNoneIsUsable(const VisibleCards& visible, const std::vector<GraphicsCard>& all,
                            const std::string& driver) {
    const std::vector<GraphicsCard>& cards = visible.cards;
    if (all.empty())
        return "The NVIDIA driver finds no card. Look at whether the card is seated and powered.";
    if (cards.empty())
        return visible.hidden + " " + visible.next;
    // Where CUDA may mean other cards than these by the same numbers, only what holds for all is said.
    const std::vector<GraphicsCard>& judged = visible.orderIsSure ? cards : all;
    std::string least; // the oldest driver that would make a card usable
    for (const GraphicsCard& card : judged) {
        if (!isUsable(card))
            continue; // no driver helps it
        if (libtorchSetFor(driver, card.capability) != LibtorchSet::TooOld)
            return {};
        if (least != kLeastDriver)
            least = leastDriverFor(card.capability);
    }
    if (!least.empty())
        return "The NVIDIA driver " + driver + " is too old. Install driver " + least + " or newer.";
    const std::string text = cardText(cards.front());
    return (cards.size() == 1 ? "The card cannot be used: "
                              : "None of the cards can be used. Card " + std::to_string(cards.front().index) + ": ") +
           text + (text.ends_with('.') ? "" : ".") + (visible.hidden.empty() ? "" : " " + visible.note());
}

CardReport ask(const CardPlaces& places) {
    CardReport report;
    report.hasCard = isThere(places.kernelDriver) || hasCard(places.pciDevices);
    try {
        const std::unique_ptr<Nvml> nvml = Nvml::open(places.library);
        if (!nvml) {
            report.problem = whyNoLibrary(places);
            return report;
        }
        report.driver = nvml->driverVersion();
        report.cuda = nvml->cudaVersion();
        const std::vector<GraphicsCard> all = nvml->cards();
        VisibleCards visible = visibleCards(all, places.environment);
        report.note = visible.note();
        report.problem = whyNoneIsUsable(visible, all, report.driver);
        report.hasCard = report.hasCard || !all.empty();
        report.isSettled = !all.empty() && std::all_of(all.begin(), all.end(),
                                                       [](const GraphicsCard& card) { return card.problem.empty(); });
        report.cards = std::move(visible.cards);
    } catch (const NvmlError& error) {
        report.problem = whyBroken(error, places);
    } catch (const std::exception& error) { // the body of a thread
        report.problem = messageOf(error).text();
    }
    return report;
}

} // namespace

CardReport lookAtCards(const CardPlaces& places, const std::stop_token& stop) {
    const auto report = std::make_shared<CardReport>();
    PatientThread thread([report, places](const std::stop_token&) { *report = ask(places); });
    const auto first = std::min(places.patience, places.slowAfter);
    if (thread.endsWithin(first, stop))
        return *report;
    if (places.tellSlow && !stop.stop_requested() && first < places.patience)
        places.tellSlow();
    if (thread.endsWithin(places.patience - first, stop))
        return *report;
    CardReport hangs;
    hangs.hasCard = true; // else there is no driver that could hang
    hangs.problem =
        stop.stop_requested()
            ? "The NVIDIA driver had not answered when the wait for it was stopped."
            : "The NVIDIA driver has not answered for " +
                  std::to_string(std::chrono::duration_cast<std::chrono::seconds>(places.patience).count()) +
                  " s. It may be waking its cards (the service nvidia-persistenced keeps them awake): try "
                  "again. If that does not help, a card may have failed: restart the machine.";
    return hangs;
}

namespace {

/// "13.0" and newer.
bool isCuda13(const std::string& version) {
    return std::atoi(version.c_str()) >= 13;
}

} // namespace

bool isUsable(const GraphicsCard& card) {
    return card.problem.empty() && (!card.capability || abilityOf(*card.capability).usable);
}

std::string whyUnusable(const GraphicsCard& card, const CardReport& report, LibtorchSet built) {
    const std::string& driver = report.driver;
    if (!card.problem.empty())
        return card.problem;
    if (!isUsable(card))
        return "Its compute capability " + capabilityText(*card.capability) +
               " is too old: " + capabilityText(kLeastCapability) + " or newer is needed.";
    const LibtorchSet best = libtorchSetFor(driver, card.capability);
    if (best == LibtorchSet::TooOld)
        return "The NVIDIA driver " + driver + " is too old for it. Install driver " + leastDriverFor(card.capability) +
               " or newer.";
    // The driver's library for CUDA may be newer than the driver (NVIDIA's compatibility package).
    if (built == LibtorchSet::Cu130 && best == LibtorchSet::Cu126 && !isCuda13(report.cuda))
        return "This program computes with CUDA 13, for which the NVIDIA driver " + driver +
               " is too old. Install driver 580 or newer, or build the program anew: packaging/run.sh takes the "
               "LibTorch that fits the driver (a portable folder: packaging/portable.sh --set cu126 FOLDER).";
    if (built == LibtorchSet::Cu126 && card.capability >= kFirstOfCuda13)
        return "This program computes with CUDA 12.6, which has no kernels for a chip as new as its. Build the program "
               "anew: packaging/run.sh takes the LibTorch that fits the card (a portable folder: packaging/portable.sh "
               "--set cu130 FOLDER).";
    return {};
}

std::string whyNoCardIsUsable(const CardReport& report, LibtorchSet built) {
    if (!report.problem.empty())
        return report.problem;
    std::string first;
    for (const GraphicsCard& card : report.cards) {
        const std::string why = whyUnusable(card, report, built);
        if (why.empty())
            return {};
        if (first.empty())
            first = cardText(card) + ". " + why;
    }
    return first;
}

std::string cardText(const GraphicsCard& card) {
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

std::vector<std::pair<std::string, std::string>> cardLines(const CardReport& report, bool canUseCuda,
                                                           LibtorchSet built) {
    std::vector<std::pair<std::string, std::string>> lines;
    if (!report.driver.empty())
        lines.emplace_back("driver", "NVIDIA " + report.driver + (report.cuda.empty() ? "" : ", CUDA " + report.cuda));
    for (const GraphicsCard& card : report.cards) {
        const std::string name = "GPU " + std::to_string(card.index);
        lines.emplace_back(name, cardText(card));
        if (canUseCuda && report.problem.empty() && isUsable(card)) {
            if (const std::string why = whyUnusable(card, report, built); !why.empty())
                lines.emplace_back(name, why);
        }
    }
    if (!report.note.empty() && report.problem.find(report.note) == std::string::npos)
        lines.emplace_back("GPUs", report.note);
    if (!canUseCuda)
        lines.emplace_back("GPU", kNoCudaHere);
    if (!report.problem.empty())
        lines.emplace_back("GPU", (canUseCuda ? "" : "A build with one could use no card either. ") + report.problem);
    return lines;
}

} // namespace studio
