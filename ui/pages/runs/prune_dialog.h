// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <QDialog>

#include "core/run/retention.h"

class QPushButton;
class QSpinBox;

namespace studio {

class CheckpointTable;
class Label;
class Studio;
class TableView;
struct RunHistory;

/// Deletes checkpoints of a run that no rule keeps: the rule is edited, and the table shows what goes under it before
/// anything does. For the run that RunsSession watches when it is made; follows it, and goes when a trainer takes it
/// or it is gone. Child of the window. GUI thread.
class PruneDialog final : public QDialog {
    Q_OBJECT

public:
    PruneDialog(Studio& studio, std::string run, QWidget* parent = nullptr);

private:
    void build();
    void follow();
    void refresh();
    void apply();
    RetentionPolicy policy() const;

    Studio& studio_;
    std::string run_; ///< folder
    std::shared_ptr<const RunHistory> overview_; ///< of the run, also while the page shows another one
    QSpinBox* last_ = nullptr;
    QSpinBox* every_ = nullptr;
    Label* told_ = nullptr;
    CheckpointTable* checkpoints_;
    TableView* table_ = nullptr;
    QPushButton* delete_ = nullptr;
    std::vector<std::string> going_; ///< files
};

} // namespace studio
