// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/known_set_table.h"

#include "ui/models/engine_words.h"
#include "ui/theme/format.h"
#include "ui/theme/table_roles.h"

namespace studio {

namespace {

QVariant textOf(const KnownSet& set, int column) {
    switch (column) {
    case KnownSetTable::Name:
        return QString::fromStdString(set.title);
    case KnownSetTable::About:
        return engineWords(set.about);
    case KnownSetTable::Training:
        return set.train > 0 ? formatCount(set.train) : unknownText();
    case KnownSetTable::Validation:
        return set.val > 0 ? formatCount(set.val) : unknownText();
    case KnownSetTable::Classes:
        return set.classes > 0 ? formatCount(set.classes) : unknownText();
    case KnownSetTable::Size:
        return formatBytes(set.bytes);
    default:
        return {};
    }
}

} // namespace

const KnownSet* KnownSetTable::at(int row) {
    const auto& sets = knownSets();
    return row >= 0 && row < static_cast<int>(sets.size()) ? &sets[static_cast<std::size_t>(row)] : nullptr;
}

int KnownSetTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(knownSets().size());
}

int KnownSetTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int{ColumnCount};
}

QVariant KnownSetTable::data(const QModelIndex& index, int role) const {
    const KnownSet* set = at(index.row());
    if (set == nullptr)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return textOf(*set, index.column());
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() >= Training ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case kStrongRole:
        return index.column() == Name;
    case kQuietRole:
        return index.column() == About;
    default:
        return {};
    }
}

QVariant KnownSetTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section >= Training ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString names[ColumnCount] = {tr("Data set"),   tr("What it shows"), tr("Training"),
                                        tr("Validation"), tr("Classes"),       tr("To fetch")};
    return section >= 0 && section < ColumnCount ? names[section] : QVariant();
}

} // namespace studio
