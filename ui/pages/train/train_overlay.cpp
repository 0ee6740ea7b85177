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
    axis_ = axis;
    const bool other = std::exchange(shown_, folder) != folder;
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
    return index < drawn_.size() && runs_.runs()[index].folder != shown_ && drawn_[index].curves != nullptr;
}

int TrainOverlay::seriesOf(std::size_t index, Which which) {
    std::vector<int>& known = series_[which];
    while (known.size() <= index) {
        known.push_back(plots_[which]->addSeries({{}, -1, SeriesStyle::Compared, false, false}));
        plots_[which]->setMeasured(known.back(),
                                   [this, at = known.size() - 1, which](double x) { return measured(at, which, x); });
    }
    return known[index];
}

/// Points are made once for what was read, and once more for another x axis.
void TrainOverlay::takeRuns() {
    std::vector<Drawn> next;
    for (const ComparedRun& run : runs_.runs()) {
        const auto known = std::find_if(drawn_.begin(), drawn_.end(), [&](const Drawn& one) {
            return run.history != nullptr && one.history == run.history && one.axis == axis_;
        });
        if (known != drawn_.end()) {
            next.push_back(std::move(*known));
            continue;
        }
        next.push_back({run.history, axis_, nullptr});
        if (run.history != nullptr && hasAxis(*run.history, axis_)) {
            next.back().curves = std::make_unique<TrainCurves>();
            next.back().curves->reset(run.history, axis_, run.history->stepsPerEpoch);
        }
    }
    drawn_ = std::move(next);
}

void TrainOverlay::draw() {
    takeRuns();
    const std::size_t places = std::max(series_[kTop1].size(), drawn_.size()); // some may be of runs that went
    for (std::size_t i = 0; i < places; ++i) {
        restyle(i, i < drawn_.size() ? &runs_.runs()[i] : nullptr);
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
    const TrainCurves& curves = *drawn_[index].curves;
    return which == kTop1 ? curves.weightsTop1() : curves.weightsLoss();
}

const SeriesPyramid& TrainOverlay::stepsOf(std::size_t index, Which which) const {
    const TrainCurves& curves = *drawn_[index].curves;
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
        if (isDrawn(index))
            plots_[which]->setData(series, smoothPoints(epochsOf(index, which), smoothing_),
                                   drawn_[index].curves->gaps());
        else
            plots_[which]->setData(series, {});
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
    plot.setData(series, stepsOf(index, which).smoothed(view, kSmoothedShare), drawn_[index].curves->gaps());
}

} // namespace studio
