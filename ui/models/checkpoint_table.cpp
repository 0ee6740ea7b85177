// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/checkpoint_table.h"

#include "ui/theme/format.h"
#include "ui/theme/table_roles.h"
#include "ui/theme/theme.h"

namespace studio {

void CheckpointTable::setCheckpoints(std::vector<CheckpointRecord> checkpoints) {
    beginResetModel();
    checkpoints_ = std::move(checkpoints);
    endResetModel();
}

const CheckpointRecord* CheckpointTable::at(int row) const {
    return row >= 0 && row < rowCount() ? &checkpoints_[static_cast<std::size_t>(row)] : nullptr;
}

int CheckpointTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(checkpoints_.size());
}

int CheckpointTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int{ColumnCount};
}

QVariant CheckpointTable::text(const CheckpointRecord& r, int row, int column) const {
    switch (column) {
    case Epoch:
        return r.epochEnd ? QString::number(r.epoch) : tr("%1 (part)").arg(r.epoch);
    case Step:
        return formatCount(r.step);
    case Top1:
        return formatPercentNumber(r.valTop1);
    case Top5:
        return formatPercentNumber(r.valTop5);
    case Loss:
        return formatLoss(r.valLoss);
    case Size:
        return formatBytes(r.bytes);
    case Saved:
        return formatMoment(r.savedUtcMs);
    default:
        return r.best ? tr("best") : row == 0 ? tr("last") : QString();
    }
}

QVariant CheckpointTable::data(const QModelIndex& index, int role) const {
    const CheckpointRecord* record = at(index.row());
    if (record == nullptr)
        return {};
    const int column = index.column();
    const bool mark = column == KeptAs && (record->best || index.row() == 0);
    switch (role) {
    case Qt::DisplayRole:
        return text(*record, index.row(), column);
    case Qt::TextAlignmentRole:
        return static_cast<int>((column == Epoch || column == KeptAs ? Qt::AlignLeft : Qt::AlignRight) |
                                Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return QString::fromStdString(record->file);
    case kStrongRole:
        return column == Epoch || mark;
    case kIconRole:
        return mark ? QVariant(record->best ? QStringLiteral("star") : QStringLiteral("clock")) : QVariant();
    case kToneRole:
        return mark ? QVariant(static_cast<int>(record->best ? Tone::Warning : Tone::Accent)) : QVariant();
    default:
        return {};
    }
}

QVariant CheckpointTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Epoch || section == KeptAs ? Qt::AlignLeft : Qt::AlignRight) |
                                Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return QStringList{tr("Epoch"), tr("Step"), tr("Top-1, %"), tr("Top-5, %"),
                       tr("Loss"),  tr("Size"), tr("Saved"),    tr("Kept as")}
        .value(section);
}

} // namespace studio
