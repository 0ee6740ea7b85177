// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractTableModel>

#include "core/report/run_comparison.h"

namespace studio {

/// A comparison as a table: what, then one column a run; the heads of its parts are rows. What differs from the first
/// run is strong and has a sign before it. GUI thread.
class ComparisonTable final : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setComparison(RunComparison comparison);
    /// Also what the recipes have in common.
    void setAll(bool all);
    bool isAll() const { return all_; }
    const RunComparison& comparison() const { return comparison_; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Line {
        ComparisonPart part;
        int row = -1; ///< of the comparison; -1 = the head of a part
    };
    void choose();
    QString cellText(const ComparisonRow& row, std::size_t run) const;

    RunComparison comparison_;
    std::vector<Line> lines_;
    bool all_ = false;
};

} // namespace studio
