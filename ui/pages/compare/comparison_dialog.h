// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QDialog>

class QPushButton;

namespace studio {

class ComparisonTable;
class Label;
class Studio;
class TableView;

/// The table of two to six runs: results, recipe, data; the others are held against the first. They are read in the
/// background. It does not block. GUI thread.
class ComparisonDialog final : public QDialog {
    Q_OBJECT

public:
    ComparisonDialog(Studio& studio, const std::vector<std::string>& folders, QWidget* parent);

private:
    QWidget* makeButtons();
    void read(const std::vector<std::string>& folders);
    void say();
    void saveCsv();

    Studio& studio_;
    Label* note_;
    TableView* table_;
    ComparisonTable* rows_;
    QPushButton* all_ = nullptr;
    QPushButton* copy_ = nullptr;
    QPushButton* save_ = nullptr;
    QString problem_; ///< why none could be read; empty = they are, or will be
};

/// Opens it; it deletes itself.
QDialog* showComparison(Studio& studio, const std::vector<std::string>& folders, QWidget* parent);

} // namespace studio
