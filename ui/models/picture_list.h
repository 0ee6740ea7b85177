// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QAbstractListModel>

#include "ui/models/keyed_rows.h"

namespace studio {

/// A file of a gallery, with a reason where it cannot be used.
struct PictureRow {
    std::string path;
    QString reason;
};

/// Files of a gallery, with a reason where a picture cannot be used. GUI thread.
class PictureList final : public KeyedRows<QAbstractListModel, PictureRow> {
    Q_OBJECT

public:
    using Row = PictureRow;
    using KeyedRows::KeyedRows;

    /// A selection stays on its file.
    void setRows(std::vector<Row> rows) { replaceRows(std::move(rows)); }
    using KeyedRows::at;
    const Row* at(const QModelIndex& index) const { return index.isValid() ? at(index.row()) : nullptr; }
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::string keyOf(const Row& row) const override { return row.path + '\n' + row.reason.toStdString(); }
};

} // namespace studio
