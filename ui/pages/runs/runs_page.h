// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "ui/widgets/page_frame.h"

class QHBoxLayout;
class QPushButton;

namespace studio {

class CheckpointLedger;
class Label;
class RunActions;
class RunColumns;
class RunDetails;
class RunFactsReader;
class RunFileActions;
class RunFilter;
class RunTable;
class SearchField;
class SegmentedControl;
class Studio;
class TableView;
struct RunSummary;

/// Page Runs: the runs of the runs folder, the checkpoints of one, what can be done with them. GUI thread.
class RunsPage final : public PageFrame {
    Q_OBJECT

public:
    explicit RunsPage(Studio& studio);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeTools();
    QWidget* makeTable();
    const RunSummary* selectedRun() const;
    void selectionChanged();
    void showActions();
    void watchSelected();
    void showRuns();
    void showCounts();
    void showRun();
    void showFacts();
    void showFiltered();
    void clearFilter();
    void exportTable();

    Studio& studio_;
    RunTable* runs_;
    RunFilter* filter_;
    RunFactsReader* facts_;
    RunActions* actions_;
    RunFileActions* files_;
    RunColumns* columns_ = nullptr;
    SearchField* search_ = nullptr;
    Label* filtered_ = nullptr;
    QPushButton* clear_ = nullptr;
    QHBoxLayout* toolsEnd_ = nullptr;
    SegmentedControl* groups_ = nullptr;
    TableView* table_ = nullptr;
    CheckpointLedger* ledger_ = nullptr;
    RunDetails* details_ = nullptr;
    std::string shown_; ///< folder of the selected run
};

} // namespace studio
