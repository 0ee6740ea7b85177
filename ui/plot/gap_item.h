// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plot/plot_types.h"
#include "ui/plot/qcustomplot_include.h"

namespace studio {

/// Hatches the parts of the x axis of a MetricPlot in which the run stood still, behind its curves. Owned by the plot;
/// GUI thread.
class GapItem final : public QCPAbstractItem {
public:
    explicit GapItem(QCustomPlot* plot);
    void setGaps(const QList<PlotGap>& gaps) { gaps_ = gaps; }
    void setColor(const QColor& color) { color_ = color; }

    double selectTest(const QPointF& position, bool onlySelectable, QVariant* details = nullptr) const override;

protected:
    void draw(QCPPainter* painter) override;

private:
    QList<PlotGap> gaps_;
    QColor color_;
};

} // namespace studio
