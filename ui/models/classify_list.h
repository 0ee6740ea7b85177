// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractListModel>
#include <QSortFilterProxyModel>

#include "ui/session/classify_session.h"

namespace studio {

/// The pictures someone asked about, as a list over the session. GUI thread.
class ClassifyList final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role : int {
        kIdRole = Qt::UserRole + 800,
        kAnswerRole,  ///< QString: best class, or what it waits for
        kSecondRole,  ///< QString: file, or "is: minibus", or the reason
        kPercentRole, ///< QString
        kMarkRole,    ///< int: 1 correct, -1 wrong, -2 failed, 0 unknown
        kImageRole,   ///< QImage; null where it is not kept
        kPathRole,    ///< QByteArray; empty for a pasted picture
        kSureRole,    ///< double: probability of the best class; above 1 without an answer
    };
    explicit ClassifyList(ClassifySession& session, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    /// Pictures whose folder tells another class than the answer.
    int wrongCount() const { return wrong_; }

private:
    void mark(int row);

    ClassifySession& session_;
    std::vector<int> marks_; ///< of each row, as they were counted
    int wrong_ = 0;
};

/// 1 correct, -1 wrong, -2 could not be read, 0 not known.
int markOf(const ClassifyItem& item);

/// All, or only the wrong ones; as they came, or the least sure answers first.
class ClassifyFilter final : public QSortFilterProxyModel {
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setOnlyWrong(bool on);
    void setUnsureFirst(bool on);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    bool onlyWrong_ = false;
};

} // namespace studio
