// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace studio {

/// What resuming an interrupted run costs: all that it did after its newest checkpoint is done again.
struct ResumeCost {
    std::int64_t from = 0;    ///< step of the newest checkpoint whose file is there; 0 = none, it begins again
    std::int64_t reached = 0; ///< the last step that its history tells of
    double seconds = 0;       ///< that the steps between took, and the validations
    friend bool operator==(const ResumeCost&, const ResumeCost&) = default;
};

/// Reads run.db and looks for the files of checkpoints; opens none of them. Any thread but a window's. Throws Error.
ResumeCost resumeCostOf(const std::string& runFolder);

} // namespace studio
