// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/journal_model.h"

#include <algorithm>
#include <string>

#include "ui/models/event_words.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"

namespace studio {

namespace {

// What each epoch of a run that goes well leaves behind.
bool isProgress(const EventRecord& event) {
    return event.kind == EventKind::CheckpointSaved || event.kind == EventKind::NewBest || isEpochsFigures(event);
}

bool isImportant(const EventRecord& event) {
    return !isProgress(event) && event.kind != EventKind::Started && event.kind != EventKind::Continued &&
           event.kind != EventKind::Verified;
}

bool isSame(const EventRecord& a, const EventRecord& b) {
    return a.kind == b.kind && a.step == b.step && a.utcMs == b.utcMs && a.title == b.title && a.detail == b.detail;
}

} // namespace

bool isEpochsFigures(const EventRecord& event) {
    return event.kind == EventKind::Notice &&
           event.title.starts_with("Epoch " + std::to_string(event.epoch) + " validated: ");
}

JournalModel::JournalModel(QObject* parent)
    : QAbstractListModel(parent) {}

void JournalModel::setEvents(const std::vector<EventRecord>& newestFirst) {
    const std::size_t known = all_.size();
    const bool grew =
        newestFirst.size() >= known && known > 0 && std::equal(all_.begin(), all_.end(), newestFirst.rbegin(), isSame);
    if (!grew) {
        all_.assign(newestFirst.rbegin(), newestFirst.rend());
        return startOver();
    }
    for (auto event = newestFirst.rbegin() + static_cast<std::ptrdiff_t>(known); event != newestFirst.rend(); ++event) {
        all_.push_back(*event);
        if (!importantOnly_ || isImportant(*event))
            addNewest(*event);
    }
}

void JournalModel::setImportantOnly(bool on) {
    if (on == importantOnly_)
        return;
    importantOnly_ = on;
    startOver();
}

bool JournalModel::joinsNewest(const EventRecord& event) const {
    if (groups_.empty())
        return false;
    const EventRecord& before = shown_.back();
    return isProgress(event) ? isProgress(before) : event.kind == before.kind && event.title == before.title;
}

void JournalModel::addNewest(const EventRecord& event) {
    if (!joinsNewest(event)) {
        beginInsertRows({}, 0, 0);
        shown_.push_back(event);
        groups_.push_back({shown_.size() - 1, 1, false, {}, {}});
        count();
        return endInsertRows();
    }
    const bool open = groups_.back().rows() > 1;
    if (open)
        beginInsertRows({}, 1, 1);
    shown_.push_back(event);
    ++groups_.back().count;
    count();
    if (open)
        endInsertRows();
    describe(groups_.back());
    Q_EMIT dataChanged(index(0), index(0));
}

// Groups that are open stay so: whoever looks at one keeps it while a run's past joins.
void JournalModel::startOver() {
    std::vector<std::int64_t> open;
    for (const Group& group : groups_) {
        if (group.open)
            open.push_back(shown_[group.first].utcMs);
    }
    beginResetModel();
    shown_.clear();
    groups_.clear();
    for (const EventRecord& event : all_) {
        if (importantOnly_ && !isImportant(event))
            continue;
        const bool joins = joinsNewest(event);
        shown_.push_back(event);
        if (joins)
            ++groups_.back().count;
        else
            groups_.push_back(
                {shown_.size() - 1, 1, std::find(open.begin(), open.end(), event.utcMs) != open.end(), {}, {}});
    }
    for (Group& group : groups_) {
        group.open = group.open && group.count > 1; // the events behind it may be gone
        describe(group);
    }
    count();
    endResetModel();
}

void JournalModel::count() {
    rowOf_.resize(groups_.size());
    rows_ = 0;
    for (std::size_t i = groups_.size(); i-- > 0;) {
        rowOf_[i] = rows_;
        rows_ += groups_[i].rows();
    }
}

JournalModel::Place JournalModel::placeOf(int row) const {
    // rowOf_ descends: the last group whose row is not below this one.
    const auto at = std::partition_point(rowOf_.begin(), rowOf_.end(), [row](int first) { return first > row; });
    return {static_cast<std::size_t>(at - rowOf_.begin()), row - *at - 1};
}

JournalModel::Row JournalModel::at(int row) const {
    if (row < 0 || row >= rows_)
        return {};
    const Place place = placeOf(row);
    const Group& group = groups_.at(place.group);
    const std::size_t newest = group.first + group.count - 1;
    Row made;
    made.inside = place.inside >= 0;
    made.event = &shown_.at(made.inside ? newest - static_cast<std::size_t>(place.inside) : newest);
    made.folded = !made.inside && group.count > 1 ? static_cast<int>(group.count) : 0;
    made.open = group.open;
    made.title = made.folded > 0 ? group.title : eventTitle(*made.event);
    made.detail = made.folded > 0 ? group.detail : displayOf(made.event->detail);
    return made;
}

QString JournalModel::titleOf(const Group& group) const {
    const auto first = shown_.begin() + static_cast<std::ptrdiff_t>(group.first);
    const auto last = first + static_cast<std::ptrdiff_t>(group.count);
    const auto countOf = [first, last](EventKind kind) {
        return static_cast<int>(
            std::count_if(first, last, [kind](const EventRecord& event) { return event.kind == kind; }));
    };
    const int bests = countOf(EventKind::NewBest), saved = countOf(EventKind::CheckpointSaved);
    if (bests + saved == 0)
        return tr("%1, %n time(s)", nullptr, static_cast<int>(group.count)).arg(eventTitle(*(last - 1)));
    if (bests == 0)
        return tr("%n checkpoint(s)", nullptr, saved);
    const QString best = tr("%n new best(s)", nullptr, bests);
    return saved == 0 ? best : tr("%n checkpoint(s), %1", nullptr, saved).arg(best);
}

void JournalModel::describe(Group& group) const {
    if (group.count < 2)
        return;
    group.title = titleOf(group);
    group.detail = tr("last: step %1").arg(formatCount(shown_[group.first + group.count - 1].step));
}

int JournalModel::reveal(const EventRecord& event) {
    const auto found =
        std::find_if(shown_.rbegin(), shown_.rend(), [&event](const EventRecord& one) { return isSame(one, event); });
    if (found == shown_.rend())
        return -1;
    const auto index = static_cast<std::size_t>(shown_.rend() - found) - 1;
    const auto after = std::upper_bound(groups_.begin(), groups_.end(), index,
                                        [](std::size_t at, const Group& group) { return at < group.first; });
    const auto group = static_cast<std::size_t>(after - groups_.begin()) - 1;
    if (groups_[group].count == 1)
        return rowOf_[group];
    if (!groups_[group].open)
        toggle(rowOf_[group]);
    return rowOf_[group] + static_cast<int>(groups_[group].first + groups_[group].count - index);
}

void JournalModel::toggle(int row) {
    if (row < 0 || row >= rows_ || at(row).folded == 0)
        return;
    Group& group = groups_[placeOf(row).group];
    const int first = row + 1, last = row + static_cast<int>(group.count);
    if (group.open)
        beginRemoveRows({}, first, last);
    else
        beginInsertRows({}, first, last);
    group.open = !group.open;
    count();
    if (group.open)
        endInsertRows();
    else
        endRemoveRows();
    Q_EMIT dataChanged(index(row), index(row));
}

int JournalModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : rows_;
}

QVariant JournalModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rows_)
        return {};
    const Row row = at(index.row());
    const QString all = row.detail.isEmpty() ? row.title : QString(row.title + QStringLiteral(", ") + row.detail);
    if (role == Qt::DisplayRole)
        return row.folded > 0 ? all : row.title;
    if (role == Qt::AccessibleTextRole)
        return row.folded == 0 ? all : row.open ? tr("%1, unfolded").arg(all) : tr("%1, folded").arg(all);
    if (role == Qt::ToolTipRole)
        return toolTipText(row.folded == 0 ? all : tr("%1. Click or Enter unfolds or folds.").arg(all));
    return {};
}

} // namespace studio
