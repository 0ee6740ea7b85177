// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/queue_table.h"

#include <algorithm>

#include <QCoreApplication>

#include "ui/models/run_words.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/table_roles.h"

namespace studio {

namespace {

bool isOpen(const QueueEntry& entry) {
    return entry.state == QueueState::Waiting || entry.state == QueueState::Held;
}

} // namespace

StateLook lookOf(QueueState state) {
    switch (state) {
    case QueueState::Waiting:
        return {QueueTable::tr("Waiting"), Tone::Neutral, QStringLiteral("clock")};
    case QueueState::Held:
        return {QueueTable::tr("Held"), Tone::Warning, QStringLiteral("pause")};
    case QueueState::Running:
        return lookOf(RunState::Training);
    case QueueState::Done:
        return lookOf(RunState::Finished);
    case QueueState::Failed:
        return lookOf(RunState::Failed);
    case QueueState::Stopped:
        break;
    }
    return lookOf(RunState::Stopped);
}

std::int64_t QueueTable::place(int row) const {
    const QueueEntry* entry = at(row);
    if (entry == nullptr || !isOpen(*entry))
        return 0;
    return 1 + std::count_if(rows().begin(), rows().begin() + row, isOpen);
}

std::int64_t QueueTable::waiting() const {
    return std::count_if(rows().begin(), rows().end(), isOpen);
}

int QueueTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int{ColumnCount};
}

QString QueueTable::text(const QueueEntry& entry, int row, int column) const {
    switch (column) {
    case Place:
        return place(row) > 0 ? QString::number(place(row)) : QString();
    case Name:
        return runName(entry.run);
    case State:
        return lookOf(entry.state).word;
    case Device:
        return displayOf(entry.usedDevice.empty() || isOpen(entry) ? entry.device : entry.usedDevice);
    default:
        return displayOf(entry.message);
    }
}

QVariant QueueTable::data(const QModelIndex& index, int role) const {
    const QueueEntry* entry = at(index.row());
    if (entry == nullptr)
        return {};
    const int column = index.column();
    const StateLook look = lookOf(entry->state);
    switch (role) {
    case Qt::DisplayRole:
        return text(*entry, index.row(), column);
    case Qt::TextAlignmentRole:
        return static_cast<int>((column == Place ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return column == Said ? displayOf(entry->message) : displayOf(entry->run);
    case kStrongRole:
        return column == Name;
    case kIconRole:
        return column == State ? QVariant(look.icon) : QVariant();
    case kToneRole:
        return column == State ? QVariant(static_cast<int>(look.tone)) : QVariant();
    default:
        return {};
    }
}

QVariant QueueTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Place ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return QStringList{tr("#"), tr("Run"), tr("State"), tr("Device"), tr("Last word")}.value(section);
}

} // namespace studio
