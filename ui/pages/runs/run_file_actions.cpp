// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_file_actions.h"

#include <algorithm>
#include <utility>

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QPointer>
#include <QWidget>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/run_notes.h"
#include "ui/models/run_table.h"
#include "ui/pages/runs/notes_dialog.h"
#include "ui/pages/runs/run_actions.h"
#include "ui/pages/runs/run_facts_reader.h"
#include "ui/pages/runs/run_trash.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"

namespace studio {

QString queueBlocker(const Studio& studio, const std::string& runFolder) {
    const auto& entries = studio.queue.content().entries;
    const bool waits = std::any_of(entries.begin(), entries.end(), [&](const QueueEntry& entry) {
        return entry.run == runFolder && (entry.state == QueueState::Waiting || entry.state == QueueState::Held ||
                                          entry.state == QueueState::Running);
    });
    return waits ? RunFileActions::tr("It is in the queue. Take it out there first.") : QString();
}

QString leavingText(const Studio& studio, const std::string& runFolder) {
    return !studio.runs.isRemoving(runFolder)    ? QString()
           : studio.runs.isMovingAway(runFolder) ? RunFileActions::tr("It is being moved to the trash.")
                                                 : RunFileActions::tr("It is being deleted.");
}

namespace {

/// Notes that are damaged are written anew.
std::pair<RunNotes, std::string> notesOrProblem(const std::string& folder) {
    try {
        return {readRunNotes(folder), {}};
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Corrupt)
            throw;
        return {{}, error.message().text()};
    }
}

} // namespace

RunFileActions::RunFileActions(Studio& studio, RunFactsReader& facts, QWidget* page)
    : QObject(page)
    , studio_(studio)
    , facts_(facts)
    , page_(page)
    , notes_(
          make("actEditRunNotes", tr("Name, tags and note..."), QStringLiteral("sliders"), &RunFileActions::editNotes))
    , path_(make("actCopyRunPath", tr("Copy the folder's path"), QStringLiteral("copy"), &RunFileActions::copyPath))
    , trash_(make("actTrashRun", tr("Move to the trash..."), QStringLiteral("trash"), &RunFileActions::moveToTrash)) {
    notes_->setShortcut(Qt::Key_F2);
    notes_->setShortcutContext(Qt::WidgetShortcut);
    setRun(nullptr);
}

QAction* RunFileActions::make(const char* name, const QString& text, const QString& icon,
                              void (RunFileActions::*run)()) {
    auto* action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    action->setProperty("iconName", icon);
    connect(action, &QAction::triggered, this, run);
    return action;
}

void RunFileActions::setRun(const RunSummary* run) {
    run_ = run != nullptr ? run->folder : std::string();
    const QString none = run == nullptr ? tr("No run selected.") : QString();
    const bool own = run != nullptr && studio_.training.isActive() && studio_.training.runStart().folder == run_;
    const bool running = own || (run != nullptr && isInGroup(*run, RunGroup::Running));
    const QString leaving = leavingText(studio_, run_);
    setBlocked(notes_, none.isEmpty() ? leaving : none, tr("What you call it, and what you noted of it"));
    setBlocked(path_, none, tr("Copy the folder's path"));
    setBlocked(trash_,
               !none.isEmpty()      ? none
               : !leaving.isEmpty() ? leaving
               : running            ? tr("A trainer owns this run.")
                                    : queueBlocker(studio_, run_),
               tr("A file manager can put it back from there"));
}

void RunFileActions::editNotes() {
    const RunSummary* run = studio_.runs.find(run_);
    if (run == nullptr || reading_ == run_ || editor_) // the key was pressed again meanwhile
        return;
    reading_ = run_;
    // As they are now: what the list shows was read a while ago, and is nothing where that failed.
    studio_.files.run(
        this, [folder = run_](const JobControl&) { return notesOrProblem(folder); },
        [this, summary = *run](const std::pair<RunNotes, std::string>& now) {
            const auto written = [facts = QPointer<RunFactsReader>(&facts_)] {
                if (facts)
                    facts->readAgain();
            };
            if (reading_ != summary.folder || editor_)
                return; // its disk was slow, and another one was asked for since
            reading_.clear();
            editor_ = new NotesDialog(studio_, summary, now.first, written, page_);
            editor_->tell(QString::fromStdString(now.second));
            editor_->open();
        },
        [this, folder = run_](const Message& problem) {
            if (reading_ == folder)
                reading_.clear();
            studio_.report(problem);
        });
}

void RunFileActions::copyPath() {
    if (!run_.empty())
        QGuiApplication::clipboard()->setText(displayOf(run_));
}

void RunFileActions::moveToTrash() {
    const RunSummary* run = studio_.runs.find(run_);
    if (run == nullptr)
        return;
    const std::string asked = run_; // the answer is for this one, whatever is selected by then
    const int choice =
        studio_.dialogs.ask(tr("Move %1 to the trash?").arg(fullName(*run, facts_.of(asked))),
                            tr("A file manager can put it back. Its %1 become free when the trash is emptied.")
                                .arg(formatBytes(run->bytes)),
                            {tr("Move to the trash")}, false);
    if (choice != 0)
        return;
    if (const QString why = queueBlocker(studio_, asked); !why.isEmpty()) // it was added meanwhile
        return studio_.report({why.toStdString(), displayText(asked), {}, {}});
    studio_.runs.removeBy(
        asked, [asked] { moveRunToTrash(asked); }, true);
}

} // namespace studio
