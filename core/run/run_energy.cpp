// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_energy.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"

namespace studio {

namespace {

constexpr int kFormat = 1;
constexpr std::size_t kMostBytes = 4096, kMostCard = 256;
constexpr double kMost = 1e15; ///< joules or seconds: far above what any run takes
constexpr double kJoulesPerWattHour = 3600;

bool isAmount(double value) {
    return value >= 0 && value <= kMost;
}

bool isSound(const RunEnergy& energy) {
    return isAmount(energy.joules) && isAmount(energy.seconds) && isAmount(energy.pausedJoules) &&
           energy.card.size() <= kMostCard;
}

} // namespace

double energyAtEnd(const RunEnergy& energy, double remainingSeconds) {
    constexpr double kLeast = 5; // seconds: before that the mean is that of warming up
    if (!(remainingSeconds >= 0) || !(energy.seconds >= kLeast))
        return -1;
    return energy.joules + energy.joules / energy.seconds * remainingSeconds;
}

std::string energyText(double joules) {
    const double wattHours = joules / kJoulesPerWattHour;
    std::array<char, 48> text{};
    if (wattHours < 100)
        std::snprintf(text.data(), text.size(), "%.1f Wh", wattHours);
    else
        std::snprintf(text.data(), text.size(), wattHours < 10'000 ? "%.3f kWh" : "%.1f kWh", wattHours / 1000);
    return text.data();
}

bool isPartlyMeasured(const RunEnergy& energy, double activeSeconds) {
    // What is on the disk is a minute behind the training, and a process that is killed loses as much.
    constexpr double kBehind = 120, kShare = 0.02;
    return energy.seconds + std::max(kBehind, activeSeconds * kShare) < activeSeconds;
}

std::string usedText(const RunEnergy& energy, double activeSeconds) {
    const std::string used = energyText(energy.joules);
    if (!isPartlyMeasured(energy, activeSeconds))
        return used;
    return "at least " + used + ", measured for " + durationText(energy.seconds) + " of " + durationText(activeSeconds);
}

void addCard(RunEnergy& energy, const std::string& name) {
    const std::string between = ", ", all = between + energy.card + between;
    const bool isFirst = energy.card.empty() || (energy.joules <= 0 && energy.pausedJoules <= 0);
    if (isFirst)
        energy.card = name;
    else if (all.find(between + name + between) == std::string::npos &&
             energy.card.size() + name.size() + 8 < kMostCard)
        energy.card += between + name;
}

std::string energyFile(const std::string& runFolder) {
    return runFolder + "/energy.json";
}

std::optional<RunEnergy> readEnergy(const std::string& runFolder) {
    const std::string path = energyFile(runFolder);
    std::error_code error;
    if (!std::filesystem::exists(std::filesystem::symlink_status(path, error)))
        return {};
    const nlohmann::json json = parseStrictJson(readSmallFile(path, kMostBytes), path, kMostBytes);
    RunEnergy energy;
    bool isSoundHere = false;
    try {
        energy = {json.at("training_joules").get<double>(), json.at("training_seconds").get<double>(),
                  json.at("paused_joules").get<double>(), json.at("card").get<std::string>()};
        isSoundHere = json.at("format") == kFormat && isSound(energy);
    } catch (const nlohmann::json::exception&) { // something is missing, or of another kind
        isSoundHere = false;
    }
    if (!isSoundHere)
        throw Error(ErrorKind::Corrupt,
                    {"What the card of this run has used cannot be read",
                     displayText(path),
                     {},
                     "Delete this file: the energy is counted from nothing then, and all else stays as it is."});
    return energy;
}

std::optional<RunEnergy> energyIfKnown(const std::string& runFolder) {
    try {
        return readEnergy(runFolder);
    } catch (const Error&) {
        return {};
    }
}

void writeEnergy(const std::string& runFolder, const RunEnergy& energy) {
    const nlohmann::ordered_json json{{"format", kFormat},
                                      {"training_joules", energy.joules},
                                      {"training_seconds", energy.seconds},
                                      {"paused_joules", energy.pausedJoules},
                                      {"card", displayText(energy.card).substr(0, kMostCard - 4)}};
    writeFileAtomically(energyFile(runFolder),
                        json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

} // namespace studio
