// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "core/metric/recent_median.h"
#include "core/service/notify_socket.h"
#include "core/train/progress.h"

namespace studio {

/// Told beside what sd_notify(3) knows, for our own supervisor: the training is done, what follows it begins. Others
/// pass it over.
inline constexpr std::string_view kFinishingLine = "X_RESNET_STUDIO_FINISHING=1";

/// Tells a service manager how a training is: READY with the first step, STATUS in plain words, STOPPING, and WATCHDOG
/// as long as the training moves. It moves with each step, batch of a validation, save and try of a wait; where a
/// person paused it, standing still is right. Nothing else feeds the watchdog, so that a hang is ended and the run
/// resumed. What the watchdog bears grows with the run's own pace.
///
/// Calls from the engine's thread; what is sent goes from a thread of its own, which exists only where somebody hears.
class ProgressFeed {
public:
    struct Timing {
        double statusSeconds = 5;  ///< between two STATUS
        double saveSeconds = 1800; ///< a save or an end may take so long before it counts as a hang
        double paceFactor = 40;    ///< a training that is silent for so many usual steps hangs
    };
    explicit ProgressFeed(NotifySocket socket);
    ProgressFeed(NotifySocket socket, Timing timing);
    /// Says STOPPING.
    ~ProgressFeed();
    ProgressFeed(const ProgressFeed&) = delete;
    ProgressFeed& operator=(const ProgressFeed&) = delete;

    /// A sign of life.
    void beat();
    void stepDone(double seconds);
    void show(const TrainStatus& status);
    /// What follows the training begins: it is no progress of it.
    void finishing();
    /// The training is over. Without a failure READY is said, too, where no step was made: a manager would take an end
    /// before it for a failed start.
    void end(bool failed);

private:
    void talk(const std::stop_token& stop);
    std::string compose(double now);
    bool mayRest(double now) const;

    const NotifySocket socket_;
    const Timing timing_;
    mutable std::mutex mutex_;
    std::condition_variable_any wake_;
    RecentMedian pace_;
    TrainPhase phase_ = TrainPhase::Preparing;
    double phaseSince_ = 0;
    std::string status_, toldStatus_;
    double toldAt_ = 0;
    double watchdog_ = 0; ///< seconds; grows
    bool moved_ = false;  ///< since the last WATCHDOG
    bool ready_ = false, toldReady_ = false, stopping_ = false, toldStopping_ = false,
         finishing_ = false, toldFinishing_ = false;
    std::jthread thread_; // last: joined before the members it uses go
};

/// "epoch 3 of 90, step 1,204 of 5,004, 812 img/s, 13 h 12 min to go".
std::string plainStatus(const TrainStatus& status);

} // namespace studio
