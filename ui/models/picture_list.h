// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QAbstractListModel>

namespace studio {

/// Files of a gallery, with a reason where a picture cannot be used. GUI thread.
class PictureList final : public QAbstractListModel {
    Q_OBJECT

public:
    struct Row {
        std::string path;
        QString reason;
    };
    using QAbstractListModel::QAbstractListModel;

    void setRows(std::vector<Row> rows);
    const Row* at(const QModelIndex& index) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<Row> rows_;
};

} // namespace studio
