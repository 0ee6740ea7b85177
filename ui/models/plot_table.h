// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include "ui/models/plot_data.h"

namespace studio {

/// The points of a plot, as they were when it was made: x, then one column a series.
class PlotTable final : public QAbstractTableModel {
    Q_OBJECT

public:
    explicit PlotTable(PlotData data, QObject* parent = nullptr);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    PlotData data_;
};

} // namespace studio
