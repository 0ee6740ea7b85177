// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>

class QAction;
class QMenu;

namespace studio {

class Settings;
class TableView;

/// Which columns a table shows, in which order and how wide: chosen by a menu and by dragging in the head, kept in the
/// settings. The first column stays. Owned by its page. GUI thread.
class RunColumns final : public QObject {
    Q_OBJECT

public:
    /// `hidden` are those that are not shown before anything is chosen.
    RunColumns(TableView* table, Settings& settings, const QList<int>& hidden, QObject* parent);
    /// The menu of the button; the head's context menu holds the same actions.
    QMenu* makeMenu();
    /// As wide as what is there wants it, unless a person chose otherwise.
    void fit();
    /// The same for what came since.
    void grow();

private:
    /// Once the table has fitted its columns: what was chosen before.
    void restore();
    void keep();
    void show(int column, bool shown);
    void reset();
    void showChecks();

    TableView* table_;
    Settings& settings_;
    QList<int> hidden_;
    QList<QAction*> actions_; ///< one a column but the first, then "Reset"
    bool restored_ = false;
};

} // namespace studio
