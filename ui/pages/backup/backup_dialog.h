// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QDialog>

class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace studio {

class BackUpForm;
class Label;
class ProgressLine;
class SegmentedControl;
class Studio;
struct BackupOutcome;

/// In the order of the dialog's tabs.
enum class BackupView { BackUp, Restore, Automatic };

/// Copies of runs in other places: making one, going back to one, and having them made without asking; below them how
/// far it is, and how the last one ended. Closing it stops nothing. Child of the window; GUI thread.
class BackupDialog final : public QDialog {
    Q_OBJECT

public:
    explicit BackupDialog(Studio& studio, QWidget* parent = nullptr);
    /// Empty = no run in particular.
    void showView(BackupView view, const std::string& run);

private:
    void buildForms(QVBoxLayout& column);
    void buildStatus(QVBoxLayout& column);
    void refresh();
    void showProgress();
    void showOutcome(const BackupOutcome& outcome);

    Studio& studio_;
    SegmentedControl* views_ = nullptr;
    QStackedWidget* forms_ = nullptr;
    BackUpForm* backUp_ = nullptr;
    ProgressLine* progress_ = nullptr;
    QPushButton* cancel_ = nullptr;
    Label* told_ = nullptr;
};

/// Opens it, or brings the one that is open to the front.
void showBackup(Studio& studio, QWidget* parent, BackupView view, const std::string& run = {});

} // namespace studio
