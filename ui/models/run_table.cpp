// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_table.h"

#include <algorithm>

#include "core/model/model_spec.h"
#include "ui/theme/format.h"
#include "ui/theme/run_state_look.h"
#include "ui/theme/table_roles.h"
#include "ui/theme/theme.h"

namespace studio {

void RunTable::setRuns(const std::vector<RunSummary>& runs) {
    bestOfAll_ = 0.01;
    for (const RunSummary& run : runs)
        bestOfAll_ = std::max(bestOfAll_, run.bestTop1);
    replaceRows(runs);
}

int RunTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int{ColumnCount};
}

QVariant RunTable::text(const RunSummary& run, int column) const {
    switch (column) {
    case Name:
        return QString::fromStdString(run.name);
    case State:
        return lookOf(run.state).word;
    case Network:
        return QString::fromStdString(modelDisplayName(run.model));
    case Data:
        return QString::fromStdString(run.dataName);
    case Best:
        return formatPercentNumber(run.bestTop1);
    case Epochs:
        return tr("%1 / %2").arg(run.epochsDone).arg(run.epochsPlanned);
    case Time:
        return formatDuration(run.activeSeconds);
    case Size:
        return formatBytes(run.bytes);
    case Started:
        return formatMoment(run.startedUtcMs);
    default:
        return {};
    }
}

QVariant RunTable::sortValue(const RunSummary& run, int column) const {
    switch (column) {
    case Best:
    case Curve:
        return run.bestTop1;
    case Epochs:
        return run.epochsDone;
    case Time:
        return run.activeSeconds;
    case Size:
        return static_cast<qulonglong>(run.bytes);
    case Started:
        return static_cast<qlonglong>(run.startedUtcMs);
    default:
        return text(run, column);
    }
}

QVariant RunTable::decoration(const RunSummary& run, int column, int role) const {
    if (column == State && role == kIconRole)
        return lookOf(run.state).icon;
    if (column == State && role == kToneRole)
        return static_cast<int>(lookOf(run.state).tone);
    if (column == Epochs && role == kBarRole)
        return run.epochsPlanned > 0 ? static_cast<double>(run.epochsDone) / run.epochsPlanned : 0.0;
    if (column == Epochs && role == kBarToneRole)
        return static_cast<int>(run.epochsDone < run.epochsPlanned ? Tone::Accent : Tone::Neutral);
    if (column == Curve && role == kSparkRole)
        return QVariant::fromValue(QList<double>(run.valTop1.begin(), run.valTop1.end()));
    if (column == Curve && role == kSparkMaxRole)
        return bestOfAll_;
    if (column == Curve && role == kSparkLengthRole)
        return run.epochsPlanned;
    return {};
}

QVariant RunTable::data(const QModelIndex& index, int role) const {
    const RunSummary* summary = run(index.row());
    if (summary == nullptr)
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(*summary, column);
    case Qt::ToolTipRole:
        return QString::fromStdString(summary->problem).toHtmlEscaped();
    case Qt::TextAlignmentRole:
        return static_cast<int>((column == Best || column >= Epochs ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    case kSortRole:
        return sortValue(*summary, column);
    case kStrongRole:
        return column == Name;
    default:
        return decoration(*summary, column, role);
    }
}

QVariant RunTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Best || section >= Epochs ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return QStringList{tr("Name"),      tr("State"),  tr("Network"),     tr("Data"), tr("Best top-1, %"),
                       tr("Val top-1"), tr("Epochs"), tr("Active time"), tr("Size"), tr("Started")}
        .value(section);
}

bool isInGroup(const RunSummary& run, RunGroup group) {
    switch (group) {
    case RunGroup::Running:
        return run.state == RunState::Training || run.state == RunState::Paused;
    case RunGroup::Finished:
        return run.state == RunState::Finished;
    case RunGroup::NeedsALook:
        return run.state == RunState::Interrupted || run.state == RunState::Failed || run.state == RunState::Damaged;
    case RunGroup::All:
        break;
    }
    return true;
}

RunFilter::RunFilter(QObject* parent)
    : QSortFilterProxyModel(parent) {
    setSortRole(RunTable::kSortRole);
}

void RunFilter::setSearch(const QString& text) {
    search_ = text;
    invalidateFilter();
}

void RunFilter::setGroup(RunGroup group) {
    group_ = group;
    invalidateFilter();
}

bool RunFilter::filterAcceptsRow(int row, const QModelIndex&) const {
    const RunSummary* run = qobject_cast<const RunTable*>(sourceModel())->run(row);
    const QString words = QString::fromStdString(run->name + " " + run->model + " " + run->dataName);
    return isInGroup(*run, group_) && words.contains(search_, Qt::CaseInsensitive);
}

} // namespace studio
