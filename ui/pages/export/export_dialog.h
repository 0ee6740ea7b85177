// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QDialog>

#include "core/export/model_export.h"

class QComboBox;
class QPushButton;

namespace studio {

class Label;
class Studio;
struct RunSummary;

/// Writes the network of a run to a file for other programs: which format and which weights, how large it gets, and
/// what was checked afterwards. Child of the window; deletes itself. GUI thread.
class ExportDialog final : public QDialog {
    Q_OBJECT

public:
    ExportDialog(Studio& studio, const RunSummary& run, const QString& name, QWidget* parent);

private:
    void build(const RunSummary& run);
    void addButtons();
    void showChoice();
    void choose();
    void begin(const std::string& target);
    void showEnd(const QString& text, bool isGood);
    const ExportFormatInfo& format() const;

    Studio& studio_;
    std::string run_;
    std::int64_t weightBytes_ = 0; ///< of the weights alone
    QComboBox* formats_ = nullptr;
    QComboBox* which_ = nullptr;
    Label* about_ = nullptr;
    Label* end_ = nullptr;
    QPushButton* export_ = nullptr;
    QPushButton* python_ = nullptr;
    QPushButton* folder_ = nullptr;
    ExportResult result_; ///< of the last file that was written; its `target` is empty before
    bool busy_ = false;
};

} // namespace studio
