// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/classify_list.h"

#include "ui/models/second_opinion.h"
#include "ui/theme/format.h"

namespace studio {

int markOf(const ClassifyItem& item) {
    if (item.state == ClassifyItem::State::Failed)
        return -2;
    if (item.state != ClassifyItem::State::Done || !item.label || item.prediction.top.empty())
        return 0;
    return item.prediction.top.front().classIndex == *item.label ? 1 : -1;
}

ClassifyList::ClassifyList(ClassifySession& session, const SecondOpinion& second, QObject* parent)
    : QAbstractListModel(parent)
    , session_(session)
    , second_(second)
    , marks_(session.items().size()) {
    for (int row = 0; row < rowCount(); ++row)
        mark(row);
    connect(&session_, &ClassifySession::itemsAdded, this, [this](int first, int count) {
        beginInsertRows({}, first, first + count - 1);
        marks_.resize(static_cast<std::size_t>(first + count));
        endInsertRows();
    });
    const auto showRow = [this](int row) {
        if (row >= rowCount())
            return;
        mark(row);
        Q_EMIT dataChanged(index(row), index(row));
    };
    connect(&session_, &ClassifySession::itemChanged, this, showRow);
    connect(&second_, &SecondOpinion::answered, this, showRow);
    connect(&session_, &ClassifySession::allChanged, this, &ClassifyList::markAll);
    connect(&second_, &SecondOpinion::allChanged, this, &ClassifyList::markAll);
    connect(&session_, &ClassifySession::stoppedChanged, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0), index(rowCount() - 1), {kAnswerRole, Qt::AccessibleTextRole});
    });
    connect(&session_, &ClassifySession::itemsCleared, this, [this] {
        beginResetModel();
        marks_.clear();
        wrong_ = differing_ = 0;
        endResetModel();
    });
}

/// Counts along: to count anew for each of many answers takes as long as their number squared.
void ClassifyList::mark(int row) {
    Mark& known = marks_[static_cast<std::size_t>(row)];
    const ClassifyItem& item = session_.items()[static_cast<std::size_t>(row)];
    wrong_ -= known.mark == -1;
    differing_ -= known.differs;
    known = {markOf(item), second_.differs(item)};
    wrong_ += known.mark == -1;
    differing_ += known.differs;
}

void ClassifyList::markAll() {
    for (int row = 0; row < rowCount(); ++row)
        mark(row);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

/// The line below the answer.
QString ClassifyList::fileWords(const ClassifyItem& item) const {
    if (item.state == ClassifyItem::State::Failed)
        return item.problem;
    if (second_.differs(item)) {
        const ClassifyItem* other = second_.answerTo(item);
        return tr("B: %1").arg(other->className(other->prediction.top.front().classIndex));
    }
    return markOf(item) == -1 ? tr("is: %1").arg(item.className(*item.label)) : item.title;
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
        return fileWords(item);
    case kMarkRole:
        return markOf(item);
    case kImageRole:
        return item.image;
    case kPathRole:
        return QByteArray::fromStdString(item.path);
    case kSureRole:
        return done ? static_cast<double>(item.prediction.top.front().probability) : 2.0; // behind those that have one
    case kDiffersRole:
        return marks_[static_cast<std::size_t>(index.row())].differs;
    case Qt::ToolTipRole:
        return item.title.toHtmlEscaped();
    case Qt::AccessibleTextRole:
        return QString(item.title + QStringLiteral(": ") + answer);
    default:
        return {};
    }
}

void ClassifyFilter::setGroup(Group group) {
    group_ = group;
    invalidateFilter();
}

void ClassifyFilter::setUnsureFirst(bool on) {
    setSortRole(ClassifyList::kSureRole);
    setDynamicSortFilter(true);
    sort(on ? 0 : -1, Qt::AscendingOrder);
}

bool ClassifyFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    return group_ == Group::All ||
           (group_ == Group::Wrong ? index.data(ClassifyList::kMarkRole).toInt() == -1
                                   : index.data(ClassifyList::kDiffersRole).toBool());
}

} // namespace studio
