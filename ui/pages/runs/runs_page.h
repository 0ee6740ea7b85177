// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page_frame.h"

class QPushButton;
class QSplitter;

namespace studio {

class Card;
class CheckpointTable;
class MetricPlot;
class Label;
class Pill;
class RunFilter;
class RunTable;
class SegmentedControl;
class Studio;
class TableView;
struct RunSummary;
struct CheckpointRecord;

/// Page Runs: the runs of the runs folder, the checkpoints of one, what can be done with them. GUI thread.
class RunsPage final : public PageFrame {
    Q_OBJECT

public:
    explicit RunsPage(Studio& studio);

private:
    QWidget* makeTools();
    QWidget* makeTable();
    QWidget* makeCheckpoints();
    QWidget* makeSummary();
    void showRuns();
    void showRun();
    void showActions(const RunSummary* run);
    void showCheckpointActions();
    const RunSummary* selectedRun() const;
    const CheckpointRecord* selectedCheckpoint() const;
    void resumeRun();
    void deleteRun();
    void pinCheckpoint();
    void deleteCheckpoint();
    void classifyWith();
    void cloneRecipe();
    void openFolder();

    Studio& studio_;
    RunTable* runs_;
    RunFilter* filter_;
    CheckpointTable* checkpoints_;
    SegmentedControl* groups_ = nullptr;
    TableView* table_ = nullptr;
    Card* tableCard_ = nullptr;
    TableView* checkpointTable_ = nullptr;
    Card* checkpointCard_ = nullptr;
    QPushButton* classify_ = nullptr;
    QPushButton* pin_ = nullptr;
    QPushButton* deleteCheckpoint_ = nullptr;
    Card* summary_ = nullptr;
    Pill* pill_ = nullptr;
    MetricPlot* plot_ = nullptr;
    Label* recipe_ = nullptr;
    QPushButton* resume_ = nullptr;
    QPushButton* show_ = nullptr;
    QPushButton* clone_ = nullptr;
    QPushButton* folder_ = nullptr;
    QPushButton* delete_ = nullptr;
    std::string shown_;
};

} // namespace studio
