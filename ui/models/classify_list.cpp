// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/classify_list.h"

#include <algorithm>

#include "ui/theme/format.h"

namespace studio {

namespace {

QString className(const ClassifySession& session, std::int32_t index) {
    const auto& classes = session.classes();
    return index >= 0 && static_cast<std::size_t>(index) < classes.size()
               ? QString::fromStdString(classes[static_cast<std::size_t>(index)].name)
               : unknownText();
}

} // namespace

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
    , rows_(static_cast<int>(session.items().size())) {
    connect(&session_, &ClassifySession::itemsAdded, this, [this](int first, int count) {
        beginInsertRows({}, first, first + count - 1);
        rows_ = first + count;
        endInsertRows();
    });
    connect(&session_, &ClassifySession::itemChanged, this, [this](int row) {
        if (row < rows_)
            Q_EMIT dataChanged(index(row), index(row));
    });
    connect(&session_, &ClassifySession::itemsCleared, this, [this] {
        beginResetModel();
        rows_ = 0;
        endResetModel();
    });
}

int ClassifyList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : rows_;
}

int ClassifyList::wrongCount() const {
    return static_cast<int>(std::count_if(session_.items().begin(), session_.items().end(),
                                          [](const ClassifyItem& item) { return markOf(item) == -1; }));
}

QVariant ClassifyList::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || static_cast<std::size_t>(index.row()) >= session_.items().size())
        return {};
    const ClassifyItem& item = session_.items()[static_cast<std::size_t>(index.row())];
    const bool done = item.state == ClassifyItem::State::Done && !item.prediction.top.empty();
    const QString answer = done ? className(session_, item.prediction.top.front().classIndex)
                           : item.state == ClassifyItem::State::Failed        ? tr("cannot be read")
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
               : markOf(item) == -1                      ? tr("is: %1").arg(className(session_, *item.label))
                                                         : item.title;
    case kMarkRole:
        return markOf(item);
    case kImageRole:
        return item.image;
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

bool ClassifyFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    return !onlyWrong_ || sourceModel()->index(row, 0, parent).data(ClassifyList::kMarkRole).toInt() == -1;
}

} // namespace studio
