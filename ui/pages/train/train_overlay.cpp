// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_overlay.h"

#include <algorithm>
#include <utility>

#include <QEvent>
#include <QWidget>

#include "ui/models/run_words.h"
#include "ui/plot/metric_plot.h"

namespace studio {

namespace {

// Dashes are dear to draw, and a smoothed line has nothing to say between two of so many points.
constexpr std::size_t kParts = 300;
constexpr double kSmoothedShare = 0.03;

} // namespace

TrainOverlay::TrainOverlay(Plots plots, QWidget* page)
    : QObject(page)
    , plots_{plots.top1, plots.loss, plots.stepLoss, plots.speed} {
    page->installEventFilter(this);
    connect(&runs_, &ComparedRuns::changed, this, &TrainOverlay::draw);
    for (const Which which : {kStepLoss, kSpeed}) {
        connect(plots_[which], &MetricPlot::viewChanged, this, [this, which] {
            for (std::size_t i = 0; i < drawn_.size(); ++i)
                drawSteps(i, which);
        });
    }
}

bool TrainOverlay::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Show || event->type() == QEvent::Hide)
        runs_.setWatched(event->type() == QEvent::Show);
    return QObject::eventFilter(watched, event);
}

void TrainOverlay::show(const std::string& folder, XAxis axis) {
    const bool other = std::exchange(shown_, folder) != folder;
    runs_.setAxis(axis);
    draw();
    if (other)
        Q_EMIT shownChanged();
}

void TrainOverlay::setSmoothing(double weight) {
    if (weight == std::exchange(smoothing_, weight))
        return;
    for (std::size_t i = 0; i < drawn_.size(); ++i)
        drawEpochs(i);
}

bool TrainOverlay::isDrawn(std::size_t index) const {
    return index < drawn_.size() && drawn_[index] != nullptr;
}

int TrainOverlay::seriesOf(std::size_t index, Which which) {
    std::vector<int>& known = series_[which];
    while (known.size() <= index) {
        known.push_back(plots_[which]->addSeries({{}, -1, SeriesStyle::Compared, false, false}));
        if (which == kStepLoss || which == kSpeed)
            plots_[which]->setDrawnAs(known.back(), DrawnAs::Smoothed);
        plots_[which]->setMeasured(known.back(),
                                   [this, at = known.size() - 1, which](double x) { return measured(at, which, x); });
    }
    return known[index];
}

void TrainOverlay::draw() {
    const std::vector<ComparedRun>& runs = runs_.runs();
    drawn_.resize(std::max(drawn_.size(), runs.size())); // some places may be of runs that went
    for (std::size_t i = 0; i < drawn_.size(); ++i) {
        const ComparedRun* run = i < runs.size() ? &runs[i] : nullptr;
        restyle(i, run);
        auto curves = run != nullptr && run->folder != shown_ ? run->curves : nullptr;
        if (curves == drawn_[i]) // hidden, or pointed at
            continue;
        drawn_[i] = std::move(curves);
        drawEpochs(i);
        for (const Which which : {kStepLoss, kSpeed})
            drawSteps(i, which);
    }
}

void TrainOverlay::restyle(std::size_t index, const ComparedRun* run) {
    SeriesSpec spec{{}, -1, SeriesStyle::Compared, false, run != nullptr};
    if (run != nullptr) {
        spec.name = runName(run->folder);
        spec.color = run->color < 0 && runs_.pointed() == run->folder ? kPointedAt : run->color;
    }
    for (const Which which : {kTop1, kLoss, kStepLoss, kSpeed}) {
        const int series = seriesOf(index, which);
        plots_[which]->setSeries(series, spec);
        plots_[which]->setSeriesVisible(series, run != nullptr && !run->hidden && run->folder != shown_);
    }
}

// As the run that is shown: of the weights, where it keeps an average of them too.
QList<QPointF> TrainOverlay::epochsOf(std::size_t index, Which which) const {
    const TrainCurves& curves = *drawn_[index];
    return which == kTop1 ? curves.weightsTop1() : curves.weightsLoss();
}

const SeriesPyramid& TrainOverlay::stepsOf(std::size_t index, Which which) const {
    const TrainCurves& curves = *drawn_[index];
    return which == kSpeed ? curves.speed() : curves.loss();
}

/// The value of a compared run that its smoothed curve hides.
QPointF TrainOverlay::measured(std::size_t index, Which which, double x) const {
    const QPointF none(x, qQNaN());
    if (!isDrawn(index))
        return none;
    if (which == kStepLoss || which == kSpeed)
        return stepsOf(index, which).nearest(x);
    const QList<QPointF> points = epochsOf(index, which);
    const int at = nearestPoint(points, x);
    return at < 0 ? none : points[at];
}

void TrainOverlay::drawEpochs(std::size_t index) {
    for (const Which which : {kTop1, kLoss}) {
        const int series = seriesOf(index, which);
        const QList<QPointF> points = isDrawn(index) ? epochsOf(index, which) : QList<QPointF>();
        plots_[which]->setMeasuredPoints(series, points);
        plots_[which]->setData(series, smoothPoints(points, smoothing_),
                               isDrawn(index) ? drawn_[index]->gaps() : QList<PlotGap>());
    }
}

void TrainOverlay::drawSteps(std::size_t index, Which which) {
    MetricPlot& plot = *plots_[which];
    const int series = seriesOf(index, which);
    if (!isDrawn(index))
        return plot.setData(series, {});
    SeriesPyramid::View view;
    view.parts = kParts;
    if (!plot.isFollowing()) {
        view.from = plot.xRange().x();
        view.to = plot.xRange().y();
    }
    plot.setData(series, stepsOf(index, which).smoothed(view, kSmoothedShare), drawn_[index]->gaps());
}

} // namespace studio
