// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <opencv2/core.hpp>

#include "core/base/random.h"

namespace studio {

/// Where and how a shape stands in a picture: centre, radius in px, turn in radians.
struct ShapePose {
    cv::Point2d centre;
    double radius = 0;
    double turn = 0;
};

/// Draws the shape of a sample class (0..9, in the order of their names) with hard edges; the caller draws large and
/// shrinks. `random` varies thickness and proportions.
void drawSampleShape(cv::Mat& image, int classIndex, const ShapePose& pose, const cv::Scalar& colour,
                     CounterRandom& random);

} // namespace studio
