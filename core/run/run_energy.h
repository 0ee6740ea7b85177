// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

namespace studio {

/// What a run's card has used, as its trainer measured it: RUN/energy.json, over all of its sessions, roll-backs
/// included. Of the whole card, not of the machine around it. Nothing that is trained depends on it.
struct RunEnergy {
    double joules = 0;       ///< while the run trained
    double seconds = 0;      ///< that were measured of that
    double pausedJoules = 0; ///< while it was paused
    std::string card;        ///< of the sessions that were measured: "NVIDIA T4", or "NVIDIA T4, NVIDIA L4"

    bool operator==(const RunEnergy&) const = default;
};

/// What it will have used at the end, in joules, at the mean power so far; -1 = not known. A negative
/// `remainingSeconds` = not known.
double energyAtEnd(const RunEnergy& energy, double remainingSeconds);
/// "12.3 Wh", "0.842 kWh", "118.4 kWh".
std::string energyText(double joules);
/// Whether a part of the training was not measured: on the CPU, or without the driver's library. What was used is at
/// least what was measured then. `activeSeconds`: of the training, pauses excluded.
bool isPartlyMeasured(const RunEnergy& energy, double activeSeconds);
/// "0.842 kWh", or "at least 0.842 kWh, measured for 3 h 0 min of 5 h 0 min".
std::string usedText(const RunEnergy& energy, double activeSeconds);
/// The next session is measured of this card.
void addCard(RunEnergy& energy, const std::string& name);

std::string energyFile(const std::string& runFolder);
/// Nothing where there is no such file. Throws Error(Corrupt, Config, Data, Io): a run may come from somebody else.
std::optional<RunEnergy> readEnergy(const std::string& runFolder);
/// The same for those who can do without: nothing, too, where it cannot be read.
std::optional<RunEnergy> energyIfKnown(const std::string& runFolder);
/// The whole file or nothing. Throws Error(Io, DiskFull).
void writeEnergy(const std::string& runFolder, const RunEnergy& energy);

} // namespace studio
