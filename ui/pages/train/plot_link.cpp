// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/plot_link.h"

#include <QPushButton>
#include <QScopedValueRollback>
#include <QSignalBlocker>

#include "ui/plot/metric_plot.h"

namespace studio {

PlotLink::PlotLink(const QList<MetricPlot*>& plots, QPushButton* follow, QObject* parent)
    : QObject(parent)
    , plots_(plots)
    , follow_(follow) {
    for (MetricPlot* plot : plots_) {
        connect(plot, &MetricPlot::crosshairMoved, this, [this, plot](double x) {
            for (MetricPlot* other : std::as_const(plots_)) {
                if (other != plot)
                    other->setCrosshair(x);
            }
        });
        connect(plot, &MetricPlot::viewChanged, this, [this, plot] { showAs(plot); });
        connect(plot, &MetricPlot::followChanged, this, [this, plot] {
            const QSignalBlocker quiet(follow_);
            follow_->setChecked(plot->isFollowing());
        });
    }
    // Each holds what it shows now, which is not the same of all: of a schedule it is the whole run.
    connect(follow_, &QPushButton::toggled, this, [this](bool on) {
        const QScopedValueRollback moving(moving_, true);
        for (MetricPlot* plot : std::as_const(plots_))
            plot->setFollow(on);
    });
}

void PlotLink::showAs(MetricPlot* source) {
    if (moving_)
        return;
    const QScopedValueRollback moving(moving_, true);
    for (MetricPlot* plot : std::as_const(plots_)) {
        if (plot != source)
            plot->showAs(*source);
    }
}

} // namespace studio
