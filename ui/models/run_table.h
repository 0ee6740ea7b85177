// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include "core/run/run_folder.h"
#include "ui/models/keyed_rows.h"

namespace studio {

/// The table of runs. GUI thread.
class RunTable final : public KeyedRows<QAbstractTableModel, RunSummary> {
    Q_OBJECT

public:
    enum Column { Name, State, Network, Data, Best, Curve, Epochs, Time, Size, Started, ColumnCount };
    using KeyedRows::KeyedRows;

    /// A selection stays on its run's folder.
    void setRuns(const std::vector<RunSummary>& runs);
    const RunSummary* run(int row) const { return at(row); }

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static constexpr int kSortRole = Qt::UserRole + 700; ///< raw value of the cell

private:
    std::string keyOf(const RunSummary& run) const override { return run.folder; }
    QVariant text(const RunSummary& run, int column) const;
    QVariant sortValue(const RunSummary& run, int column) const;
    QVariant decoration(const RunSummary& run, int column, int role) const;

    double bestOfAll_ = 0.01;
};

enum class RunGroup { All, Running, Finished, NeedsALook };
bool isInGroup(const RunSummary& run, RunGroup group);

/// Search and state group, sorted by raw values.
class RunFilter final : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit RunFilter(QObject* parent = nullptr);
    void setSearch(const QString& text);
    void setGroup(RunGroup group);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QString search_;
    RunGroup group_ = RunGroup::All;
};

} // namespace studio
