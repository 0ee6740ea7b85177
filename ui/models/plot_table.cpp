// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/plot_table.h"

#include <cmath>

#include "ui/theme/format.h"

namespace studio {

namespace {

// Six significant digits, as plain as they can be.
QString cellText(double value) {
    if (!std::isfinite(value))
        return unknownText();
    if (value == 0)
        return formatNumber(0, 0);
    const int digits = 5 - static_cast<int>(std::floor(std::log10(std::fabs(value))));
    return digits > 9 ? QLocale().toString(value, 'g', 4) : formatNumber(value, std::max(0, digits));
}

} // namespace

PlotTable::PlotTable(PlotData data, QObject* parent)
    : QAbstractTableModel(parent)
    , data_(std::move(data)) {}

int PlotTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(data_.rows.size());
}

int PlotTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(data_.names.size()) + 1;
}

QVariant PlotTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const PlotData::Row& row = data_.rows[static_cast<std::size_t>(index.row())];
    if (index.column() > 0)
        return cellText(row.values[static_cast<std::size_t>(index.column() - 1)]);
    const bool whole = row.x == std::floor(row.x);
    return formatNumber(row.x, whole ? 0 : 4);
}

QVariant PlotTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::DisplayRole)
        return section == 0 ? data_.xName : data_.names.value(section - 1);
    return {};
}

} // namespace studio
