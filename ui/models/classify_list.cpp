// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/classify_list.h"

#include "ui/theme/format.h"

namespace studio {

int markOf(const ClassifyItem& item) {
    if (item.state == ClassifyItem::State::Failed)
        return -2;
    if (item.state != ClassifyItem::State::Done || !item.label || item.prediction.top.empty())
        return 0;
    return item.prediction.top.front().classIndex == *item.label ? 1 : -1;
}

ClassifyList::ClassifyList(ClassifySession& session, QObject* parent)
    : QAbstractListModel(parent)
    , session_(session)
    , marks_(session.items().size(), 0) {
    for (int row = 0; row < rowCount(); ++row)
        mark(row);
    connect(&session_, &ClassifySession::itemsAdded, this, [this](int first, int count) {
        beginInsertRows({}, first, first + count - 1);
        marks_.resize(static_cast<std::size_t>(first + count), 0);
        endInsertRows();
    });
    connect(&session_, &ClassifySession::itemChanged, this, [this](int row) {
        if (row >= rowCount())
            return;
        mark(row);
        Q_EMIT dataChanged(index(row), index(row));
    });
    connect(&session_, &ClassifySession::allChanged, this, [this] {
        for (int row = 0; row < rowCount(); ++row)
            mark(row);
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    });
    connect(&session_, &ClassifySession::stoppedChanged, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0), index(rowCount() - 1), {kAnswerRole, Qt::AccessibleTextRole});
    });
    connect(&session_, &ClassifySession::itemsCleared, this, [this] {
        beginResetModel();
        marks_.clear();
        wrong_ = 0;
        endResetModel();
    });
}

/// Counts along: to count anew for each of many answers takes as long as their number squared.
void ClassifyList::mark(int row) {
    int& known = marks_[static_cast<std::size_t>(row)];
    wrong_ -= known == -1;
    known = markOf(session_.items()[static_cast<std::size_t>(row)]);
    wrong_ += known == -1;
}

int ClassifyList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(marks_.size());
}

QVariant ClassifyList::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || static_cast<std::size_t>(index.row()) >= session_.items().size())
        return {};
    const ClassifyItem& item = session_.items()[static_cast<std::size_t>(index.row())];
    const bool done = item.state == ClassifyItem::State::Done && !item.prediction.top.empty();
    // Names come from the network that answered, which need not be the one that is chosen by now.
    const QString answer = done ? item.className(item.prediction.top.front().classIndex)
                           : item.state == ClassifyItem::State::Failed        ? tr("cannot be read")
                           : session_.isStopped()                             ? tr("not classified")
                           : session_.hasModel() || session_.isLoadingModel() ? tr("waiting")
                                                                              : tr("needs a network");
    switch (role) {
    case kIdRole:
        return item.id;
    case kAnswerRole:
        return answer;
    case kPercentRole:
        return done ? formatPercent(static_cast<double>(item.prediction.top.front().probability), 0) : QString();
    case kSecondRole:
        return item.state == ClassifyItem::State::Failed ? item.problem
               : markOf(item) == -1                      ? tr("is: %1").arg(item.className(*item.label))
                                                         : item.title;
    case kMarkRole:
        return markOf(item);
    case kImageRole:
        return item.image;
    case kPathRole:
        return QByteArray::fromStdString(item.path);
    case kSureRole:
        return done ? static_cast<double>(item.prediction.top.front().probability) : 2.0; // behind those that have one
    case Qt::ToolTipRole:
        return item.title.toHtmlEscaped();
    case Qt::AccessibleTextRole:
        return QString(item.title + QStringLiteral(": ") + answer);
    default:
        return {};
    }
}

void ClassifyFilter::setOnlyWrong(bool on) {
    onlyWrong_ = on;
    invalidateFilter();
}

void ClassifyFilter::setUnsureFirst(bool on) {
    setSortRole(ClassifyList::kSureRole);
    setDynamicSortFilter(true);
    sort(on ? 0 : -1, Qt::AscendingOrder);
}

bool ClassifyFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    return !onlyWrong_ || sourceModel()->index(row, 0, parent).data(ClassifyList::kMarkRole).toInt() == -1;
}

} // namespace studio
