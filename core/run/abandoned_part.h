// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/metric/records.h"

namespace studio {

/// What a run did past the step that it went back to, in a resume or a roll-back: no more than a curve needs, bounded
/// however long it was. A value.
struct AbandonedPart {
    struct Point {
        std::int64_t step = 0;
        double loss = 0;  ///< mean of neighbouring steps; NaN where none was a number
        double hours = 0; ///< of the steps since `from`
    };
    std::int64_t from = 0; ///< the step that was gone back to
    std::vector<Point> points;
    std::vector<EpochRecord> epochs; ///< what is measured of each, no more
};
inline constexpr std::size_t kMostAbandonedParts = 8, kMostAbandonedPoints = 300, kMostAbandonedEpochs = 100;

/// Whether both tell of the same: a run that is followed learns of one in two ways.
bool isSamePart(const AbandonedPart& a, const AbandonedPart& b);
/// Adds the newest part; of too many the oldest go, and parts without a point are none.
void addAbandoned(std::vector<AbandonedPart>& parts, AbandonedPart part);

/// Makes one of the steps (from, last], given one after the other.
class AbandonedMaker {
public:
    AbandonedMaker(std::int64_t from, std::int64_t last);
    void add(const StepRecord& record);
    AbandonedPart done(const std::vector<EpochRecord>& epochs);

private:
    void close();

    AbandonedPart part_;
    std::int64_t width_ = 1, bucket_ = -1, lastStep_ = 0;
    double sum_ = 0, hours_ = 0;
    std::int64_t finite_ = 0;
};

/// As one value of run.db, and back. The text may come from somebody else: what cannot be read of it is left out.
std::string textOfAbandoned(const std::vector<AbandonedPart>& parts);
std::vector<AbandonedPart> abandonedOfText(const std::string& text);

} // namespace studio
