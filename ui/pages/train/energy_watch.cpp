// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/energy_watch.h"

#include <utility>

#include "ui/session/studio.h"

namespace studio {

namespace {

constexpr std::chrono::seconds kBetween{30};

} // namespace

EnergyWatch::EnergyWatch(Studio& studio, QObject* parent)
    : QObject(parent)
    , studio_(studio) {
    const TrainingSession& training = studio.training;
    connect(&training, &TrainingSession::historyReset, this, &EnergyWatch::otherRun);
    connect(&training, &TrainingSession::checkpointsChanged, this, &EnergyWatch::read);
    connect(&training, &TrainingSession::stateChanged, this, &EnergyWatch::read);
    connect(&training, &TrainingSession::finished, this, &EnergyWatch::read);
    connect(&training, &TrainingSession::statusChanged, this, &EnergyWatch::readSometimes);
    otherRun();
}

void EnergyWatch::otherRun() {
    const RunHistory* history = studio_.training.history();
    const std::string folder = history != nullptr ? history->folder : std::string();
    if (std::exchange(folder_, folder) != folder) {
        energy_ = {};
        Q_EMIT changed();
    }
    read();
}

void EnergyWatch::readSometimes() {
    if (std::chrono::steady_clock::now() >= next_)
        read();
}

/// One at a time: a disk that hangs is asked once.
void EnergyWatch::read() {
    next_ = std::chrono::steady_clock::now() + kBetween;
    isDue_ = isReading_;
    if (isReading_ || folder_.empty())
        return;
    isReading_ = true;
    studio_.files.run(
        this, [folder = folder_](const JobControl&) { return std::pair(folder, energyIfKnown(folder)); },
        [this](const std::pair<std::string, std::optional<RunEnergy>>& found) {
            isReading_ = false;
            if (found.first == folder_ && found.second != energy_) {
                energy_ = found.second;
                Q_EMIT changed();
            }
            if (isDue_)
                read();
        });
}

} // namespace studio
