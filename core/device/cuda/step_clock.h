// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/device/cuda/runtime.h"
#include "core/device/step_parts.h"

namespace studio::cuda {

/// Measures one step that is put on the queue Compute call by call: marks lie between its parts, and say how far they
/// are from one another once the card has come past them. Owned by the step program; engine thread.
class StepClock {
public:
    StepClock(Runtime& runtime, std::int64_t step)
        : runtime_(runtime)
        , last_(runtime.timedMark(Queue::Compute)) {
        parts_.step = step;
    }

    /// What was put on the queue since the lap before belongs to that part. A mark that cannot be made costs the
    /// measurement, not the step.
    void lap(double StepParts::*part) {
        try {
            std::shared_ptr<const TimedMark> mark = runtime_.timedMark(Queue::Compute);
            laps_.push_back({part, std::exchange(last_, mark), mark});
        } catch (const std::exception&) {
            isWhole_ = false;
        }
    }

    /// Empty while the card has not come past the last lap, and where one is missing.
    std::optional<StepParts> read() const {
        if (!isWhole_ || !last_->isReached()) {
            return {};
        }
        StepParts parts = parts_;
        for (const Lap& lap : laps_) {
            parts.*lap.part += lap.to->secondsSince(*lap.from);
        }
        return parts;
    }

private:
    struct Lap {
        double StepParts::*part;
        std::shared_ptr<const TimedMark> from, to;
    };
    Runtime& runtime_;
    std::shared_ptr<const TimedMark> last_;
    std::vector<Lap> laps_;
    bool isWhole_ = true;
    StepParts parts_;
};

} // namespace studio::cuda
