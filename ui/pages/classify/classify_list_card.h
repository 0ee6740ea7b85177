// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/models/classify_list.h"

class QListView;
class QModelIndex;
class QPushButton;

namespace studio {

class Card;
class ProgressLine;
class SegmentedControl;
class Studio;

/// The pictures of page Classify as a list: all or the wrong ones, the least sure first, as a file, cleared; and how
/// far it is, with Stop. GUI thread.
class ClassifyListCard final : public QWidget {
    Q_OBJECT

public:
    explicit ClassifyListCard(Studio& studio, QWidget* parent = nullptr);
    int count() const { return list_->rowCount(); }
    /// Null where none is selected.
    const ClassifyItem* current() const;
    /// Row of the session.
    bool isCurrent(int row) const;
    void select(int row);
    void focusList();

Q_SIGNALS:
    void currentChanged();
    void countChanged();
    /// The file is written; so many pictures have their best five only.
    void saved(qint64 rows, qint64 withoutAll);

private:
    QWidget* makeFoot();
    void fillHead(Card& card);
    void save();
    void showCounts();

    Studio& studio_;
    ClassifyList* list_;
    ClassifyFilter* filter_;
    QListView* view_;
    SegmentedControl* groups_ = nullptr;
    QPushButton* save_ = nullptr;
    QPushButton* stop_ = nullptr;
    ProgressLine* progress_ = nullptr;
    QWidget* foot_ = nullptr;
};

} // namespace studio
