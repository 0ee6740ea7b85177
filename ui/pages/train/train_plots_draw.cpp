// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <utility>

#include <QAbstractButton>
#include <QAction>
#include <QPushButton>
#include <QSlider>

#include "core/metric/best_epoch.h"
#include "ui/pages/train/refresh_pace.h"
#include "ui/pages/train/train_marks.h"
#include "ui/pages/train/train_overlay.h"
#include "ui/pages/train/train_plots.h"
#include "ui/pages/train/x_words.h"
#include "ui/plot/legend_entry.h"
#include "ui/plot/metric_plot.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/widgets/card.h"
#include "ui/widgets/segmented_control.h"

namespace studio {

namespace {

constexpr double kLeastHours = 1.0 / 60; ///< a run of minutes fills a plot too
constexpr double kSmoothedShare = 0.03;  ///< of the steps in view: some pixels to either side

} // namespace

std::int64_t TrainPlots::stepsPerEpoch() const {
    const TrainingSession& training = studio_.training;
    if (training.status().stepsPerEpoch > 0)
        return training.status().stepsPerEpoch;
    return training.history() != nullptr ? training.history()->stepsPerEpoch : 0;
}

void TrainPlots::showRun() {
    const RunHistory* history = studio_.training.history();
    const std::string before = std::exchange(shown_, history != nullptr ? history->folder : std::string());
    const bool same = !shown_.empty() && shown_ == before;
    if (!same)
        event_.reset();
    startOver(same); // of the same run the zoom stays
}

std::int64_t TrainPlots::classes() const {
    const RunHistory* history = curves_.history();
    const std::int64_t told = studio_.training.runStart().classes;
    return history == nullptr ? 0 : told > 0 ? told : history->classes;
}

// What the run does not tell is drawn over epochs; the choice stays for the next run.
XAxis TrainPlots::axis() const {
    const auto chosen = static_cast<XAxis>(xAxis_->current());
    const RunHistory* history = studio_.training.history();
    return history == nullptr || hasAxis(*history, chosen) ? chosen : XAxis::Epoch;
}

void TrainPlots::showAxes() {
    const QString about[kXAxes] = {tr("Over epochs"), tr("Over steps"),
                                   tr("Over hours of training; pauses and validation do not count"),
                                   tr("Over hours since the start; where the run stood still there is a gap")};
    const RunHistory* history = studio_.training.history();
    for (int i = 0; i < kXAxes; ++i) {
        const QString why = history != nullptr ? whyNoAxis(*history, static_cast<XAxis>(i)) : QString();
        xAxis_->segment(i)->setEnabled(why.isEmpty());
        xAxis_->segment(i)->setToolTip(toolTipText(why.isEmpty() ? about[i] : why));
    }
}

// The same steps stay in view.
void TrainPlots::changeAxis() {
    const MetricPlot& plot = *plots_[kLoss];
    const bool zoomed = !plot.isFollowing();
    const double from = zoomed ? curves_.stepAt(plot.xRange().x()) : -1;
    const double to = zoomed ? curves_.stepAt(plot.xRange().y()) : -1;
    startOver(false);
    const double left = curves_.xOfStepAt(from), right = curves_.xOfStepAt(to);
    if (zoomed && to > from && right > left)
        plots_[kLoss]->zoomTo(left, right);
}

void TrainPlots::showTop5() {
    const bool possible = classes() > 5;
    top5_->setEnabled(possible);
    top5_->setToolTip(possible         ? tr("How often the right class is among the five most likely ones")
                      : classes() == 0 ? tr("It is not known how many classes the run has")
                                       : tr("Of five classes or fewer the right one is always among the first five"));
    const bool shown = possible && top5_->isChecked();
    top5Legend_->setVisible(shown);
    cards_[kTop1]->setTitle(shown ? tr("Top-1 and top-5 accuracy, %") : tr("Top-1 accuracy, %"));
}

void TrainPlots::startOver(bool keepView) {
    showAxes();
    curves_.reset(studio_.training.sharedHistory(), axis(), stepsPerEpoch());
    showTop5();
    overlay_->show(shown_, curves_.axis());
    for (MetricPlot* plot : plots_) {
        plot->setWholeX(!isTime(curves_.axis()));
        plot->setLeastX(0, isTime(curves_.axis()) ? kLeastHours : 1);
        if (!keepView)
            plot->resetZoom();
    }
    drawAll();
}

void TrainPlots::grew(int firstEpoch) {
    const RunHistory* history = studio_.training.history();
    // The first status tells how many steps an epoch has; until then x was counted in what had been seen.
    if (stepsPerEpoch() > 0 && stepsPerEpoch() != curves_.stepsPerEpoch())
        curves_.reset(studio_.training.sharedHistory(), axis(), stepsPerEpoch());
    if (history != nullptr && firstEpoch < static_cast<int>(history->epochs.size()))
        pace_->soon();
    else
        pace_->ask();
}

void TrainPlots::drawAll() {
    if (!isVisible())
        return;
    // A page that is shown between the change of the run and the word of it must not read the old one.
    if (curves_.history() != studio_.training.history())
        return showRun();
    curves_.grow();
    for (MetricPlot* plot : plots_)
        plot->setGaps(curves_.gaps());
    drawEpochs();
    drawBranches();
    drawSteps();
    drawMarks();
}

void TrainPlots::drawMarks() {
    const RunHistory* history = curves_.history();
    const QList<PlotMark> marks = history != nullptr ? marksOf(*history, curves_) : QList<PlotMark>();
    for (const Which which : {kTop1, kLoss})
        plots_[which]->setMarks(marks);
    const auto chosen = event_ ? std::optional(markOf(*event_, curves_)) : std::nullopt;
    for (MetricPlot* plot : plots_)
        plot->setChosenMark(chosen);
}

void TrainPlots::pointAt(const EventRecord& event) {
    event_ = event;
    drawMarks();
    plots_[kLoss]->bringIntoView(curves_.xOfEvent(event));
}

void TrainPlots::forgetEvent() {
    if (!event_)
        return;
    event_.reset();
    drawMarks();
}

void TrainPlots::markClicked(int id) {
    const RunHistory* history = curves_.history();
    if (history == nullptr || id < 0 || static_cast<std::size_t>(id) >= history->events.size())
        return;
    const EventRecord event = *(history->events.rbegin() + id);
    pointAt(event);
    Q_EMIT eventChosen(event);
}

void TrainPlots::drawEpochs() {
    const double weight = smoothing_->value() / 100.0;
    const auto draw = [this, weight](Which which, const QList<QPointF>& train, const QList<QPointF>& val,
                                     const QList<QPointF>& average) {
        plots_[which]->setData(kTrainRaw, train, curves_.gaps());
        plots_[which]->setData(kValRaw, val, curves_.gaps());
        plots_[which]->setData(kTrainLine, smoothPoints(train, weight), curves_.gaps());
        plots_[which]->setData(kValLine, smoothPoints(val, weight), curves_.gaps());
        plots_[which]->setMeasuredPoints(kAverage, average);
        plots_[which]->setData(kAverage, smoothPoints(average, weight), curves_.gaps());
    };
    overlay_->setSmoothing(weight);
    const QList<QPointF> val = curves_.valTop1(), average = curves_.averageTop1();
    draw(kTop1, curves_.trainTop1(), curves_.weightsTop1(), average);
    draw(kLoss, curves_.trainLoss(), curves_.weightsLoss(), curves_.averageLoss());
    for (LegendEntry* legend : averageLegends_)
        legend->setVisible(!average.isEmpty());
    const QList<QPointF> top5 = top5_->isChecked() && classes() > 5 ? curves_.valTop5() : QList<QPointF>();
    plots_[kTop1]->setData(kTop5Raw, top5, curves_.gaps());
    plots_[kTop1]->setData(kTop5Line, smoothPoints(top5, weight), curves_.gaps());
    const RunHistory* history = curves_.history();
    const std::int32_t best = history == nullptr ? 0 : bestEpochOf(history->epochs, history->checkpoints).epoch;
    plots_[kTop1]->clearBest();
    for (qsizetype i = 0; i < val.size(); ++i) {
        if (history->epochs[static_cast<std::size_t>(i)].epoch == best)
            plots_[kTop1]->setBest(val[i], tr("best %1 · epoch %2").arg(formatNumber(val[i].y(), 2)).arg(best));
    }
}

void TrainPlots::drawBranches() {
    const std::vector<TrainCurves::Branch> all = curves_.branches();
    const auto draw = [this, &all](Which which, int color, QList<QPointF> TrainCurves::Branch::*points) {
        MetricPlot& plot = *plots_[which];
        std::vector<int>& series = branches_[which];
        while (series.size() < all.size())
            series.push_back(plot.addSeries({tr("abandoned"), color, SeriesStyle::Abandoned, false, false}));
        for (std::size_t i = 0; i < series.size(); ++i)
            plot.setData(series[i], i < all.size() ? all[i].*points : QList<QPointF>());
    };
    draw(kTop1, 1, &TrainCurves::Branch::valTop1);
    draw(kLoss, 1, &TrainCurves::Branch::valLoss);
    draw(kStepLoss, 0, &TrainCurves::Branch::stepLoss);
}

void TrainPlots::drawSteps() {
    plots_[kRate]->setData(0, curves_.plannedRate());
    for (const Which which : {kStepLoss, kRate, kSpeed})
        drawStepsOf(which);
}

/// What is in view in full, as far as there are pixels for it.
void TrainPlots::drawStepsOf(Which which) {
    if (!curves_.isCurrent())
        return;
    MetricPlot& plot = *plots_[which];
    SeriesPyramid::View view;
    if (!plot.isFollowing()) {
        view.from = plot.xRange().x();
        view.to = plot.xRange().y();
    }
    view.parts = static_cast<std::size_t>(std::clamp(qRound(plot.width() * plot.devicePixelRatioF()), 400, 4000));
    const SeriesPyramid& series = which == kRate ? curves_.rate() : which == kSpeed ? curves_.speed() : curves_.loss();
    const QList<QPointF> points = which == kRate ? series.last(view) : series.envelope(view);
    const int drawn = which == kRate ? 1 : 0;
    plot.setDrawnAs(drawn,
                    static_cast<std::size_t>(points.size()) < series.size() ? DrawnAs::Thinned : DrawnAs::Measured);
    plot.setData(drawn, points, curves_.gaps());
    if (which == kRate)
        return;
    plot.setData(1, series.smoothed(view, kSmoothedShare), curves_.gaps());
}

} // namespace studio
