// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <QDialog>

#include "core/export/model_export.h"

class QComboBox;
class QPushButton;

namespace studio {

class FormRow;
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
    /// Whether the chosen checkpoint has an average to choose is on the disk: looked at beside the window.
    void lookForAverage();
    bool isState() const; ///< a training state, which has all weights
    std::optional<bool> average() const;
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
    QComboBox* weights_ = nullptr;
    FormRow* weightsRow_ = nullptr;
    Label* about_ = nullptr;
    Label* end_ = nullptr;
    QPushButton* export_ = nullptr;
    QPushButton* python_ = nullptr;
    QPushButton* folder_ = nullptr;
    SpaceExamples* examples_ = nullptr;
    ExportResult result_;     ///< of the last file that was written; its `target` is empty before
    std::string spaceFolder_; ///< the last was a Space, and is here
    bool busy_ = false;
    std::optional<bool> keepsAverage_; ///< the chosen checkpoint; nothing: it is being looked at
};

} // namespace studio
