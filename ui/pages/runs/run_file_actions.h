// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QList>
#include <QObject>
#include <QPointer>
#include <QString>

class QAction;

namespace studio {

class NotesDialog;
class RunFactsReader;
class Studio;
struct RunSummary;

/// Why the run's folder may not go: the queue will train it, or does. Empty = it may.
QString queueBlocker(const Studio& studio, const std::string& runFolder);

/// Why nothing can be done with the run any more: it is on its way out. Empty = it stays.
QString leavingText(const Studio& studio, const std::string& runFolder);

/// What can be done with one run's folder and with what is noted of it: name, tags and note, the path, the trash. The
/// actions remember the run by its folder. Owned by the page Runs. GUI thread.
class RunFileActions final : public QObject {
    Q_OBJECT

public:
    RunFileActions(Studio& studio, RunFactsReader& facts, QWidget* page);
    /// The run that is acted on; null = none.
    void setRun(const RunSummary* run);
    QList<QAction*> all() const { return {notes_, path_, trash_}; }
    QAction* notes() const { return notes_; }

private:
    QAction* make(const char* name, const QString& text, const QString& icon, void (RunFileActions::*run)());
    void editNotes();
    void copyPath();
    void moveToTrash();

    Studio& studio_;
    RunFactsReader& facts_;
    QWidget* page_;
    std::string run_, reading_;    ///< reading_: whose notes are on their way to the editor; empty = nobody's
    QPointer<NotesDialog> editor_; ///< while it is open
    QAction* notes_;
    QAction* path_;
    QAction* trash_;
};

} // namespace studio
