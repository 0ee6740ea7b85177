// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <QObject>

#include "core/run/run_energy.h"
#include "ui/job/background_job.h"

namespace studio {

class Studio;

/// What the card of the run that is shown has used, as the run's trainer keeps it, whoever that is: read beside, twice
/// a minute while the run trains, and after each save. Owned by the tiles of the Train page; GUI thread.
class EnergyWatch final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EnergyWatch)

public:
    explicit EnergyWatch(Studio& studio, QObject* parent = nullptr);

    /// Nothing where it was not measured.
    const std::optional<RunEnergy>& energy() const { return energy_; }

Q_SIGNALS:
    void changed();

private:
    void otherRun();
    void readSometimes();
    void read();
    void readIfDue();

    Studio& studio_;
    std::string folder_; ///< of energy_
    std::optional<RunEnergy> energy_;
    std::chrono::steady_clock::time_point next_;
    bool isDue_ = false;
    BackgroundJob job_; // last: it is stopped before the rest goes
};

} // namespace studio
