// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include <QDialog>

#include "core/run/run_notes.h"

class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace studio {

class Label;
class Studio;
struct Message;
struct RunSummary;

/// The editor of a run's name, tags and note. It stays until they are written, so that a text whose write fails is not
/// lost, and asks before a change is. Who closes it during a write that hangs leaves that to FileWork. It deletes
/// itself when it is closed. GUI thread.
class NotesDialog final : public QDialog {
    Q_OBJECT

public:
    /// `written` is called once the notes are on the disk, also where the dialog is gone by then.
    NotesDialog(Studio& studio, const RunSummary& run, const RunNotes& notes, std::function<void()> written,
                QWidget* parent);

    /// What went wrong before it was opened; empty = nothing.
    void tell(const QString& problem);
    /// Escape, the title bar and Cancel.
    void reject() override;

private:
    QLineEdit* addLine(QVBoxLayout& column, const char* objectName, const QString& name, const QString& text,
                       const QString& hint);
    void addButtons(QVBoxLayout& column);
    RunNotes typed() const;
    void refresh();
    void save();
    void saved(const Message* problem);

    Studio& studio_;
    const std::string folder_;
    const RunNotes before_;
    const std::function<void()> written_;
    QLineEdit* name_ = nullptr;
    QLineEdit* tags_ = nullptr;
    QPlainTextEdit* note_ = nullptr;
    Label* told_ = nullptr;
    QPushButton* keep_ = nullptr;
    QString problem_; ///< why the last write failed, or the reading before
    bool asking_ = false, saving_ = false;
};

} // namespace studio
