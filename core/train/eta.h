// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace studio {

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
    /// -1 until 20 steps were seen.
    double remainingSeconds(std::int32_t epoch, std::int64_t stepInEpoch, double validationDone = 0) const;
    /// Seconds until the epoch's validation begins; -1 until 20 steps were seen.
    double secondsToValidation(std::int32_t epoch, std::int64_t stepInEpoch) const;
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

    Step recent() const;
    double workOf(std::int32_t epoch) const { return work_ ? work_(epoch) : 1; }
    double secondsPerWork() const;

    std::int64_t stepsPerEpoch_;
    std::int32_t epochs_;
    double valShare_;
    Work work_;
    std::array<Step, kWindow> window_{};
    std::int64_t steps_ = 0;
    double validationSeconds_ = -1;
};

} // namespace studio
