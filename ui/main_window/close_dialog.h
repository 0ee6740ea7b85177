// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QDialog>

class QPushButton;
class QVBoxLayout;

namespace studio {

class ChoiceRow;
class Label;
class TrainingSession;

/// Asked when the window is closed while a run trains in it. Not blocking: chosen() tells; closing it cancels. Its
/// words follow the run while it is open; whoever made it closes it when the run ends.
class CloseDialog final : public QDialog {
    Q_OBJECT

public:
    enum class Choice { AfterEpoch, SaveNow, Background };
    /// `mayMove`: the run can go on in a process without a window.
    CloseDialog(const TrainingSession& training, bool mayMove, QWidget* parent);
    /// What closing breaks off besides the run, and what becomes of it; empty = nothing.
    void setAlsoStops(const QString& text);

Q_SIGNALS:
    void chosen(studio::CloseDialog::Choice choice);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void buildButtons(QVBoxLayout* column);
    void showVerb();
    void follow();
    Choice choice() const;
    std::vector<ChoiceRow*> rows() const;
    const TrainingSession& training_;
    Label* title_;
    Label* question_;
    Label* also_;
    ChoiceRow* afterEpoch_;
    ChoiceRow* saveNow_;
    ChoiceRow* background_ = nullptr; ///< null where there is no other process to go on
    QPushButton* confirm_ = nullptr;
};

} // namespace studio
