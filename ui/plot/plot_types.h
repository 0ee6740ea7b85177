// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPointF>
#include <QString>

namespace studio {

/// How a series is drawn. PaleCircles is for measured points behind their smoothed line. Raw is 1 px and may hold any
/// number of points; the others are for at most some hundred. Compared is another run: dashed, the dash by its colour.
/// Abandoned is a part of the run that does not count any more: pale. Companion goes beside the line of its colour, of
/// the same kind but another make: thin and dashed.
enum class SeriesStyle { Line, Circles, PaleCircles, Raw, Planned, Compared, Abandoned, Companion };
/// In place of a colour: the text's, for the one among grey ones that is pointed at.
inline constexpr int kPointedAt = -2;

struct SeriesSpec {
    QString name;  ///< "train"; for the readout and the legend
    int color = 0; ///< index into ThemeColors::series; -1 = quiet grey; kPointedAt
    SeriesStyle style = SeriesStyle::Line;
    bool endLabel = false;
    bool readout = true; ///< named in the crosshair's box
    int smooths = -1;    ///< the series that this one smooths: told behind its values there, in brackets
    friend bool operator==(const SeriesSpec&, const SeriesSpec&) = default;
};

/// What the points that are drawn have to do with those that were measured.
enum class DrawnAs { Measured, Smoothed, Thinned };

/// Something that happened at x: a thin mark at the x axis.
struct PlotMark {
    enum class Kind {
        Event,   ///< something changed: dotted
        Break,   ///< the run stood still: dashed
        Problem, ///< something went wrong: dotted, with a strong foot
    };
    double x = 0;
    QString text; ///< "paused 2 h 10 min"
    Kind kind = Kind::Event;
    int id = -1; ///< told when it is clicked; -1 = nothing to choose
};

/// A part of the x axis in which the run stood still.
struct PlotGap {
    double from = 0, to = 0;
    friend bool operator==(const PlotGap&, const PlotGap&) = default;
};

/// What is written around a plot in a picture of it.
struct PictureCaption {
    QString title; ///< "Top-1 accuracy, %"
    QString run;
    QString xName; ///< "epoch"
};
enum class PictureFormat { Png, Svg, Pdf };

/// The point nearest to x, of points with x ascending; -1 = there is none.
int nearestPoint(const QList<QPointF>& points, double x);

} // namespace studio
