// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <QAbstractTableModel>

#include "core/metric/records.h"
#include "core/run/retention.h"
#include "ui/models/keyed_rows.h"

namespace studio {

/// The checkpoints of a run, newest first. GUI thread.
class CheckpointTable final : public KeyedRows<QAbstractTableModel, CheckpointRecord> {
    Q_OBJECT

public:
    enum Column { Epoch, Step, Top1, Top5, Loss, Size, Saved, Check, KeptAs, ColumnCount };
    using KeyedRows::KeyedRows;

    enum class Going { AtNextSave, Now };
    /// With a policy, the ones that go under it are marked: when the next is saved, or at once. A selection stays on its file; those of
    /// another run are set after an empty list, since files of two runs may have the same name.
    void setCheckpoints(std::vector<CheckpointRecord> checkpoints, std::optional<RetentionPolicy> policy = {},
                        Going going = Going::AtNextSave);
    /// What was found when files were verified: empty = it verifies, else what is wrong. Others were not looked at.
    void setFound(std::map<std::string, std::string> found);

    /// Where their files are: a row that is dragged is its file; empty = none is.
    void setFolder(const std::string& folder) { folder_ = folder; }
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::string keyOf(const CheckpointRecord& record) const override { return record.file; }
    QVariant text(const CheckpointRecord& record, int row, int column) const;

    QString keptAs(const CheckpointRecord& record, int row) const;

    QVariant check(const CheckpointRecord& record, int role) const;

    std::string folder_;
    std::set<std::string> goNext_;
    Going going_ = Going::AtNextSave;
    int keepLast_ = 0, keepEvery_ = 0; ///< of the policy; 0 = none
    std::map<std::string, std::string> found_;
};

} // namespace studio
