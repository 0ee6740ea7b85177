// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>

namespace studio {

/// What resuming an interrupted run costs: all that it did after its newest checkpoint is done again.
struct ResumeCost {
    std::int64_t from = 0;    ///< step of the newest checkpoint that a resume may take; 0 = none, it begins again
    std::int64_t reached = 0; ///< the last step that its history or that checkpoint tells of
    double seconds = 0;       ///< that the steps between took, and the validations, as they were measured
    friend bool operator==(const ResumeCost&, const ResumeCost&) = default;
};

/// Reads run.db and the names of the checkpoints; opens none of them: one that turns out to be damaged makes a resume
/// dearer. Ends early, with what is known by then, once `stop` is requested. Any thread but a window's. Throws Error.
ResumeCost resumeCostOf(const std::string& runFolder, const std::stop_token& stop = {});

} // namespace studio
