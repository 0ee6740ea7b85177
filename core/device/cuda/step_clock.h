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
    /// Like lap(), it throws nothing: a mark that cannot be made costs the measurement, not the step.
    StepClock(Runtime& runtime, std::int64_t step)
        : runtime_(runtime) {
        parts_.step = step;
        last_ = mark();
    }

    /// What was put on the queue since the lap before belongs to that part.
    void lap(double StepParts::*part) {
        if (std::shared_ptr<const TimedMark> now = mark()) {
            laps_.push_back({part, std::exchange(last_, now), now});
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
    /// Null, and never whole again, where none can be made.
    std::shared_ptr<const TimedMark> mark() {
        try {
            return isWhole_ ? runtime_.timedMark(Queue::Compute) : nullptr;
        } catch (const std::exception&) {
            isWhole_ = false;
            return nullptr;
        }
    }

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
