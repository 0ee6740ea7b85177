// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_plots.h"

#include <algorithm>

#include <QAction>
#include <QGridLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QSlider>
#include <QVBoxLayout>

#include "ui/models/run_words.h"
#include "ui/pages/train/compare_legend.h"
#include "ui/pages/train/compare_menu.h"
#include "ui/pages/train/plot_link.h"
#include "ui/pages/train/plot_settings.h"
#include "ui/pages/train/refresh_pace.h"
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

constexpr int kDrawMs = 500;

// Heights that the text decides.
int lines(double count) {
    return qRound(count * QFontMetrics(baseFont()).height());
}

} // namespace

void TrainPlots::addEpochSeries(MetricPlot& plot) {
    plot.addSeries({tr("train"), 0, SeriesStyle::Raw, false, true});
    plot.addSeries({tr("val"), 1, SeriesStyle::PaleCircles, false, true});
    plot.addSeries({tr("train"), 0, SeriesStyle::Line, true, false, kTrainRaw});
    plot.addSeries({tr("val"), 1, SeriesStyle::Line, true, false, kValRaw});
    plot.addSeries({tr("average"), 1, SeriesStyle::Companion, false, true});
}

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
    buildTop5();
    buildMenus();
    buildOverlay(*column);
    place();
    connectPlots();
    keepSettings();
    pace_ = new RefreshPace(this, [this] { drawAll(); });
    pace_->setPause(kDrawMs);
    pace_->obeySlowRefresh(studio);
    const TrainingSession& training = studio.training;
    connect(&training, &TrainingSession::historyReset, this, &TrainPlots::showRun);
    connect(&training, &TrainingSession::historyGrew, this, [this](int, int firstEpoch) { grew(firstEpoch); });
    connect(&training, &TrainingSession::finished, this, &TrainPlots::drawAll);
    connect(&training, &TrainingSession::eventsChanged, this, &TrainPlots::drawMarks);
    showRun();
}

void TrainPlots::buildControls() {
    captions_ += new Label(TextRole::Body, Ink::Text2, tr("x axis"));
    controls_->addWidget(captions_.back());
    xAxis_ =
        new SegmentedControl(QStringLiteral("xAxis"), {tr("Epoch"), tr("Step"), tr("Active time"), tr("Wall time")});
    xAxis_->setAccessibleName(tr("x axis"));
    controls_->addWidget(xAxis_);
    controls_->addSpacing(kSpaceS);
    captions_ += new Label(TextRole::Body, Ink::Text2, tr("Smoothing"));
    controls_->addWidget(captions_.back());
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
    clip_->setToolTip(
        tr("Leaves the lowest and the highest hundredth of what is in view out of the range; of few points "
           "those far from the others"));
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
        plots_[at]->setXFormat([this](double x) { return xWords(curves_.axis(), x, curves_.startUtcMs()); });
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
    plots_[kTop1]->setReadoutFormat([](double value) { return formatNumber(value, 2); });
    plots_[kLoss]->setValueFormat([](double value) { return formatNumber(value, 2); });
    for (const Which which : {kLoss, kStepLoss})
        plots_[which]->setReadoutFormat([](double value) { return formatNumber(value, 4); });
    for (const Which which : {kTop1, kLoss}) {
        addLegend(which, tr("train"), 0, static_cast<int>(SeriesStyle::Line), {kTrainRaw, kTrainLine});
        addLegend(which, tr("val"), 1, static_cast<int>(SeriesStyle::Circles), {kValRaw, kValLine});
        averageLegends_.push_back(
            addLegend(which, tr("average"), 1, static_cast<int>(SeriesStyle::Companion), {kAverage}));
        averageLegends_.back()->setToolTip(tr("The moving average of the weights; val is of the weights themselves"));
    }
    plots_[kStepLoss]->addSeries({tr("each step"), 0, SeriesStyle::Raw, false, true});
    plots_[kStepLoss]->addSeries({tr("smoothed"), 0, SeriesStyle::Line, false, false, 0});
    addLegend(kStepLoss, tr("each step"), 0, static_cast<int>(SeriesStyle::Raw), {0});
    addLegend(kStepLoss, tr("smoothed"), 0, static_cast<int>(SeriesStyle::Line), {1});
    plots_[kRate]->addSeries({tr("planned"), -1, SeriesStyle::Planned, false, true});
    plots_[kRate]->addSeries({tr("rate"), 0, SeriesStyle::Line, false, true});
    plots_[kRate]->setYLimits(0, qQNaN());
    plots_[kRate]->setValueFormat([](double value) { return formatLearningRate(value); });
    addLegend(kRate, tr("planned"), -1, static_cast<int>(SeriesStyle::Planned), {0});
    plots_[kSpeed]->addSeries({tr("img/s"), 0, SeriesStyle::Raw, false, true});
    plots_[kSpeed]->addSeries({tr("img/s"), 0, SeriesStyle::Line, false, false, 0});
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
    menus_[kTop1]->setToolTipsVisible(true);
    menus_[kTop1]->insertAction(menus_[kTop1]->actions().value(3), top5_); // after those that change the view
}

void TrainPlots::buildTop5() {
    MetricPlot& plot = *plots_[kTop1];
    plot.addSeries({tr("val top-5"), kTop5Color, SeriesStyle::PaleCircles, false, true});
    plot.addSeries({tr("val top-5"), kTop5Color, SeriesStyle::Line, true, false, kTop5Raw});
    top5Legend_ =
        addLegend(kTop1, tr("val top-5"), kTop5Color, static_cast<int>(SeriesStyle::Circles), {kTop5Raw, kTop5Line});
    top5_ = new QAction(tr("Top-5 accuracy too"), this);
    top5_->setObjectName(QStringLiteral("top5"));
    top5_->setCheckable(true);
    connect(top5_, &QAction::toggled, this, [this] {
        showTop5();
        drawEpochs();
    });
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

LegendEntry* TrainPlots::addLegend(Which which, const QString& name, int color, int style, std::vector<int> series) {
    auto* entry = new LegendEntry(name, color, static_cast<SeriesStyle>(style));
    MetricPlot* plot = plots_[which];
    connect(entry, &LegendEntry::toggled, plot, [plot, series = std::move(series)](bool on) {
        for (const int index : series)
            plot->setSeriesVisible(index, on);
    });
    cards_[which]->addToHead(entry);
    return entry;
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
    connect(xAxis_, &SegmentedControl::currentChanged, this, &TrainPlots::changeAxis);
    for (MetricPlot* plot : plots_) {
        connect(plot, &MetricPlot::markClicked, this, &TrainPlots::markClicked);
        connect(plot, &MetricPlot::placeClicked, this, &TrainPlots::forgetEvent);
    }
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
    top5_->setChecked(kept.top5);
    const auto keep = [this] {
        setPlotSettings(studio_.settings, {xAxis_->current(), smoothing_->value(), logY_->isChecked(),
                                           clip_->isChecked(), top5_->isChecked()});
    };
    connect(xAxis_, &SegmentedControl::currentChanged, this, keep);
    connect(smoothing_, &QSlider::valueChanged, this, keep);
    connect(logY_, &QPushButton::toggled, this, keep);
    connect(clip_, &QPushButton::toggled, this, keep);
    connect(top5_, &QAction::toggled, this, keep);
}

void TrainPlots::addToControlRow(QWidget* control) {
    controls_->addWidget(control);
}

void TrainPlots::fitControls(int width) {
    for (QWidget* caption : std::as_const(captions_))
        caption->show();
    const bool fits = controls_->sizeHint().width() <= width;
    for (QWidget* caption : std::as_const(captions_))
        caption->setVisible(fits);
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
