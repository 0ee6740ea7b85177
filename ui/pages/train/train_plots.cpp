// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_plots.h"

#include <algorithm>
#include <utility>

#include <QGridLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QSlider>
#include <QVBoxLayout>

#include "core/metric/best_epoch.h"
#include "ui/models/run_words.h"
#include "ui/pages/train/compare_legend.h"
#include "ui/pages/train/compare_menu.h"
#include "ui/pages/train/plot_link.h"
#include "ui/pages/train/plot_settings.h"
#include "ui/pages/train/refresh_pace.h"
#include "ui/pages/train/train_marks.h"
#include "ui/pages/train/train_overlay.h"
#include "ui/pages/train/train_plot_menu.h"
#include "ui/pages/train/x_words.h"
#include "ui/plot/legend_entry.h"
#include "ui/plot/metric_plot.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/segmented_control.h"

namespace studio {

namespace {

// Series of the two per-epoch plots, in the order they are added: smoothed lines lie above the raw ones.
enum { kTrainRaw, kValRaw, kTrainLine, kValLine };

constexpr double kSmoothedShare = 0.03; ///< of the steps in view: some pixels to either side

// Heights that the text decides.
int lines(double count) {
    return qRound(count * QFontMetrics(baseFont()).height());
}

void addEpochSeries(MetricPlot& plot) {
    plot.addSeries({TrainPlots::tr("train"), 0, SeriesStyle::Raw, false, true});
    plot.addSeries({TrainPlots::tr("val"), 1, SeriesStyle::PaleCircles, false, true});
    plot.addSeries({TrainPlots::tr("train"), 0, SeriesStyle::Line, true, false});
    plot.addSeries({TrainPlots::tr("val"), 1, SeriesStyle::Line, true, false});
}

} // namespace

TrainPlots::TrainPlots(Studio& studio, QWidget* parent)
    : QWidget(parent)
    , studio_(studio) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kSpaceS);
    controlRow_ = new QWidget(this);
    controls_ = new QHBoxLayout(controlRow_);
    controls_->setContentsMargins(0, 0, 0, 0);
    controls_->setSpacing(kSpaceS);
    grid_ = new QGridLayout;
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setSpacing(kSpaceS);
    column->addLayout(grid_, 1);
    buildControls();
    buildPlots();
    buildMenus();
    buildOverlay(*column);
    place();
    connectPlots();
    keepSettings();
    pace_ = new RefreshPace(this, [this] { drawAll(); });
    const TrainingSession& training = studio.training;
    connect(&training, &TrainingSession::historyReset, this, &TrainPlots::showRun);
    connect(&training, &TrainingSession::historyGrew, this, [this](int, int firstEpoch) { grew(firstEpoch); });
    connect(&training, &TrainingSession::finished, this, &TrainPlots::drawAll);
    connect(&training, &TrainingSession::eventsChanged, this, &TrainPlots::drawMarks);
    showRun();
}

void TrainPlots::buildControls() {
    controls_->addWidget(new Label(TextRole::Body, Ink::Text2, tr("x axis")));
    xAxis_ = new SegmentedControl(QStringLiteral("xAxis"), {tr("Epoch"), tr("Step"), tr("Time")});
    xAxis_->setAccessibleName(tr("x axis"));
    controls_->addWidget(xAxis_);
    controls_->addSpacing(kSpaceS);
    controls_->addWidget(new Label(TextRole::Body, Ink::Text2, tr("Smoothing")));
    smoothing_ = new QSlider(Qt::Horizontal);
    smoothing_->setObjectName(QStringLiteral("smoothing"));
    smoothing_->setAccessibleName(tr("Smoothing of the curves per epoch"));
    smoothing_->setToolTip(tr("Exponential smoothing of the curves per epoch; 0 shows them as measured"));
    smoothing_->setRange(0, 95);
    smoothing_->setFixedWidth(lines(6));
    smoothing_->setMinimumHeight(std::max(24, lines(1.4)));
    controls_->addWidget(smoothing_);
    smoothingText_ = (new Label(TextRole::Body, Ink::Text, formatNumber(0, 2)))->strong();
    smoothingText_->setFixedWidth(smoothingText_->fontMetrics().horizontalAdvance(QStringLiteral("0.000")));
    controls_->addWidget(smoothingText_);
    logY_ = makeToggle(QStringLiteral("logY"), tr("Log y"));
    logY_->setToolTip(tr("Logarithmic losses (L on a plot)"));
    clip_ = makeToggle(QStringLiteral("clipOutliers"), tr("Clip outliers"));
    clip_->setToolTip(tr("Takes the range from the 1st to the 99th per cent of what is in view"));
    follow_ = makeToggle(QStringLiteral("follow"), tr("Follow"), QStringLiteral("follow"));
    follow_->setToolTip(tr("Keeps the newest point in view (F on a plot); off holds the view, as a zoom does"));
    follow_->setChecked(true);
    for (QPushButton* button : {logY_, clip_, follow_})
        controls_->addWidget(button);
    controls_->addStretch(1);
}

void TrainPlots::buildPlots() {
    const QString names[] = {tr("Top-1 accuracy, %"), tr("Loss"), tr("Loss per step"), tr("Learning rate"),
                             tr("Speed, img/s")};
    const char* const ids[] = {"plotTop1", "plotLoss", "plotStepLoss", "plotRate", "plotSpeed"};
    for (int i = 0; i < kCount; ++i) {
        const auto at = static_cast<std::size_t>(i);
        cards_[at] = new Card(names[at]);
        cards_[at]->setBodyMargin(6);
        plots_[at] = new MetricPlot(QLatin1String(ids[at]));
        plots_[at]->setAccessibleName(names[at]);
        plots_[at]->setXFormat([this](double x) { return xWords(curves_.axis(), x); });
        cards_[at]->body()->addWidget(plots_[at]);
        onTheme(cards_[at], [card = cards_[at], i] { card->setMinimumHeight(lines(i < 2 ? 13 : 10.5)); });
    }
    addEpochSeries(*plots_[kTop1]);
    addEpochSeries(*plots_[kLoss]);
    plots_[kTop1]->setEmptyText(tr("after the first epoch"));
    plots_[kLoss]->setEmptyText(tr("after the first epoch"));
    plots_[kLoss]->setMarkWordsAtTop(true); // a loss falls away from there
    plots_[kTop1]->setYLimits(0, 100);
    plots_[kTop1]->setValueFormat([](double value) { return formatNumber(value, 1); });
    plots_[kLoss]->setValueFormat([](double value) { return formatNumber(value, 2); });
    for (const Which which : {kTop1, kLoss}) {
        addLegend(which, tr("train"), 0, static_cast<int>(SeriesStyle::Line), {kTrainRaw, kTrainLine});
        addLegend(which, tr("val"), 1, static_cast<int>(SeriesStyle::Circles), {kValRaw, kValLine});
    }
    plots_[kStepLoss]->addSeries({tr("each step"), 0, SeriesStyle::Raw, false, true});
    plots_[kStepLoss]->addSeries({tr("smoothed"), 0, SeriesStyle::Line, false, true});
    addLegend(kStepLoss, tr("each step"), 0, static_cast<int>(SeriesStyle::Raw), {0});
    addLegend(kStepLoss, tr("smoothed"), 0, static_cast<int>(SeriesStyle::Line), {1});
    plots_[kRate]->addSeries({tr("planned"), -1, SeriesStyle::Planned, false, true});
    plots_[kRate]->addSeries({tr("rate"), 0, SeriesStyle::Line, false, true});
    plots_[kRate]->setYLimits(0, qQNaN());
    plots_[kRate]->setValueFormat([](double value) { return formatLearningRate(value); });
    addLegend(kRate, tr("planned"), -1, static_cast<int>(SeriesStyle::Planned), {0});
    plots_[kSpeed]->addSeries({tr("each step"), 0, SeriesStyle::Raw, false, false});
    plots_[kSpeed]->addSeries({tr("img/s"), 0, SeriesStyle::Line, false, true});
    plots_[kSpeed]->setYLimits(0, qQNaN());
    plots_[kSpeed]->setValueFormat([](double value) { return formatSpeed(value); });
}

void TrainPlots::buildMenus() {
    const char* const files[] = {"top-1", "loss", "loss-per-step", "learning-rate", "speed"};
    for (std::size_t i = 0; i < kCount; ++i) {
        const auto folder = [this] { return curves_.history() != nullptr ? curves_.history()->folder : std::string(); };
        const auto caption = [this, i, folder]() -> PictureCaption {
            const std::string run = folder();
            return {cards_[i]->accessibleName(), run.empty() ? QString() : runName(run), xName(curves_.axis())};
        };
        menus_[i] = new PlotMenu(studio_, *cards_[i], *plots_[i], QLatin1String(files[i]), caption, folder);
        const auto toggle = [this, i] { maximise(maximised_ < 0 ? static_cast<int>(i) : -1); };
        connect(menus_[i], &PlotMenu::maximiseRequested, this, toggle);
        connect(cards_[i], &Card::headDoubleClicked, this, toggle);
    }
}

void TrainPlots::buildOverlay(QVBoxLayout& column) {
    overlay_ = new TrainOverlay({plots_[kTop1], plots_[kLoss], plots_[kStepLoss], plots_[kSpeed]}, this);
    controls_->addWidget(makeCompareButton(studio_, *overlay_));
    column.insertWidget(0, new CompareLegend(*overlay_));
}

void TrainPlots::maximise(int which) {
    maximised_ = which;
    for (PlotMenu* menu : menus_)
        menu->setMaximised(which >= 0);
    place();
}

void TrainPlots::addLegend(Which which, const QString& name, int color, int style, std::vector<int> series) {
    auto* entry = new LegendEntry(name, color, static_cast<SeriesStyle>(style));
    MetricPlot* plot = plots_[which];
    connect(entry, &LegendEntry::toggled, plot, [plot, series = std::move(series)](bool on) {
        for (const int index : series)
            plot->setSeriesVisible(index, on);
    });
    cards_[which]->addToHead(entry);
}

void TrainPlots::place() {
    struct Cell {
        int row, column, span;
    };
    const std::array<Cell, kCount> wide = {{{0, 0, 2}, {0, 2, 2}, {1, 0, 2}, {1, 2, 1}, {1, 3, 1}}};
    const std::array<Cell, kCount> tall = {{{0, 0, 4}, {1, 0, 4}, {2, 0, 4}, {3, 0, 2}, {3, 2, 2}}};
    for (int row = 0; row < 4; ++row)
        grid_->setRowStretch(row, 0);
    for (std::size_t i = 0; i < kCount; ++i) {
        grid_->removeWidget(cards_[i]);
        const Cell cell = narrow_ ? tall[i] : wide[i];
        if (maximised_ >= 0)
            grid_->addWidget(cards_[i], 0, 0, 1, 4);
        else
            grid_->addWidget(cards_[i], cell.row, cell.column, 1, cell.span);
        cards_[i]->setVisible(maximised_ < 0 || maximised_ == static_cast<int>(i));
        if (maximised_ < 0)
            grid_->setRowStretch(cell.row, i < 2 ? 13 : 9);
    }
    for (int column = 0; column < 4; ++column)
        grid_->setColumnStretch(column, 1);
    if (maximised_ >= 0)
        grid_->setRowStretch(0, 1);
}

void TrainPlots::connectPlots() {
    for (MetricPlot* plot : plots_)
        connect(clip_, &QPushButton::toggled, plot, &MetricPlot::setClipOutliers);
    new PlotLink(QList<MetricPlot*>(plots_.begin(), plots_.end()), follow_, this);
    for (const Which which : {kLoss, kStepLoss}) {
        connect(logY_, &QPushButton::toggled, plots_[which], &MetricPlot::setLogY);
        connect(plots_[which], &MetricPlot::logChanged, this, [this](bool on) { logY_->setChecked(on); });
    }
    // Epochs in view say nothing of steps or hours.
    connect(xAxis_, &SegmentedControl::currentChanged, this, [this] { startOver(false); });
    for (const Which which : {kStepLoss, kRate, kSpeed})
        connect(plots_[which], &MetricPlot::viewChanged, this, [this, which] { drawStepsOf(which); });
    connect(smoothing_, &QSlider::valueChanged, this, [this](int value) {
        smoothingText_->setText(formatNumber(value / 100.0, 2));
        drawEpochs();
    });
}

void TrainPlots::keepSettings() {
    const PlotSettings kept = plotSettings(studio_.settings);
    xAxis_->setCurrent(kept.xAxis);
    smoothing_->setValue(kept.smoothing);
    logY_->setChecked(kept.logY);
    clip_->setChecked(kept.clipOutliers);
    const auto keep = [this] {
        setPlotSettings(studio_.settings,
                        {xAxis_->current(), smoothing_->value(), logY_->isChecked(), clip_->isChecked()});
    };
    connect(xAxis_, &SegmentedControl::currentChanged, this, keep);
    connect(smoothing_, &QSlider::valueChanged, this, keep);
    connect(logY_, &QPushButton::toggled, this, keep);
    connect(clip_, &QPushButton::toggled, this, keep);
}

std::int64_t TrainPlots::stepsPerEpoch() const {
    const TrainingSession& training = studio_.training;
    if (training.status().stepsPerEpoch > 0)
        return training.status().stepsPerEpoch;
    return training.history() != nullptr ? training.history()->stepsPerEpoch : 0;
}

void TrainPlots::showRun() {
    const RunHistory* history = studio_.training.history();
    const std::string before = std::exchange(shown_, history != nullptr ? history->folder : std::string());
    startOver(!shown_.empty() && shown_ == before); // of the same run the zoom stays
}

void TrainPlots::startOver(bool keepView) {
    curves_.reset(studio_.training.sharedHistory(), static_cast<XAxis>(xAxis_->current()), stepsPerEpoch());
    overlay_->show(shown_, curves_.axis());
    for (MetricPlot* plot : plots_) {
        plot->setWholeX(curves_.axis() != XAxis::Time);
        if (!keepView)
            plot->resetZoom();
    }
    drawAll();
}

void TrainPlots::grew(int firstEpoch) {
    const RunHistory* history = studio_.training.history();
    // The first status tells how many steps an epoch has; until then x was counted in what had been seen.
    if (stepsPerEpoch() > 0 && stepsPerEpoch() != curves_.stepsPerEpoch())
        curves_.reset(studio_.training.sharedHistory(), static_cast<XAxis>(xAxis_->current()), stepsPerEpoch());
    pace_->setPause(studio_.settings.slowRefresh() ? 1000 : 500);
    if (history != nullptr && firstEpoch < static_cast<int>(history->epochs.size()))
        pace_->now();
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
    drawEpochs();
    drawSteps();
    drawMarks();
}

void TrainPlots::drawMarks() {
    const RunHistory* history = curves_.history();
    const QList<PlotMark> marks = history != nullptr ? marksOf(*history, curves_) : QList<PlotMark>();
    for (const Which which : {kTop1, kLoss})
        plots_[which]->setMarks(marks);
}

void TrainPlots::drawEpochs() {
    const double weight = smoothing_->value() / 100.0;
    const auto draw = [this, weight](Which which, const QList<QPointF>& train, const QList<QPointF>& val) {
        plots_[which]->setData(kTrainRaw, train);
        plots_[which]->setData(kValRaw, val);
        plots_[which]->setData(kTrainLine, smoothPoints(train, weight));
        plots_[which]->setData(kValLine, smoothPoints(val, weight));
    };
    overlay_->setSmoothing(weight);
    const QList<QPointF> val = curves_.valTop1();
    draw(kTop1, curves_.trainTop1(), val);
    draw(kLoss, curves_.trainLoss(), curves_.valLoss());
    const RunHistory* history = curves_.history();
    const std::int32_t best = history == nullptr ? 0 : bestEpochOf(history->epochs, history->checkpoints).epoch;
    plots_[kTop1]->clearBest();
    for (qsizetype i = 0; i < val.size(); ++i) {
        if (history->epochs[static_cast<std::size_t>(i)].epoch == best)
            plots_[kTop1]->setBest(val[i], tr("best %1 · epoch %2").arg(formatNumber(val[i].y(), 2)).arg(best));
    }
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
    if (which == kRate)
        return plot.setData(1, curves_.rate().last(view));
    const SeriesPyramid& series = which == kSpeed ? curves_.speed() : curves_.loss();
    plot.setData(0, series.envelope(view));
    plot.setData(1, series.smoothed(view, kSmoothedShare));
}

void TrainPlots::addToControlRow(QWidget* control) {
    controls_->addWidget(control);
}

void TrainPlots::setNarrow(bool narrow) {
    if (narrow == narrow_)
        return;
    narrow_ = narrow;
    place();
}

void TrainPlots::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    drawAll();
}

void TrainPlots::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && maximised_ >= 0) {
        maximise(-1);
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace studio
