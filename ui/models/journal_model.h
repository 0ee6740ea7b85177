// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractListModel>

#include "core/metric/records.h"

namespace studio {

/// Whether it tells both measurements of an epoch, as each epoch of a run with an average of its weights does: the
/// curves show them.
bool isEpochsFigures(const EventRecord& event);

/// Events of a run, newest first. What a run does again and again (checkpoints, new bests and both figures of an epoch;
/// otherwise events of one kind and title) is one row that unfolds. New events are inserted, so that selection and
/// scroll stay.
class JournalModel final : public QAbstractListModel {
    Q_OBJECT

public:
    /// A row as it is shown.
    struct Row {
        const EventRecord* event = nullptr; ///< of folded ones the newest
        int folded = 0;                     ///< number of events behind the row; 0 = it is one event
        bool open = false;                  ///< the folded ones follow as rows of their own
        bool inside = false;                ///< one of them
        QString title, detail;
    };

    explicit JournalModel(QObject* parent = nullptr);
    /// Inserts what is newer than the events known; anything else starts over, and what is unfolded stays so.
    void setEvents(const std::vector<EventRecord>& newestFirst);
    /// Leaves out saved checkpoints and the like: only what someone should look at.
    void setImportantOnly(bool on);
    /// Without an event where there is no such row.
    Row at(int row) const;
    /// The row of that event, unfolded if need be; -1 = it is not shown.
    int reveal(const EventRecord& event);
    /// Folds or unfolds; nothing for a row that is one event.
    void toggle(int row);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    /// Neighbouring events from `first` on, as indices into shown_.
    struct Group {
        std::size_t first = 0, count = 1;
        bool open = false;
        QString title, detail; ///< of the row that folds them
        int rows() const { return static_cast<int>(count > 1 && open ? count + 1 : 1); }
    };
    struct Place {
        std::size_t group = 0;
        int inside = -1; ///< -1 = the group's own row
    };
    bool joinsNewest(const EventRecord& event) const;
    void addNewest(const EventRecord& event);
    void startOver();
    void count();
    Place placeOf(int row) const;
    void describe(Group& group) const;
    QString titleOf(const Group& group) const;

    std::vector<EventRecord> all_;   ///< oldest first
    std::vector<EventRecord> shown_; ///< oldest first
    std::vector<Group> groups_;      ///< oldest first
    std::vector<int> rowOf_;         ///< row of each group; the newest one's is 0
    int rows_ = 0;
    bool importantOnly_ = false;
};

} // namespace studio
