// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/class_table.h"

#include <algorithm>

#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/table_roles.h"
#include "ui/theme/theme.h"

namespace studio {

void ClassTable::setData(std::shared_ptr<const ImageFolder> data) {
    beginResetModel();
    data_ = std::move(data);
    train_.clear();
    val_.clear();
    if (data_) {
        train_ = data_->train.countPerClass(data_->classes.size());
        val_ = data_->val.countPerClass(data_->classes.size());
    }
    problems_.assign(train_.size(), 0);
    copies_.assign(train_.size(), 0);
    std::vector<std::int64_t> sorted = train_;
    std::sort(sorted.begin(), sorted.end());
    largest_ = sorted.empty() ? 1 : std::max<std::int64_t>(sorted.back(), 1);
    median_ = sorted.empty() ? 0 : static_cast<double>(sorted[sorted.size() / 2]);
    endResetModel();
}

void ClassTable::setReport(const std::optional<CheckReport>& report) {
    problems_.assign(train_.size(), 0);
    copies_.assign(train_.size(), 0);
    if (report) {
        for (const CheckProblem& problem : report->problems) {
            if (problem.classIndex < problems_.size())
                ++problems_[problem.classIndex];
        }
        for (const DuplicatePicture& copy : report->duplicates) {
            if (copy.classIndex < copies_.size())
                ++copies_[copy.classIndex];
        }
    }
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Problems), index(rowCount() - 1, Problems));
}

int ClassTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(train_.size());
}

int ClassTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int{ColumnCount};
}

QVariant ClassTable::text(int row, int column) const {
    const auto at = static_cast<std::size_t>(row);
    switch (column) {
    case Name:
        return QString::fromStdString(data_->classes[at].name);
    case Folder:
        return displayOf(data_->classes[at].folder);
    case Training:
        return formatCount(train_[at]);
    case Validation:
        return formatCount(val_[at]);
    default:
        break;
    }
    QStringList parts;
    if (problems_[at] > 0)
        parts << tr("%Ln picture(s)", nullptr, static_cast<int>(problems_[at]));
    if (copies_[at] > 0)
        parts << tr("%Ln copy(s)", nullptr, static_cast<int>(copies_[at]));
    return parts.join(QStringLiteral(", "));
}

QVariant ClassTable::data(const QModelIndex& index, int role) const {
    const int column = index.column();
    const auto at = static_cast<std::size_t>(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), column);
    case Qt::TextAlignmentRole:
        return static_cast<int>((column == Training || column == Validation ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    case kStrongRole:
        return column == Name;
    case kQuietRole:
        return column == Folder;
    case kBarRole:
        return column == Training ? QVariant(static_cast<double>(train_[at]) / static_cast<double>(largest_))
                                  : QVariant();
    case kBarToneRole:
        return static_cast<int>(static_cast<double>(train_[at]) < 0.9 * median_ ? Tone::Warning : Tone::Neutral);
    case kIconRole:
        return column == Problems && problemsOf(index.row()) > 0 ? QVariant(QStringLiteral("triangle")) : QVariant();
    case kToneRole:
        return column == Problems && problemsOf(index.row()) > 0 ? QVariant(static_cast<int>(Tone::Warning))
                                                                 : QVariant();
    default:
        return {};
    }
}

QVariant ClassTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Training || section == Validation ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return QStringList{tr("Class"), tr("Folder"), tr("Training"), tr("Val"), tr("Problems")}.value(section);
}

void ClassFilter::setSearch(const QString& text) {
    search_ = text;
    invalidateFilter();
}

void ClassFilter::setOnlyProblems(bool on) {
    onlyProblems_ = on;
    invalidateFilter();
}

bool ClassFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    const auto* table = qobject_cast<const ClassTable*>(sourceModel());
    if (onlyProblems_ && table->problemsOf(row) == 0)
        return false;
    const auto has = [&](int column) {
        return table->index(row, column, parent).data().toString().contains(search_, Qt::CaseInsensitive);
    };
    return search_.isEmpty() || has(ClassTable::Name) || has(ClassTable::Folder);
}

} // namespace studio
