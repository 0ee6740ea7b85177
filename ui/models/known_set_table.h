// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include "core/prepare/known_sets.h"

namespace studio {

/// The well-known data sets, as core lists them. GUI thread.
class KnownSetTable final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, About, Training, Validation, Classes, Size, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    /// nullptr beyond the rows.
    static const KnownSet* at(int row);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

} // namespace studio
