// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QStringList>

#include "ui/plot/metric_plot.h"
#include "ui/plot/qcustomplot_include.h"
#include "ui/theme/theme.h"

namespace studio {

/// Draws the marks of a MetricPlot behind its curves: a thin line with words for each while they are few, only a notch
/// at the x axis once they are many. Marks that would touch become one.
class MarkItem final : public QCPAbstractItem {
public:
    explicit MarkItem(QCustomPlot* plot);
    void setMarks(QList<PlotMark> marks);
    void setLabelsAtTop(bool on) { labelsAtTop_ = on; }
    void setColors(const ThemeColors& colors);

    struct Cluster {
        double pixel = 0; ///< x inside the plot
        PlotMark::Kind kind = PlotMark::Kind::Event;
        QStringList texts;
    };
    /// What is in view, from left to right.
    std::vector<Cluster> clusters() const;

    double selectTest(const QPointF& position, bool onlySelectable, QVariant* details = nullptr) const override;

protected:
    void draw(QCPPainter* painter) override;

private:
    void drawLabels(QCPPainter& painter, const std::vector<Cluster>& all) const;

    QList<PlotMark> marks_;
    ThemeColors colors_;
    bool labelsAtTop_ = false;
};

} // namespace studio
