// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/sample_shapes_internal.h"

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace studio {

namespace {

using Points = std::vector<cv::Point>;
constexpr double kTurn = 2 * std::numbers::pi;

/// The pose with its drawing helpers: unit coordinates (-1..1) to pixels.
struct Pen {
    cv::Mat& image;
    const ShapePose& pose;
    cv::Scalar colour;
    CounterRandom& random;

    cv::Point at(double x, double y) const {
        const double c = std::cos(pose.turn), s = std::sin(pose.turn);
        return {static_cast<int>(std::lround(pose.centre.x + pose.radius * (x * c - y * s))),
                static_cast<int>(std::lround(pose.centre.y + pose.radius * (x * s + y * c)))};
    }
    int pixels(double share) const { return std::max(2, static_cast<int>(std::lround(share * pose.radius))); }
    void fill(const Points& outline) const { cv::fillPoly(image, std::vector<Points>{outline}, colour); }
    void stroke(const Points& line, bool closed, double width) const {
        cv::polylines(image, line, closed, colour, pixels(width), cv::LINE_8);
    }
    /// Corners of a regular polygon, every other one at `inner` if below 1.
    Points corners(int count, double inner) const {
        Points points;
        for (int i = 0; i < count; ++i) {
            const double angle = kTurn * i / count, r = i % 2 == 1 ? inner : 1;
            points.push_back(at(r * std::sin(angle), -r * std::cos(angle)));
        }
        return points;
    }
    Points curve(double from, double to, double startRadius, double endRadius) const {
        Points points;
        for (int i = 0; i <= 90; ++i) {
            const double t = i / 90.0, angle = from + (to - from) * t, r = startRadius + (endRadius - startRadius) * t;
            points.push_back(at(r * std::cos(angle), r * std::sin(angle)));
        }
        return points;
    }
};

void drawArc(const Pen& pen) {
    pen.stroke(pen.curve(0, kTurn * pen.random.uniform(0.5, 0.68), 0.85, 0.85), false, pen.random.uniform(0.24, 0.36));
}

void drawBars(const Pen& pen) {
    const double half = pen.random.uniform(0.13, 0.19);
    for (const double x : {-0.68, 0.0, 0.68})
        pen.fill({pen.at(x - half, -0.9), pen.at(x + half, -0.9), pen.at(x + half, 0.9), pen.at(x - half, 0.9)});
}

void drawCircle(const Pen& pen) {
    const double squeeze = pen.random.uniform(0.88, 1);
    Points points;
    for (int i = 0; i < 72; ++i)
        points.push_back(pen.at(0.92 * std::cos(kTurn * i / 72), 0.92 * squeeze * std::sin(kTurn * i / 72)));
    pen.fill(points);
}

void drawCross(const Pen& pen) {
    const double h = pen.random.uniform(0.24, 0.34);
    pen.fill({pen.at(-h, -1), pen.at(h, -1), pen.at(h, -h), pen.at(1, -h), pen.at(1, h), pen.at(h, h), pen.at(h, 1),
              pen.at(-h, 1), pen.at(-h, h), pen.at(-1, h), pen.at(-1, -h), pen.at(-h, -h)});
}

void drawDots(const Pen& pen) {
    const int radius = pen.pixels(pen.random.uniform(0.16, 0.23));
    for (int i = 0; i < 9; ++i)
        cv::circle(pen.image, pen.at((i % 3 - 1) * 0.72, (i / 3 - 1) * 0.72), radius, pen.colour, cv::FILLED);
}

void drawRing(const Pen& pen) {
    pen.stroke(pen.curve(0, kTurn, 0.78, 0.78), true, pen.random.uniform(0.24, 0.36));
}

void drawSpiral(const Pen& pen) {
    pen.stroke(pen.curve(0, kTurn * pen.random.uniform(1.8, 2.2), 0.08, 0.95), false, pen.random.uniform(0.15, 0.2));
}

void drawSquare(const Pen& pen) {
    const double h = 0.82, w = h * pen.random.uniform(0.88, 1);
    pen.fill({pen.at(-w, -h), pen.at(w, -h), pen.at(w, h), pen.at(-w, h)});
}

void drawStar(const Pen& pen) {
    pen.fill(pen.corners(10, pen.random.uniform(0.4, 0.5)));
}

void drawTriangle(const Pen& pen) {
    pen.fill(pen.corners(3, 1));
}

} // namespace

void drawSampleShape(cv::Mat& image, int classIndex, const ShapePose& pose, const cv::Scalar& colour,
                     CounterRandom& random) {
    constexpr std::array kDraw{drawArc,  drawBars,   drawCircle, drawCross, drawDots,
                               drawRing, drawSpiral, drawSquare, drawStar,  drawTriangle};
    kDraw[static_cast<std::size_t>(classIndex)](Pen{image, pose, colour, random});
}

} // namespace studio
