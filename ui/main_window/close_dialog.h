// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
    enum class Choice { AfterEpoch, SaveNow };
    CloseDialog(const TrainingSession& training, QWidget* parent);
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
    const TrainingSession& training_;
    Label* title_;
    Label* question_;
    Label* also_;
    ChoiceRow* afterEpoch_;
    ChoiceRow* saveNow_;
    QPushButton* confirm_ = nullptr;
};

} // namespace studio
