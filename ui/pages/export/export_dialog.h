// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include <QDialog>

#include "core/export/model_export.h"

class QComboBox;
class QPushButton;

namespace studio {

class Label;
class SpaceExamples;
class Studio;
struct ExportWritten;
struct RunSummary;

/// Writes the network of a run to a file for other programs, or a folder that Hugging Face runs: which format and which
/// weights, how large it gets, and what was checked afterwards. Child of the window; deletes itself. GUI thread.
class ExportDialog final : public QDialog {
    Q_OBJECT

public:
    ExportDialog(Studio& studio, const RunSummary& run, const QString& name, QWidget* parent);

private:
    void build(const RunSummary& run);
    void addButtons();
    void showChoice();
    void choose();
    bool isSpace() const; ///< what is chosen is no file but a folder for Hugging Face
    void begin(const std::string& target);
    void beginSpace(const std::string& folder);
    /// `work` is done beside the window, and told of.
    void write(const std::string& target, const std::function<ExportWritten()>& work);
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
    SpaceExamples* examples_ = nullptr;
    ExportResult result_;     ///< of the last file that was written; its `target` is empty before
    std::string spaceFolder_; ///< the last was a Space, and is here
    bool busy_ = false;
};

} // namespace studio
