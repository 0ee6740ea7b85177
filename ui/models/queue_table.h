// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QAbstractTableModel>

#include "core/queue/run_queue.h"
#include "ui/models/keyed_rows.h"
#include "ui/theme/run_state_look.h"

namespace studio {

StateLook lookOf(QueueState state);

/// The runs that wait for a device, in the order in which they are started. GUI thread.
class QueueTable final : public KeyedRows<QAbstractTableModel, QueueEntry> {
    Q_OBJECT

public:
    enum Column { Place, Name, State, Device, Said, ColumnCount };
    using KeyedRows::KeyedRows;

    void setEntries(std::vector<QueueEntry> entries) { replaceRows(std::move(entries)); }
    /// 1 for the next one, among those that wait or are held; 0 for others.
    std::int64_t place(int row) const;
    std::int64_t waiting() const; ///< how many wait or are held

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::string keyOf(const QueueEntry& entry) const override { return std::to_string(entry.id); }
    QString text(const QueueEntry& entry, int row, int column) const;
};

} // namespace studio
