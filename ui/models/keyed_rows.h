// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <QAbstractItemModel>

namespace studio {

/// A model (`Base`: QAbstractTableModel or QAbstractListModel) over rows that have a key: a run's folder, a
/// checkpoint's file. replaceRows() keeps the identity of rows by their keys, so that a selection stays on the thing it
/// was put on when others come, go or change places. Where no row stays, or two have the same key, the model is reset.
/// GUI thread.
template<class Base, class Row>
class KeyedRows : public Base {
public:
    using Base::Base;

    /// Valid until the rows are replaced: copy what is needed after a question. Null for no such row.
    const Row* at(int row) const {
        return row >= 0 && row < this->rowCount() ? &rows_[static_cast<std::size_t>(row)] : nullptr;
    }
    int rowOf(const std::string& key) const {
        const auto known = rowOfKey_.find(key);
        return known == rowOfKey_.end() ? -1 : known->second;
    }
    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(rows_.size());
    }

protected:
    virtual std::string keyOf(const Row& row) const = 0;
    const std::vector<Row>& rows() const { return rows_; }

    void replaceRows(std::vector<Row> next) {
        std::unordered_map<std::string, int> wanted;
        for (const Row& row : next)
            wanted.emplace(keyOf(row), static_cast<int>(wanted.size()));
        const bool unique = wanted.size() == next.size() && rowOfKey_.size() == rows_.size();
        const bool some =
            std::any_of(rows_.begin(), rows_.end(), [&](const Row& r) { return wanted.contains(keyOf(r)); });
        if (!unique || !some) {
            this->beginResetModel();
            take(std::move(next));
            this->endResetModel();
            return;
        }
        removeUnless(wanted);
        appendNew(next);
        reorder(std::move(next), wanted);
        const QAbstractItemModel& self = *this; // a list's columnCount() is its own
        Q_EMIT this->dataChanged(this->index(0, 0), this->index(this->rowCount() - 1, self.columnCount() - 1));
    }

private:
    void take(std::vector<Row> next) {
        rows_ = std::move(next);
        rowOfKey_.clear();
        for (std::size_t i = 0; i < rows_.size(); ++i)
            rowOfKey_.emplace(keyOf(rows_[i]), static_cast<int>(i));
    }
    void removeUnless(const std::unordered_map<std::string, int>& wanted) {
        for (int last = this->rowCount() - 1; last >= 0; --last) {
            if (wanted.contains(keyOf(rows_[static_cast<std::size_t>(last)])))
                continue;
            int first = last;
            while (first > 0 && !wanted.contains(keyOf(rows_[static_cast<std::size_t>(first - 1)])))
                --first;
            this->beginRemoveRows({}, first, last);
            rows_.erase(rows_.begin() + first, rows_.begin() + last + 1);
            take(std::move(rows_));
            this->endRemoveRows();
            last = first;
        }
    }
    void appendNew(const std::vector<Row>& next) {
        std::vector<Row> fresh;
        for (const Row& row : next) {
            if (!rowOfKey_.contains(keyOf(row)))
                fresh.push_back(row);
        }
        if (fresh.empty())
            return;
        this->beginInsertRows({}, this->rowCount(), this->rowCount() + static_cast<int>(fresh.size()) - 1);
        rows_.insert(rows_.end(), fresh.begin(), fresh.end());
        take(std::move(rows_));
        this->endInsertRows();
    }
    /// The rows are those of `next`, in another order.
    void reorder(std::vector<Row> next, const std::unordered_map<std::string, int>& wanted) {
        const bool inPlace = std::equal(rows_.begin(), rows_.end(), next.begin(), next.end(),
                                        [this](const Row& a, const Row& b) { return keyOf(a) == keyOf(b); });
        if (inPlace)
            return take(std::move(next));
        Q_EMIT this->layoutAboutToBeChanged();
        const QModelIndexList before = this->persistentIndexList();
        QModelIndexList after;
        for (const QModelIndex& old : before)
            after << this->index(wanted.at(keyOf(rows_[static_cast<std::size_t>(old.row())])), old.column());
        take(std::move(next));
        this->changePersistentIndexList(before, after);
        Q_EMIT this->layoutChanged();
    }

    std::vector<Row> rows_;
    std::unordered_map<std::string, int> rowOfKey_;
};

} // namespace studio
