// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "core/base/patient_thread.h"
#include "core/device/card.h"
#include "core/device/nvml.h"
#include "core/device/visible_cards.h"

namespace studio {

/// Looks at the cards twice a second, on a thread of its own, for a window that shows how busy and how hot they are.
/// Without a driver there is one reading that says why, and the thread is gone. Owned by a session of the window; made
/// and destroyed on one thread.
class CardSampler {
public:
    /// `library` and `environment` are for tests.
    explicit CardSampler(const std::string& library = Nvml::kLibrary,
                         const CudaEnvironment& environment = cudaEnvironment());
    ~CardSampler();

    /// The newest reading; nothing before the first one. Never waits for the driver. Any thread.
    std::optional<CardsReading> latest() const;
    /// No reading comes after it. Returns within a tenth of a second even where the driver hangs.
    void stop();

    static constexpr std::chrono::milliseconds kInterval{500};

private:
    struct Shared;
    std::shared_ptr<Shared> shared_;
    PatientThread sampling_;
};

} // namespace studio
