// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>

class QPushButton;

namespace studio {

class MetricPlot;

/// Makes plots of one run move as one: crosshair, zoom, the steps back and Follow. Child of the page that shows them.
class PlotLink final : public QObject {
    Q_OBJECT

public:
    /// `follow` is the toggle for all of them.
    PlotLink(const QList<MetricPlot*>& plots, QPushButton* follow, QObject* parent);

private:
    void showAs(MetricPlot* source);

    QList<MetricPlot*> plots_;
    QPushButton* follow_;
    bool moving_ = false; ///< the others, after one
};

} // namespace studio
