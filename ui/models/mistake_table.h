// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QAbstractTableModel>

#include "core/run/run_evaluation.h"

namespace studio {

/// The last evaluation of a run with the names of its classes.
struct RunMistakes {
    RunEvaluation evaluation;
    std::vector<QString> names;
    bool hasAllPairs = true;    ///< no mistake is left out of the pairs
    bool hasCheckpoint = false; ///< what was measured is still there

    QString nameOf(std::int32_t index) const;
    /// Of the pictures of its class.
    double shareOf(const Confusion& one) const;
    /// Any thread but the GUI's. Nothing where the run was not measured yet. One that was measured before all pairs
    /// were counted has the most frequent one of each class. Throws Error.
    static std::shared_ptr<const RunMistakes> read(const std::string& run);
};

/// What was taken for what, the most frequent first: the confusion matrix as a list. GUI thread.
class MistakeTable final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Label, Answer, Count, Share, ColumnCount };
    static constexpr int kSortRole = Qt::UserRole + 700;   ///< raw value of the cell
    static constexpr int kSearchRole = Qt::UserRole + 701; ///< names of classes
    using QAbstractTableModel::QAbstractTableModel;

    /// Null = nothing is known.
    void setMistakes(std::shared_ptr<const RunMistakes> mistakes);
    const Confusion* at(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const RunMistakes> mistakes_;
};

/// The list for a spreadsheet: as UTF-8, lines end in CR LF.
std::string mistakesCsv(const RunMistakes& mistakes);

} // namespace studio
