// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>
#include <vector>

#include <QRectF>

#include "ui/plot/metric_plot.h"
#include "ui/plot/nice_ticker.h"
#include "ui/plot/plot_view.h"
#include "ui/plot/qcustomplot_include.h"

namespace studio {

class FreePlaces;
class GapItem;
class MarkItem;

/// What MetricPlot hides: the plot, its series and its marks. Shared by the .cpp files of MetricPlot only.
struct MetricPlot::Parts {
    struct Series {
        /// Whether it is drawn, and for good: what was abandoned may have been so because it grew beyond measure.
        bool counts() const { return graph->visible() && spec.style != SeriesStyle::Abandoned; }
        /// Calls take(y) for each finite value in [from, to].
        template<class Take>
        void eachBetween(double from, double to, Take take) const;
        /// A line of one point is nothing to see: it gets a disc.
        void markAlone(const ThemeColors& c) const;
        /// Gives what is drawn its colours and pens.
        void style(const ThemeColors& c) const;

        SeriesSpec spec;
        QCPGraph* graph = nullptr;
        QCPItemText* endLabel = nullptr;
        QCPItemTracer* tracer = nullptr;
        QList<QPointF> points;
        QList<PlotGap> gaps; ///< that no line leads over
        Measured measured;   ///< where the points are smoothed ones
        QList<QPointF> measuredPoints;
        DrawnAs drawnAs = DrawnAs::Measured;
        bool isAlone = false; ///< one of the points can be drawn
    };

    QCustomPlot* plot = nullptr;
    std::vector<Series> series;
    QCPItemTracer* bestRing = nullptr;
    QCPItemText* bestLabel = nullptr;
    QCPItemText* emptyText = nullptr;
    QSharedPointer<NiceTicker> xTicker, yTicker;
    QCPItemStraightLine* crosshair = nullptr;
    QCPItemText* readout = nullptr;
    MarkItem* marks = nullptr;
    GapItem* gaps = nullptr;

    Format valueFormat, readoutFormat, xFormat;
    double yBottom = std::numeric_limits<double>::quiet_NaN(), yTop = std::numeric_limits<double>::quiet_NaN();
    double leastFrom = 0, leastTo = 1;
    double crosshairX = std::numeric_limits<double>::quiet_NaN();
    QPointF bestAt;
    bool hasBest = false;
    bool logY = false, clip = false;
    bool unscaled = false; ///< y is not yet taken from what changed
    bool undrawn = false;  ///< nor has it been drawn
    bool queued = false;   ///< it will be, in this turn of the event loop
    bool resized = false;  ///< the axes have not been laid out since
    bool moved = false;    ///< QCustomPlot has moved the x axis for the mouse, or is about to
    PlotView view;
    PlotView::Range shown;                                     ///< as the last rescale() set it
    double dataEnd = -std::numeric_limits<double>::infinity(); ///< of all series, at the last rescale()
    QPointF pressedAt;
    int clickedMark = -1; ///< the last one: a second click takes its neighbour
    bool pressed = false, dragging = false;
    QList<QRectF> words; ///< places of words, in pixels
    int replots = 0;

    /// What the points of a series are called in a table.
    QString tableName(const Series& one) const;
    /// Least and greatest x of all visible series; false if there is no point.
    bool xExtent(double& from, double& to) const;
    /// Moves a fixed view back where the data end before they did. Only the points count: not who is hidden, nor the
    /// room for words. True = it moved.
    bool keepViewWithinData();
    /// Values in [from, to] of all visible series, unsorted, finite ones only (positive ones where logY).
    std::vector<double> valuesBetween(double from, double to) const;
    /// How many measured values in view the y axis leaves out, those that have no place on a logarithmic one too. What
    /// is drawn a second time as a smoothed line counts once.
    int countOutside() const;
    /// x of the point that the crosshair stands on: the nearest of all series in the readout; NaN = none.
    double snapped() const;
    /// Whether a series is in the readout at that x: a run that ended long before says nothing there.
    bool reaches(const Series& one, double x) const;
    /// The line of a series in the crosshair's box; empty = it has no value there.
    QString readoutOf(std::size_t index, double x) const;
    /// Free range right of the newest point, where values stand at the line ends.
    double roomAtEnd(double length) const;
    /// The part of a series that is in view, in pixels; gaps are not finite.
    QList<QPointF> pixelsOf(const Series& one) const;
    void placeEndLabels(FreePlaces& places);
    void placeBest(FreePlaces& places);
};

} // namespace studio
