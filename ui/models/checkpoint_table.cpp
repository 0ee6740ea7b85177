// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/checkpoint_table.h"

#include <utility>

#include "ui/models/network_mime.h"
#include "ui/theme/format.h"
#include "ui/theme/table_roles.h"
#include "ui/theme/theme.h"

namespace studio {

void CheckpointTable::setCheckpoints(std::vector<CheckpointRecord> checkpoints, std::optional<RetentionPolicy> policy,
                                     Going going) {
    going_ = going;
    goNext_.clear();
    keepEvery_ = policy ? policy->keepEvery : 0;
    keepLast_ = policy && going == Going::Now ? policy->keepLast : 0;
    if (policy) {
        std::vector<CheckpointRecord> after;
        if (going_ == Going::AtNextSave)
            after.emplace_back(); // as if one more were saved
        after.insert(after.end(), checkpoints.begin(), checkpoints.end());
        const std::vector<std::string> files = expendableCheckpoints(after, *policy);
        goNext_.insert(files.begin(), files.end());
    }
    replaceRows(std::move(checkpoints));
}

void CheckpointTable::setFound(std::map<std::string, std::string> found) {
    found_ = std::move(found);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Check), index(rowCount() - 1, Check));
}

QVariant CheckpointTable::check(const CheckpointRecord& record, int role) const {
    const auto at = found_.find(record.file);
    if (at == found_.end())
        return {};
    const bool good = at->second.empty();
    switch (role) {
    case Qt::DisplayRole:
        return good ? tr("verified") : tr("damaged");
    case Qt::ToolTipRole:
        return good ? tr("Read whole, and its checksum is right") : QString::fromStdString(at->second).toHtmlEscaped();
    case kIconRole:
        return good ? QStringLiteral("shield") : QStringLiteral("failed");
    case kToneRole:
        return static_cast<int>(good ? Tone::Ok : Tone::Error);
    default:
        return {};
    }
}

Qt::ItemFlags CheckpointTable::flags(const QModelIndex& index) const {
    const bool isDragged = index.isValid() && !folder_.empty();
    return KeyedRows::flags(index) | (isDragged ? Qt::ItemIsDragEnabled : Qt::NoItemFlags);
}

QStringList CheckpointTable::mimeTypes() const {
    return networkMimeTypes();
}

QMimeData* CheckpointTable::mimeData(const QModelIndexList& indexes) const {
    std::vector<std::string> files;
    for (const QModelIndex& index : indexes) {
        if (const CheckpointRecord* record = at(index.row()); record != nullptr && index.column() == Epoch)
            files.push_back(folder_ + "/" + record->file);
    }
    return networkMime(files);
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
        return keptAs(r, row);
    }
}

QString CheckpointTable::keptAs(const CheckpointRecord& record, int row) const {
    QStringList words;
    if (record.best)
        words += tr("best");
    if (record.pinned)
        words += tr("pinned");
    if (row == 0)
        words += tr("last");
    if (words.isEmpty() && goNext_.contains(record.file))
        return going_ == Going::Now ? tr("goes") : tr("goes next");
    if (words.isEmpty() && row < keepLast_)
        return tr("newest");
    if (words.isEmpty() && keepEvery_ > 0 && record.epochEnd && record.epoch % keepEvery_ == 0)
        return tr("one in %1").arg(keepEvery_);
    return words.join(QStringLiteral(", "));
}

QVariant CheckpointTable::data(const QModelIndex& index, int role) const {
    const CheckpointRecord* record = at(index.row());
    if (record == nullptr)
        return {};
    const int column = index.column();
    if (column == Check && role != Qt::TextAlignmentRole)
        return check(*record, role);
    const bool mark = column == KeptAs && (record->best || record->pinned || index.row() == 0);
    switch (role) {
    case Qt::DisplayRole:
        return text(*record, index.row(), column);
    case Qt::TextAlignmentRole:
        return static_cast<int>((column == Epoch || column >= Check ? Qt::AlignLeft : Qt::AlignRight) |
                                Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return column == KeptAs && goNext_.contains(record->file)
                   ? (going_ == Going::Now ? tr("Deleted with the others that go. Pin it to keep it.")
                                           : tr("Deleted when the next checkpoint is saved. Pin it to keep it."))
                   : QString::fromStdString(record->file);
    case kStrongRole:
        return column == Epoch || mark;
    case kIconRole:
        return mark ? QVariant(record->best     ? QStringLiteral("star")
                               : record->pinned ? QStringLiteral("pin")
                                                : QStringLiteral("clock"))
                    : QVariant();
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
        return static_cast<int>((section == Epoch || section >= Check ? Qt::AlignLeft : Qt::AlignRight) |
                                Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return QStringList{tr("Epoch"), tr("Step"),  tr("Top-1, %"), tr("Top-5, %"), tr("Loss"),
                       tr("Size"),  tr("Saved"), tr("Check"),    tr("Kept as")}
        .value(section);
}

} // namespace studio
