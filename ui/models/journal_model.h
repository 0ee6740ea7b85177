// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractListModel>

#include "core/metric/records.h"

namespace studio {

/// Events of a run, newest first. The view keeps no copy: the model holds what it shows.
class JournalModel final : public QAbstractListModel {
    Q_OBJECT

public:
    explicit JournalModel(QObject* parent = nullptr);
    void setEvents(const std::vector<EventRecord>& newestFirst);
    /// Leaves out saved checkpoints and the like: only what someone should look at.
    void setImportantOnly(bool on);
    const EventRecord& at(int row) const { return shown_.at(static_cast<std::size_t>(row)); }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    void filter();
    std::vector<EventRecord> all_, shown_;
    bool importantOnly_ = false;
};

} // namespace studio
