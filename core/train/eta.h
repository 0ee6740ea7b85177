// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace studio {

/// "6 min 12 s to go", never "0 s": as long as something is left that is a second. "estimating the rest" below 0.
std::string remainingText(double seconds);

/// Estimates how long a run still takes, from the durations it is fed. Has no clock of its own; one thread.
class EtaEstimator {
public:
    /// What a training step of an epoch costs, as a share of the dearest epoch's: where pictures grow.
    using Work = std::function<double(std::int32_t epoch)>;

    /// `valShare`: validation pictures per training picture, for the time before the first validation was measured.
    /// Without `work` all epochs cost the same.
    EtaEstimator(std::int64_t stepsPerEpoch, std::int32_t epochs, double valShare, Work work = {});

    /// A training step of `epoch`: its seconds, of which waiting for pictures, and its pictures.
    void addStep(std::int32_t epoch, double seconds, double waitSeconds, std::int32_t count);
    void addValidation(double seconds);
    /// The plan was changed.
    void setEpochs(std::int32_t epochs) { epochs_ = epochs; }

    /// Seconds from here to the end; `validationDone` is the share of this epoch's validation behind us.
    /// -1 until isSettled().
    double remainingSeconds(std::int32_t epoch, std::int64_t stepInEpoch, double validationDone = 0) const;
    /// Seconds until the epoch's validation begins; -1 until isSettled().
    double secondsToValidation(std::int32_t epoch, std::int64_t stepInEpoch) const;
    /// Whether the speed can be told: 20 steps were seen, and the older ten of them took about as long as the newer.
    /// The first steps of a process are slower than all that follow; those before the twenty are left out from then on.
    /// True once it was.
    bool isSettled() const { return settled_; }
    /// What was added is the past of this run on this machine: enough of it is settled, however uneven.
    void takePast();
    /// Over the last steps; 0 before the first.
    double imagesPerSecond() const;
    double waitFraction() const;

private:
    struct Step {
        double seconds = 0, waitSeconds = 0;
        std::int32_t count = 0;
        double work = 0;
    };
    static constexpr std::size_t kWindow = 64; ///< steps that are averaged: steady to read, quick to follow a change
    static constexpr std::int64_t kStepsNeeded = 20;

    Step recent() const { return sumOf(0, known_); }
    Step sumOf(std::int64_t newest, std::int64_t count) const;
    void settle();
    double workOf(std::int32_t epoch) const { return work_ ? work_(epoch) : 1; }
    double stepSeconds(double work) const;

    std::int64_t stepsPerEpoch_;
    std::int32_t epochs_;
    double valShare_;
    Work work_;
    std::array<Step, kWindow> window_{};
    std::int64_t steps_ = 0;
    std::int64_t known_ = 0; ///< of window_: the newest that count
    bool settled_ = false;
    double validationSeconds_ = -1;
};

} // namespace studio
