// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <string>

#include <QWidget>

#include "ui/plot/train_curves.h"

class QAction;
class QGridLayout;
class QHBoxLayout;
class QPushButton;
class QSlider;
class QVBoxLayout;

namespace studio {

class Card;
class Label;
class LegendEntry;
class MetricPlot;
class PlotMenu;
class RefreshPace;
class SegmentedControl;
class Studio;
class TrainOverlay;

/// The five curves of the Train page and the row of controls above them. Redraws at 2 Hz (1 Hz with slow refresh), and
/// at once when an epoch ends or another run is shown.
class TrainPlots final : public QWidget {
    Q_OBJECT

public:
    explicit TrainPlots(Studio& studio, QWidget* parent = nullptr);
    /// The row above the plots: the page places it and adds its own toggles at the right end.
    QWidget* controlRow() { return controlRow_; }
    void addToControlRow(QWidget* control);
    void setNarrow(bool narrow);
    /// The row above the plots has so much room: names of what tells itself apart go first.
    void fitControls(int width);
    /// Shows where an event lies, in all plots, and brings it into view.
    void pointAt(const EventRecord& event);

Q_SIGNALS:
    /// The mark of that event was clicked.
    void eventChosen(const studio::EventRecord& event);

protected:
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum Which { kTop1, kLoss, kStepLoss, kRate, kSpeed, kCount };
    /// Series of the two plots per epoch, in the order they are added: smoothed lines lie above the raw ones. The
    /// average of the weights stands beside them where a run has one. Top-5 stands with the accuracy alone, in a colour
    /// of compared runs, whose lines are dashed.
    enum { kTrainRaw, kValRaw, kTrainLine, kValLine, kAverage, kTop5Raw, kTop5Line };
    static constexpr int kTop5Color = 4;
    static void addEpochSeries(MetricPlot& plot);
    void buildControls();
    void buildPlots();
    void buildMenus();
    void buildOverlay(QVBoxLayout& column);
    void buildTop5();
    LegendEntry* addLegend(Which which, const QString& name, int color, int style, std::vector<int> series);
    void place();
    void connectPlots();
    void keepSettings();
    void showRun();
    void startOver(bool keepView);
    XAxis axis() const;
    void changeAxis();
    void showAxes();
    void showTop5();
    std::int64_t classes() const;
    void markClicked(int id);
    void forgetEvent();
    void drawAll();
    void drawEpochs();
    void drawBranches();
    void drawSteps();
    void drawStepsOf(Which which);
    void drawMarks();
    void maximise(int which);
    void grew(int firstEpoch);
    std::int64_t stepsPerEpoch() const;

    Studio& studio_;
    TrainCurves curves_;
    std::array<Card*, kCount> cards_{};
    std::array<MetricPlot*, kCount> plots_{};
    std::array<PlotMenu*, kCount> menus_{};
    QWidget* controlRow_;
    QHBoxLayout* controls_;
    QGridLayout* grid_;
    SegmentedControl* xAxis_;
    QSlider* smoothing_;
    Label* smoothingText_;
    QPushButton* logY_;
    QPushButton* clip_;
    QPushButton* follow_;
    QList<QWidget*> captions_;                      ///< of the controls
    std::array<std::vector<int>, kCount> branches_; ///< series of each plot: of the first, second... branch
    QAction* top5_ = nullptr;
    LegendEntry* top5Legend_ = nullptr;
    std::vector<LegendEntry*> averageLegends_; ///< shown where the run has an average
    TrainOverlay* overlay_ = nullptr;
    RefreshPace* pace_;
    std::string shown_;                ///< folder of the run; its view stays when its history is read again or cut back
    std::optional<EventRecord> event_; ///< that was pointed at
    int maximised_ = -1;
    bool narrow_ = false;
};

} // namespace studio
