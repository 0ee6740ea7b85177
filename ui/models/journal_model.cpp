// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/journal_model.h"

#include "ui/session/studio.h"
#include "ui/theme/paint.h"

namespace studio {

namespace {

bool isImportant(EventKind kind) {
    return kind != EventKind::CheckpointSaved && kind != EventKind::NewBest && kind != EventKind::Started &&
           kind != EventKind::Continued && kind != EventKind::Verified;
}

} // namespace

JournalModel::JournalModel(QObject* parent)
    : QAbstractListModel(parent) {}

void JournalModel::setEvents(const std::vector<EventRecord>& newestFirst) {
    all_ = newestFirst;
    filter();
}

void JournalModel::setImportantOnly(bool on) {
    importantOnly_ = on;
    filter();
}

void JournalModel::filter() {
    beginResetModel();
    shown_.clear();
    for (const EventRecord& event : all_) {
        if (!importantOnly_ || isImportant(event.kind))
            shown_.push_back(event);
    }
    endResetModel();
}

int JournalModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

QVariant JournalModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const EventRecord& event = at(index.row());
    if (role == Qt::DisplayRole)
        return displayOf(event.title);
    if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
        return toolTipText(displayOf(event.title + (event.detail.empty() ? "" : ": " + event.detail)));
    return {};
}

} // namespace studio
