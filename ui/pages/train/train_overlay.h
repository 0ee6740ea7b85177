// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include <QObject>

#include "ui/pages/train/compared_runs.h"
#include "ui/plot/train_curves.h"

class QWidget;

namespace studio {

class MetricPlot;

/// Draws the compared runs into the plots of the Train page: each as far along as it was at the same epoch, step or
/// hour of its own. The shown run is left out. Owned by those plots; GUI thread.
class TrainOverlay final : public QObject {
    Q_OBJECT

public:
    struct Plots {
        MetricPlot *top1, *loss, *stepLoss, *speed;
    };
    /// `page` is what has to be seen for runs that train to be looked at again.
    TrainOverlay(Plots plots, QWidget* page);

    ComparedRuns& runs() { return runs_; }
    /// The run that the plots show, and their x axis; the runs whose points are not of it are made anew.
    void show(const std::string& folder, XAxis axis);
    const std::string& shown() const { return shown_; }
    /// Of the curves per epoch.
    void setSmoothing(double weight);

Q_SIGNALS:
    void shownChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    enum Which { kTop1, kLoss, kStepLoss, kSpeed, kCount };
    void draw();
    void drawEpochs(std::size_t index);
    void drawSteps(std::size_t index, Which which);
    int seriesOf(std::size_t index, Which which);
    void restyle(std::size_t index, const ComparedRun* run);
    bool isDrawn(std::size_t index) const;
    QList<QPointF> epochsOf(std::size_t index, Which which) const;
    const SeriesPyramid& stepsOf(std::size_t index, Which which) const;
    QPointF measured(std::size_t index, Which which, double x) const;

    std::array<MetricPlot*, kCount> plots_;
    std::array<std::vector<int>, kCount> series_; ///< of each plot: where the first, second... compared run is drawn
    ComparedRuns runs_;
    std::vector<std::shared_ptr<const TrainCurves>> drawn_; ///< what each place shows; nullptr = nothing
    std::string shown_;
    double smoothing_ = 0;
};

} // namespace studio
