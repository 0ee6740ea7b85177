// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "ui/widgets/page_frame.h"

namespace studio {

class CheckpointLedger;
class RunActions;
class RunDetails;
class RunFilter;
class RunTable;
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

    Studio& studio_;
    RunTable* runs_;
    RunFilter* filter_;
    RunActions* actions_;
    SegmentedControl* groups_ = nullptr;
    TableView* table_ = nullptr;
    CheckpointLedger* ledger_ = nullptr;
    RunDetails* details_ = nullptr;
    std::string shown_; ///< folder of the selected run
};

} // namespace studio
