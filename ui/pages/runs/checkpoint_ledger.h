// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QWidget>

class QAction;

namespace studio {

class Card;
class CheckpointTable;
class CheckpointVerifier;
class Studio;
class TableView;
struct CheckpointRecord;
struct RunHistory;
struct RunSummary;

/// The checkpoints of the selected run and what can be done with one: classify with it, pin, verify, delete, by button,
/// key and context menu. The selection is a file, not a row: when others come or go it stays where it was put, and when
/// the selected one goes nothing is selected. GUI thread.
class CheckpointLedger final : public QWidget {
    Q_OBJECT

public:
    explicit CheckpointLedger(Studio& studio, QWidget* parent = nullptr);
    /// The run that RunsSession watches, with what is read of it by now; null = none.
    void refresh(const RunSummary* run);

private:
    QAction* make(const char* name, const QString& text, const QString& icon, void (CheckpointLedger::*run)());
    void buildActions();
    void fill(const RunHistory& overview, bool goesOn);
    void showActions();
    const CheckpointRecord* selected() const;
    const CheckpointRecord* find(const std::string& file) const;
    void classifyWith();
    void pin();
    void remove();
    void prune();
    void verify();
    void showFound();
    std::vector<CheckpointRecord> listed() const;

    Studio& studio_;
    CheckpointTable* checkpoints_;
    TableView* table_;
    Card* card_;
    QAction* classify_ = nullptr;
    QAction* pin_ = nullptr;
    QAction* verify_ = nullptr;
    QAction* remove_ = nullptr;
    QAction* prune_ = nullptr;
    CheckpointVerifier* verifier_;
    std::string run_;     ///< folder
    std::string removed_; ///< the file that the person had deleted last: its neighbour is selected when it goes
    bool running_ = false;
};

} // namespace studio
