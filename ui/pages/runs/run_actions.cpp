// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_actions.h"

#include <QAction>
#include <QDesktopServices>
#include <QFile>
#include <QUrl>
#include <QWidget>

#include "core/base/text.h"
#include "core/report/run_comparison.h"
#include "ui/models/run_table.h"
#include "ui/pages/compare/comparison_dialog.h"
#include "ui/pages/export/export_dialog.h"
#include "ui/pages/mistakes/mistakes_dialog.h"
#include "ui/pages/runs/run_facts_reader.h"
#include "ui/pages/runs/run_file_actions.h"
#include "ui/pages/train/train_extend.h"
#include "ui/report/run_report.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"

namespace studio {

void setBlocked(QAction* action, const QString& blocker, const QString& toolTip) {
    action->setEnabled(blocker.isEmpty());
    action->setToolTip(blocker.isEmpty() ? toolTip : blocker);
}

RunActions::RunActions(Studio& studio, const RunFactsReader& facts, QObject* parent)
    : QObject(parent)
    , studio_(studio)
    , facts_(facts)
    , resume_(make("actResumeRun", tr("Resume"), QStringLiteral("play"), &RunActions::resumeRun))
    , show_(make("actShowCurves", tr("Show curves"), QStringLiteral("curve"), &RunActions::showCurves))
    , clone_(make("actCloneRecipe", tr("Clone recipe"), QStringLiteral("copy"), &RunActions::cloneRecipe))
    , report_(make("actReportRun", tr("Report..."), QStringLiteral("save"), &RunActions::writeReport))
    , mistakes_(make("actMistakes", tr("Mistakes..."), QStringLiteral("matrix"), &RunActions::showMistakes))
    , export_(make("actExportRun", tr("Export..."), QStringLiteral("download"), &RunActions::exportRun))
    , backUp_(make("actBackUpRun", tr("Back up..."), QStringLiteral("shield"), &RunActions::backUpRun))
    , folder_(
          make("actOpenRunFolder", tr("Open the run's folder"), QStringLiteral("folder"), &RunActions::openRunFolder))
    , remove_(make("actDeleteRun", tr("Delete this run..."), QStringLiteral("trash"), &RunActions::deleteRun))
    , compare_(make("actCompareRuns", tr("Compare..."), QStringLiteral("runs"), &RunActions::compareSelected)) {
    remove_->setIconText(tr("Delete this run"));
    remove_->setShortcut(QKeySequence::Delete);
    remove_->setShortcutContext(Qt::WidgetShortcut); // of the table that has the focus, and of no other
    setRun(nullptr);
}

QAction* RunActions::make(const char* name, const QString& text, const QString& icon, void (RunActions::*run)()) {
    auto* action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    action->setProperty("iconName", icon);
    connect(action, &QAction::triggered, this, run);
    return action;
}

void RunActions::setRun(const RunSummary* run) {
    run_ = run != nullptr ? run->folder : std::string();
    const QString none = tr("No run selected.");
    const bool running = run != nullptr && isInGroup(*run, RunGroup::Running);
    const bool finished = run != nullptr && run->state == RunState::Finished;
    const auto& overview = studio_.runs.overview();
    const bool read = run != nullptr && overview && overview->folder == run->folder;
    const QString goes = leavingText(studio_, run_);
    const bool own = run != nullptr && studio_.training.isActive() && studio_.training.runStart().folder == run->folder;
    const bool followable = running && !own && studio_.canFollow();
    const bool busy = studio_.training.isActive() && !studio_.training.isFollowing();
    resume_->setText(followable ? tr("Follow") : finished ? tr("Extend...") : tr("Resume"));
    resume_->setIconText(resume_->text());
    setBlocked(resume_,
               !goes.isEmpty()                           ? goes
               : run == nullptr || !run->mayGoOn         ? tr("There is no run that could go on.")
               : own                                     ? tr("This run is shown on the Train page.")
               : busy || (running && !followable)        ? tr("A run is training.")
               : studio_.training.isActive() && !running ? tr("A run is being followed. Leave it first.")
                                                         : QString(),
               followable ? tr("Shows its curves and controls; another process trains it")
               : finished ? tr("Trains more epochs than were planned")
                          : tr("Goes on from the newest checkpoint"));
    const bool damaged = run != nullptr && run->state == RunState::Damaged;
    const QString unread = run == nullptr ? none : damaged ? tr("This run is damaged.") : goes;
    setBlocked(show_, unread, tr("Shows this run on the Train page"));
    setBlocked(clone_,
               !unread.isEmpty() ? unread
               : !read           ? tr("Its recipe is being read.")
                                 : QString(),
               tr("A new recipe with the same values"));
    setBlocked(report_, run == nullptr ? none : goes, tr("Writes all that is known of this run to one file"));
    setBlocked(mistakes_, unread, tr("What its network takes for what: the confusion matrix"));
    setBlocked(export_, unread, tr("Writes its network to a file for PyTorch, ONNX Runtime and others"));
    setBlocked(backUp_, unread, tr("Copies this run to S3, another machine or a folder"));
    setBlocked(folder_, run == nullptr ? none : QString(), tr("Open the run's folder"));
    setBlocked(remove_,
               run == nullptr    ? none
               : !goes.isEmpty() ? goes
               : running || own  ? tr("A trainer owns this run.")
                                 : queueBlocker(studio_, run_),
               tr("Delete this run"));
    blockForSeveral();
}

/// With several runs selected, nothing that is meant for one happens to the one that is current by chance.
void RunActions::blockForSeveral() {
    const std::size_t count = selected_.size();
    const bool fits = count >= RunComparison::kLeast && count <= RunComparison::kMost;
    setBlocked(compare_, fits ? QString() : tr("Select two to six runs, with Ctrl or Shift held."),
               tr("Results, recipes and data side by side"));
    if (count < 2)
        return;
    for (QAction* action : {show_, resume_, clone_, report_, mistakes_, export_, backUp_, folder_, remove_})
        setBlocked(action, tr("Several runs are selected. Select the one that is meant."), {});
}

void RunActions::compareSelected() {
    showComparison(studio_, selected_, qobject_cast<QWidget*>(parent()));
}

void RunActions::sayGone(const std::string& run) {
    studio_.report({tr("This run is not there any more").toStdString(),
                    displayText(run),
                    tr("Nothing was done.").toStdString(),
                    {}});
}

void RunActions::resumeRun() {
    const RunSummary* run = studio_.runs.find(run_);
    if (run == nullptr)
        return sayGone(run_);
    if (isInGroup(*run, RunGroup::Running)) {
        studio_.openRun(run_);
        return;
    }
    if (run->state == RunState::Finished)
        return extendRun(studio_, run->folder, run->epochsDone, run->epochsPlanned);
    studio_.resumeRun(run_);
}

void RunActions::showCurves() {
    if (!run_.empty())
        studio_.openRun(run_);
}

void RunActions::cloneRecipe() {
    const std::shared_ptr<const RunHistory> overview = studio_.runs.overview();
    if (!overview || overview->folder != run_)
        return;
    studio_.recipe.load(tr("copy of %1").arg(QString::fromStdString(overview->summary.name)).toStdString(),
                        overview->recipe.config);
    studio_.show(Page::Recipe);
}

void RunActions::writeReport() {
    if (!run_.empty())
        askForReport(studio_, run_);
}

void RunActions::showMistakes() {
    if (const RunSummary* run = studio_.runs.find(run_))
        studio::showMistakes(studio_, run_, fullName(*run, facts_.of(run_)), qobject_cast<QWidget*>(parent()));
}

void RunActions::exportRun() {
    if (const RunSummary* run = studio_.runs.find(run_))
        (new ExportDialog(studio_, *run, fullName(*run, facts_.of(run_)), qobject_cast<QWidget*>(parent())))->show();
}

void RunActions::backUpRun() {
    if (!run_.empty())
        studio_.backup.ask(run_);
}

void RunActions::openRunFolder() {
    QDesktopServices::openUrl(QUrl::fromLocalFile(QFile::decodeName(run_.c_str())));
}

void RunActions::deleteRun() {
    const RunSummary* run = studio_.runs.find(run_);
    if (run == nullptr)
        return sayGone(run_);
    const std::string asked = run_; // the answer is for this one, whatever is selected by then
    const int choice =
        studio_.dialogs.ask(tr("Delete %1?").arg(fullName(*run, facts_.of(asked))),
                            tr("Its curves and checkpoints go for good. This frees %1.").arg(formatBytes(run->bytes)),
                            {tr("Delete the run")}, true);
    if (choice != 0)
        return;
    if (studio_.runs.find(asked) == nullptr)
        return sayGone(asked);
    if (const QString why = queueBlocker(studio_, asked); !why.isEmpty()) // it was added meanwhile
        return studio_.report({why.toStdString(), displayText(asked), {}, {}});
    removed_ = asked;
    studio_.runs.remove(asked);
}

} // namespace studio
