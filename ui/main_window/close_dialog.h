// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QPushButton;
class QVBoxLayout;

namespace studio {

class ChoiceRow;
class TrainingSession;

/// Asked when the window is closed while a run trains in it. Not blocking: chosen() tells; closing it cancels.
class CloseDialog final : public QDialog {
    Q_OBJECT

public:
    enum class Choice { AfterEpoch, SaveNow };
    CloseDialog(const TrainingSession& training, QWidget* parent);

Q_SIGNALS:
    void chosen(studio::CloseDialog::Choice choice);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void buildButtons(QVBoxLayout* column);
    void showVerb();
    ChoiceRow* afterEpoch_;
    ChoiceRow* saveNow_;
    QPushButton* confirm_ = nullptr;
};

} // namespace studio
