// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace studio {

/// A chart with two axes as SVG text. Values that are no numbers break a line; those above yMost are drawn at it.
struct Chart {
    struct Point {
        double x = 0, y = 0;
    };
    struct Line {
        std::string name;
        int colour = 0; ///< 0 = training, 1 = validation
        std::vector<Point> points;
        bool dashed = false; ///< thin, without dots: a companion of the line of its colour
    };
    struct Band {
        double x = 0, low = 0, high = 0;
    };
    struct Mark {
        double x = 0;
        bool rolledBack = false;
    };
    std::string title, xName;
    std::string bandName;
    std::vector<Band> band; ///< behind the lines
    std::vector<Line> lines;
    std::vector<Mark> marks;                ///< upright lines
    std::vector<Point> best;                ///< at most one ring
    bool fromZero = false, compact = false; ///< compact: three digits that count, for values over many powers of ten

    bool isEmpty() const;
    std::string svg() const;
};

/// The step between ticks: 1, 2 or 5 times a power of ten, so that about `count` of them make up the range.
double niceStep(double range, int count);
/// Text and attribute values of HTML, XML and SVG, for people: what is no character of XML shows as U+FFFD.
std::string escapeMarkup(const std::string& bytes);

} // namespace studio
