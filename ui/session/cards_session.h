// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QObject>

#include "ui/job/background_job.h"
#include "ui/session/services.h"

namespace studio {

/// The devices that a run can be computed on: at first those that need no driver, and once it has answered the NVIDIA
/// cards, too. The driver is asked beside, at the start; one that hangs holds nothing up. Called on the GUI thread.
class CardsSession final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CardsSession)

public:
    explicit CardsSession(const StudioServices& services, QObject* parent = nullptr);

    /// Best first, the CPU last.
    const std::vector<DeviceInfo>& devices() const { return devices_; }
    /// What "auto", "cuda" or an id means now; null where there is no such device.
    const DeviceInfo* find(const std::string& request) const;
    /// Empty while isLooking().
    const CardsFound& found() const { return found_; }
    bool isLooking() const { return job_.isRunning(); }
    /// The window closes.
    void requestStop() { job_.forget(); }

Q_SIGNALS:
    /// Once, when the look has ended.
    void changed();

private:
    std::vector<DeviceInfo> devices_;
    CardsFound found_;
    BackgroundJob job_;
};

} // namespace studio
