// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <QImage>
#include <QList>
#include <QPointF>
#include <QRectF>
#include <QWidget>

#include "ui/models/plot_data.h"
#include "ui/plot/plot_types.h"

class QHelpEvent;
class QPainter;

namespace studio {

struct ThemeColors;

/// One curve plot in the style of the design, around QCustomPlot: horizontal grid, values at the right ends, a best
/// mark, a crosshair that snaps to real points, zoom that stays until Home, and Follow. However much is changed in one
/// turn of the event loop, it measures its y axis and draws once, and not at all while it is hidden. GUI thread.
///
/// Keys with focus: arrows pan, + - zoom, Backspace the zoom before, Home whole range, L log, F follow.
/// The wheel zooms; in a page that scrolls, with Ctrl held.
class MetricPlot final : public QWidget {
    Q_OBJECT

public:
    using Format = std::function<QString(double)>;

    explicit MetricPlot(const QString& objectName, QWidget* parent = nullptr);
    ~MetricPlot() override;

    /// Returns the series' index.
    int addSeries(const SeriesSpec& spec);
    /// Another name, colour or style for a series without an end label; its points stay.
    void setSeries(int series, const SeriesSpec& spec);
    /// Replaces the points of a series; x ascending, values that are not finite become gaps. No line leads over one of
    /// `gaps`.
    void setData(int series, const QList<QPointF>& points, const QList<PlotGap>& gaps = {});
    /// For a series that is drawn smoothed: the measured point nearest to x. The crosshair's box tells its value, and
    /// that of the drawn point in brackets.
    using Measured = std::function<QPointF(double x)>;
    void setMeasured(int series, Measured measured);
    /// The same for tables and files: all measured points, where there are few; or a word, that the drawn ones are not.
    void setMeasuredPoints(int series, const QList<QPointF>& points);
    void setDrawnAs(int series, DrawnAs how);
    void clear();
    void setSeriesVisible(int series, bool visible);
    int pointCount(int series) const;
    QPointF pointAt(int series, int index) const;

    /// Words for values at line ends; those of the crosshair's box, where it tells more digits; for its x ("epoch 24").
    void setValueFormat(Format format);
    void setReadoutFormat(Format format);
    void setXFormat(Format format);
    /// Ticks of x only at whole numbers (epochs, steps); on at first.
    void setWholeX(bool on);
    /// Never show less than this; NaN = no limit. For accuracy: bottom 0.
    void setYLimits(double bottom, double top);
    /// Least length of the x axis while following, so that a new run does not start with one epoch across the plot.
    void setLeastX(double from, double to);

    /// Words in the middle while there is no point at all ("after the first epoch").
    void setEmptyText(const QString& text);

    /// Open ring with a label ("best 60.42 · epoch 31").
    void setBest(const QPointF& at, const QString& label);
    void clearBest();

    /// Where the run stood still: hatched behind the curves.
    void setGaps(const QList<PlotGap>& gaps);
    /// Marks that would touch are drawn as one; the tooltip tells what they are.
    void setMarks(const QList<PlotMark>& marks);
    /// Drawn strongly, above the other marks, whether it is one of them or not.
    void setChosenMark(const std::optional<PlotMark>& mark);
    const std::optional<PlotMark>& chosenMark() const;
    /// Moves what is in view, no further than needed, so that x is in it.
    void bringIntoView(double x);
    /// Where the curves leave room for the words of marks; at first at the bottom.
    void setMarkWordsAtTop(bool on);
    /// Number of marks as drawn now.
    int markCount() const;
    /// One line for each mark near that place of the widget; empty = none.
    QString markTextAt(const QPoint& place) const;

    void setLogY(bool on);
    bool isLogY() const;
    /// Takes the y range from the 1st to the 99th percentile of what is visible; the tooltip tells what is left out.
    void setClipOutliers(bool on);
    /// On: everything is in view, and new points too. Off: what is in view now stays.
    void setFollow(bool on);
    bool isFollowing() const;
    /// Everything in view again: the same as setFollow(true).
    void resetZoom();
    /// Range of x in view, and a zoom like the mouse's: it stays until resetZoom(), also while data change; where they
    /// end before it, it moves back to their end.
    QPointF xRange() const;
    QPointF yRange();
    double xAt(int pixel) const; ///< of the part that draws
    void zoomTo(double left, double right);
    /// What another plot of the same x axis shows, with the steps back to what it showed before.
    void showAs(const MetricPlot& other);

    /// Shows or moves the crosshair; NaN hides it. For linking plots.
    void setCrosshair(double x);
    QString readoutText();
    /// The points of all visible series, as they were measured; those that were not are named so.
    PlotData data(const QString& xName) const;
    /// What is in view, for paper: light, with title, legend and name of the x axis.
    QImage picture(const PictureCaption& caption);
    QByteArray pictureFile(const PictureCaption& caption, PictureFormat format);

    /// What a screen reader says of it: the newest values ("train 0.53, val 0.61 at epoch 12").
    QString summary() const;

    /// Number of replots done; for tests.
    int replotCount() const;
    /// Where words stand among the curves, in pixels of the plot; for tests.
    QList<QRectF> wordPlaces() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// The pointer moved to x, or left (NaN).
    void crosshairMoved(double x);
    void followChanged(bool on);
    /// Another part of the x axis was chosen, or the data ended before it (not: it grew with the data).
    void viewChanged();
    void logChanged(bool on);
    /// A click on a mark; again on one of several that touch: the next of them.
    void markClicked(int id);
    /// A click where no mark is.
    void placeClicked();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    struct Parts;
    void applyTheme();
    void applyColors(const ThemeColors& colors);
    void drawHead(QPainter& painter, const PictureCaption& caption) const;
    void drawPicture(QPaintDevice& device, const PictureCaption& caption, double scale);
    void refresh();
    void draw();
    void rescale();
    void rescaleX();
    void rescaleY();
    void tellOutside();
    void placeLabels();
    void updateCrosshair();
    template<class Change>
    void changeView(Change change);
    void expectMove();
    void takeMove();
    void userMoved();
    void mouseMoved(const QPointF& position);
    bool dragged(const QPointF& position);
    void endDrag();
    bool showMarkText(const QHelpEvent& help);
    void released(const QPointF& position);
    void clicked(const QPointF& position);
    std::vector<int> marksNear(const QPointF& position) const;

    std::unique_ptr<Parts> parts_;
};

} // namespace studio
