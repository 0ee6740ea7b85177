// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

#include "ui/plot/metric_plot.h"

namespace studio {

/// Line sample and name of a series in a card's head; a click hides and shows the series.
class LegendEntry final : public QAbstractButton {
    Q_OBJECT

public:
    LegendEntry(const QString& name, int color, SeriesStyle style, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int color_;
    SeriesStyle style_;
};

} // namespace studio
