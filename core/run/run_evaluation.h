// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/metric/class_counts.h"

namespace studio {

/// The last evaluation of a run's network, as `resnet-train evaluate` leaves it in the run: RUN/evaluation.json.
/// Nothing that is trained depends on it.
struct RunEvaluation {
    std::int64_t utcMs = 0; ///< when
    std::string checkpoint; ///< name of the file
    std::int64_t step = 0;  ///< of the checkpoint
    std::int32_t epoch = 0;
    std::string measured;              ///< a sentence that says which pictures
    std::string folder;                ///< where they are; empty in one of before
    bool isOwnValidation = false;      ///< they are those that the run validates on
    double top1 = 0, top5 = 0;         ///< fractions
    double loss = 0;                   ///< may be no number
    std::int64_t pictures = 0;         ///< that were measured
    std::int64_t badPictures = 0;      ///< left out
    std::vector<ClassCount> counts;    ///< one a class, in the order of classes.json
    std::vector<Confusion> confusions; ///< the most frequent first; none are told in one of before

    bool operator==(const RunEvaluation&) const = default;
};

std::string evaluationFile(const std::string& runFolder);
/// Nothing where there is no such file. Throws Error(Corrupt, Config, Data, Io): a run may come from somebody else.
std::optional<RunEvaluation> readEvaluation(const std::string& runFolder);
/// The whole file or nothing. Throws Error(Data) for what readEvaluation() would refuse, Error(Io, DiskFull).
void writeEvaluation(const std::string& runFolder, const RunEvaluation& evaluation);

} // namespace studio
