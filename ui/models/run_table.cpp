// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_table.h"

#include <algorithm>

#include "core/model/model_spec.h"
#include "ui/models/network_mime.h"
#include "ui/theme/format.h"
#include "ui/theme/run_state_look.h"
#include "ui/theme/table_roles.h"
#include "ui/theme/theme.h"

namespace studio {

QList<QPointF> top1Curve(const RunSummary& run) {
    QList<QPointF> points;
    for (std::size_t i = 0; i < std::min(run.valTop1.size(), run.valEpochs.size()); ++i)
        points << QPointF(run.valEpochs[i], run.valTop1[i]);
    return points;
}

void RunTable::setRuns(const std::vector<RunSummary>& runs) {
    bestOfAll_ = 0.01;
    for (const RunSummary& run : runs)
        bestOfAll_ = std::max(bestOfAll_, run.bestTop1);
    replaceRows(runs);
}

void RunTable::setFacts(const FactsOfRuns& facts) {
    facts_ = facts;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

const RunFacts& RunTable::factsOf(const RunSummary& run) const {
    static const RunFacts kNone;
    const auto found = facts_.find(run.folder);
    return found == facts_.end() ? kNone : *found->second;
}

Qt::ItemFlags RunTable::flags(const QModelIndex& index) const {
    return KeyedRows::flags(index) | (index.isValid() ? Qt::ItemIsDragEnabled : Qt::NoItemFlags);
}

QStringList RunTable::mimeTypes() const {
    return networkMimeTypes();
}

QMimeData* RunTable::mimeData(const QModelIndexList& indexes) const {
    std::vector<std::string> folders;
    for (const QModelIndex& index : indexes) {
        const RunSummary* summary = run(index.row());
        if (summary != nullptr && index.column() == Name)
            folders.push_back(summary->folder);
    }
    return networkMime(folders);
}

int RunTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int{ColumnCount};
}

QVariant RunTable::text(const RunSummary& run, int column) const {
    switch (column) {
    case Name:
        return shownName(run, factsOf(run));
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
        return run.activeSeconds > 0 ? formatDuration(run.activeSeconds) : unknownText(); // before its first epoch
    case Size:
        return formatBytes(run.bytes);
    case Started:
        return formatMoment(run.startedUtcMs);
    case Tags:
        return QString::fromStdString(tagText(factsOf(run).notes.tags));
    case Note:
        return QString::fromStdString(factsOf(run).notes.note).section(u'\n', 0, 0);
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
        return static_cast<int>(run.epochsDone < run.epochsPlanned && !run.endedEarly ? Tone::Accent : Tone::Neutral);
    if (column == Curve && role == kSparkRole)
        return QVariant::fromValue(top1Curve(run));
    if (column == Curve && role == kSparkMaxRole)
        return bestOfAll_;
    if (column == Curve && role == kSparkLengthRole)
        return run.epochsPlanned;
    return {};
}

/// As plain text, whatever it holds: a name or a note may come from somebody else.
QVariant RunTable::toolTip(const RunSummary& run, int column) const {
    if (!run.problem.empty())
        return QString::fromStdString(run.problem).toHtmlEscaped();
    const RunNotes& notes = factsOf(run).notes;
    if (column == Epochs && run.endedEarly)
        return tr("Ended early, as its recipe's patience wants.");
    if (column == Name)
        return QString::fromStdString(notes.name.empty() ? std::string() : run.name).toHtmlEscaped();
    if (column == Note)
        return QString::fromStdString(notes.note).toHtmlEscaped().replace(u'\n', QStringLiteral("<br>"));
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
        return toolTip(*summary, column);
    case Qt::TextAlignmentRole:
        return static_cast<int>(
            (column == Best || (column >= Epochs && column <= Started) ? Qt::AlignRight : Qt::AlignLeft) |
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
        return static_cast<int>(
            (section == Best || (section >= Epochs && section <= Started) ? Qt::AlignRight : Qt::AlignLeft) |
            Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return QStringList{tr("Name"),          tr("State"),     tr("Network"), tr("Data"),
                       tr("Best top-1, %"), tr("Val top-1"), tr("Epochs"),  tr("Active time"),
                       tr("Size"),          tr("Started"),   tr("Tags"),    tr("Note")}
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

bool isAnyRunning(const std::vector<RunSummary>& runs) {
    return std::any_of(runs.begin(), runs.end(),
                       [](const RunSummary& run) { return isInGroup(run, RunGroup::Running); });
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
    const auto* table = qobject_cast<const RunTable*>(sourceModel());
    const RunSummary* run = table->run(row);
    return isInGroup(*run, group_) && matchesSearch(*run, table->factsOf(*run), search_);
}

} // namespace studio
