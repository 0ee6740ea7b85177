// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/energy_watch.h"

#include <utility>

#include "core/base/log.h"
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
        job_.forget(); // it may hang in the disk of the run before
        isDue_ = false;
        energy_.reset();
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
    isDue_ = job_.isRunning();
    if (isDue_ || folder_.empty())
        return;
    job_.start([folder = folder_](const JobControl&) { return energyIfKnown(folder); },
               [this](const std::optional<RunEnergy>& found) {
                   if (found != energy_) {
                       energy_ = found;
                       Q_EMIT changed();
                   }
                   readIfDue();
               },
               [this](const Message& problem) { // what is not known is not shown; the next look comes by itself
                   logLine(LogLevel::Warning, problem.text());
                   readIfDue();
               },
               BackgroundJob::Begin::AtOnce);
}

void EnergyWatch::readIfDue() {
    if (isDue_)
        read();
}

} // namespace studio
