// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/base/patient_thread.h"
#include "core/device/nvml.h"
#include "core/device/visible_cards.h"

namespace studio {

/// Measures what the card of a run uses, on a thread of its own, and keeps it in the run (core/run/run_energy.h): each
/// minute, at each save and at the end, on top of what earlier sessions used. A card or driver that tells nothing
/// leaves no file, and one that hangs holds nobody up. Owned by RunService while a run trains; its calls come from one
/// thread at a time, and none of them waits but stop().
class EnergyMeter {
public:
    struct Plan {
        std::string runFolder;
        int card = 0; ///< place in VisibleCards::cards
        std::string
            cardName; ///< as CUDA says it: where the order of the cards is not sure, another one is not measured
        std::string library = Nvml::kLibrary;
        CudaEnvironment environment;
    };
    explicit EnergyMeter(Plan plan);
    ~EnergyMeter();

    /// From now on what is used counts as that of a pause, or no more.
    void setPaused(bool paused);
    /// A checkpoint is saved: what was measured is kept soon.
    void save();
    /// The last look is taken and kept. Returns within two seconds even where driver or disk hangs.
    void stop();

private:
    struct Shared;
    std::shared_ptr<Shared> shared_;
    PatientThread measuring_;
};

} // namespace studio
