// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractTableModel>
#include <QList>
#include <QPointF>
#include <QSortFilterProxyModel>

#include "core/run/run_folder.h"
#include "ui/models/keyed_rows.h"
#include "ui/models/run_facts.h"

namespace studio {

/// Share of the validation pictures that were right, by the number of the epoch.
QList<QPointF> top1Curve(const RunSummary& run);

/// The table of runs. GUI thread.
class RunTable final : public KeyedRows<QAbstractTableModel, RunSummary> {
    Q_OBJECT

public:
    enum Column { Name, State, Network, Data, Best, Curve, Epochs, Time, Size, Started, Tags, Note, ColumnCount };
    using KeyedRows::KeyedRows;

    /// A selection stays on its run's folder.
    void setRuns(const std::vector<RunSummary>& runs);
    /// What people noted of them, and their recipes.
    void setFacts(const FactsOfRuns& facts);
    const RunSummary* run(int row) const { return at(row); }
    const RunFacts& factsOf(const RunSummary& run) const;

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// A row can be dragged to another window or a file manager: it is the run's folder there.
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;

    static constexpr int kSortRole = Qt::UserRole + 700; ///< raw value of the cell

private:
    std::string keyOf(const RunSummary& run) const override { return run.folder; }
    QVariant text(const RunSummary& run, int column) const;
    QVariant sortValue(const RunSummary& run, int column) const;
    QVariant decoration(const RunSummary& run, int column, int role) const;

    QVariant toolTip(const RunSummary& run, int column) const;

    FactsOfRuns facts_;
    double bestOfAll_ = 0.01;
};

enum class RunGroup { All, Running, Finished, NeedsALook };
bool isInGroup(const RunSummary& run, RunGroup group);
/// Whether one of them trains, in whatever process.
bool isAnyRunning(const std::vector<RunSummary>& runs);

/// Search and state group, sorted by raw values.
class RunFilter final : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit RunFilter(QObject* parent = nullptr);
    /// As matchesSearch() takes it.
    void setSearch(const QString& text);
    void setGroup(RunGroup group);
    bool isNarrowed() const { return !search_.trimmed().isEmpty() || group_ != RunGroup::All; }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QString search_;
    RunGroup group_ = RunGroup::All;
};

} // namespace studio
