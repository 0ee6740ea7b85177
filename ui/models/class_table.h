// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include "core/dataset/check.h"
#include "core/dataset/image_folder.h"

namespace studio {

/// The classes of a data set: name, folder, pictures, problems. GUI thread.
class ClassTable final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, Folder, Training, Validation, Problems, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setData(std::shared_ptr<const ImageFolder> data);
    void setReport(const std::optional<CheckReport>& report);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Pictures of the class that are bad or copies of others.
    std::int64_t problemsOf(int row) const {
        return problems_[static_cast<std::size_t>(row)] + copies_[static_cast<std::size_t>(row)];
    }
    const std::vector<std::int64_t>& trainingCounts() const { return train_; }

private:
    QVariant text(int row, int column) const;

    std::shared_ptr<const ImageFolder> data_;
    std::vector<std::int64_t> train_, val_, problems_, copies_;
    std::int64_t largest_ = 1;
    double median_ = 0;
};

/// Search by name or folder, and "only with problems".
class ClassFilter final : public QSortFilterProxyModel {
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setSearch(const QString& text);
    void setOnlyProblems(bool on);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QString search_;
    bool onlyProblems_ = false;
};

} // namespace studio
