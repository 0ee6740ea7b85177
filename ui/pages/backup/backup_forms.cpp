// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/backup/backup_forms.h"

#include <utility>

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>

#include "core/base/text.h"
#include "ui/pages/backup/backup_place.h"
#include "ui/session/studio.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/elided_combo.h"
#include "ui/widgets/form_row.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/when_seen.h"

namespace studio {

namespace {

/// Labels of one width, so that the fields of a form stand below each other.
void alignLabels(const QList<FormRow*>& rows) {
    onTheme(rows.front(), [rows] {
        int widest = 0;
        for (const FormRow* row : rows)
            widest = std::max(widest, row->labelWidthHint());
        for (FormRow* row : rows)
            row->setLabelWidth(widest);
    });
}

FormRow* makeFormRow(const char* key, const QString& label, QWidget* editor) {
    editor->setAccessibleName(label);
    auto* row = new FormRow(QLatin1String(key), label, editor);
    row->widenEditor();
    row->dropReset();
    return row;
}

/// A button at the end of a form.
QPushButton* addVerb(QVBoxLayout& column, const char* name, const QString& text) {
    QPushButton* button = makeButton(QLatin1String(name), text, {}, ButtonKind::Primary);
    auto* line = makeRow(kSpaceS);
    line->addStretch(1);
    line->addWidget(button);
    column.addStretch(1);
    column.addLayout(line);
    return button;
}

QString busyWith(const BackupSession& session) {
    return session.isRunning() ? BackUpForm::tr("A backup is under way") : QString();
}

} // namespace

BackUpForm::BackUpForm(Studio& studio, QWidget* parent)
    : QWidget(parent)
    , studio_(studio)
    , runs_(new ElidedCombo)
    , target_(new BackupPlace(studio, QStringLiteral("backupTarget"), tr("To")))
    , all_(new QCheckBox(tr("Every checkpoint, not only the best and the newest one"))) {
    runs_->setObjectName(QStringLiteral("backupRun"));
    runs_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    runs_->setMinimumContentsLength(36);
    all_->setObjectName(QStringLiteral("backupAll"));
    auto* column = makeColumn(kSpaceS, this);
    FormRow* run = makeFormRow("backupRunRow", tr("Run"), runs_);
    FormRow* all = makeFormRow("backupAllRow", tr("With"), all_);
    all_->setAccessibleName(all_->text());
    column->addWidget(run);
    column->addWidget(target_);
    column->addWidget(all);
    begin_ = addVerb(*column, "backupBegin", tr("Back up"));
    alignLabels(QList<FormRow*>{run, all} + target_->rows());
    const auto recent = studio.settings.recentBackups();
    const BackupWish automatic = studio.settings.autoBackup();
    if (recent.empty())
        target_->setPlace(automatic.target, automatic.endpoint);
    else
        target_->setPlace(recent.front(), studio.settings.backupEndpoint(recent.front()));
    fillRuns();
    auto* filling = new WhenSeen(this, [this] { fillRuns(); });
    connect(&studio.runs, &RunsSession::changed, filling, &WhenSeen::run);
    connect(&studio.backup, &BackupSession::changed, this, &BackUpForm::refresh);
    connect(target_, &BackupPlace::changed, this, &BackUpForm::refresh);
    connect(runs_, &QComboBox::currentIndexChanged, this, &BackUpForm::refresh);
    connect(begin_, &QPushButton::clicked, this, &BackUpForm::begin);
    refresh();
}

std::string BackUpForm::run() const {
    return runs_->currentData().toByteArray().toStdString();
}

void BackUpForm::chooseRun(const std::string& run) {
    if (run.empty())
        return;
    const QByteArray key = QByteArray::fromStdString(run);
    if (runs_->findData(key) < 0)
        runs_->addItem(displayOf(baseName(run)), key);
    runs_->setCurrentIndex(runs_->findData(key));
}

/// The choice is a run, not a row.
void BackUpForm::fillRuns() {
    const std::string chosen = run();
    {
        const QSignalBlocker quiet(runs_);
        runs_->clear();
        for (const RunSummary& each : studio_.runs.runs())
            runs_->addItem(QString::fromStdString(each.name), QByteArray::fromStdString(each.folder));
        runs_->setCurrentIndex(runs_->count() > 0 ? 0 : -1);
        chooseRun(chosen);
    }
    refresh();
}

void BackUpForm::refresh() {
    const QString place = target_->problem(), busy = busyWith(studio_.backup);
    setBlocked(begin_, run().empty() ? tr("There is no run to back up") : !place.isEmpty() ? place : busy);
}

void BackUpForm::begin() {
    target_->remember();
    BackupTask task{BackupTask::Kind::BackUp, run(), target_->place(), {}, false};
    task.options.endpoint = target_->endpoint();
    task.options.all = all_->isChecked();
    studio_.backup.start(task);
}

RestoreForm::RestoreForm(Studio& studio, QWidget* parent)
    : QWidget(parent)
    , studio_(studio)
    , source_(new BackupPlace(studio, QStringLiteral("restoreSource"), tr("From")))
    , folder_(new QLineEdit) {
    folder_->setObjectName(QStringLiteral("restoreFolder"));
    folder_->setPlaceholderText(tr("a folder that does not exist yet"));
    auto* line = new QWidget;
    line->setObjectName(QStringLiteral("restoreFolderLine"));
    auto* row = makeRow(kSpaceS, line);
    QPushButton* pick = makeButton(QStringLiteral("restoreParent"), tr("Choose folder..."));
    pick->setToolTip(tr("The folder in which the run's own is made"));
    row->addWidget(folder_, 1);
    row->addWidget(pick);
    auto* column = makeColumn(kSpaceS, this);
    FormRow* folder = makeFormRow("restoreFolderRow", tr("As"), line);
    folder_->setAccessibleName(tr("Run folder to make"));
    column->addWidget(source_);
    column->addWidget(folder);
    column->addWidget((new Label(TextRole::Caption, Ink::Text3,
                                 tr("From is the place of one run, as its backup named it: the target, a slash and the "
                                    "run's name.")))
                          ->wrapped());
    begin_ = addVerb(*column, "restoreBegin", tr("Restore"));
    alignLabels(QList<FormRow*>{folder} + source_->rows());
    connect(source_, &BackupPlace::changed, this, &RestoreForm::suggest);
    connect(folder_, &QLineEdit::textChanged, this, &RestoreForm::refresh);
    connect(pick, &QPushButton::clicked, this, &RestoreForm::pickParent);
    connect(begin_, &QPushButton::clicked, this, &RestoreForm::begin);
    connect(&studio.backup, &BackupSession::changed, this, &RestoreForm::refresh);
    refresh();
}

/// A folder of the same name among the runs, until a person writes another one.
void RestoreForm::suggest() {
    if (folder_->text() == suggested_) {
        const std::string place = withoutSlash(source_->place());
        const auto slash = place.find_last_of("/:");
        const std::string name = slash == std::string::npos ? std::string() : place.substr(slash + 1);
        suggested_ =
            name.empty() ? QString() : QFile::decodeName((withoutSlash(studio_.runs.folder()) + "/" + name).c_str());
        folder_->setText(suggested_);
    }
    refresh();
}

void RestoreForm::pickParent() {
    const auto parent =
        studio_.dialogs.pickFolder(tr("Choose the folder for the run"), displayOf(studio_.runs.folder()));
    if (!parent)
        return;
    const std::string place = withoutSlash(source_->place());
    folder_->setText(*parent + u'/' + QFile::decodeName(place.substr(place.find_last_of("/:") + 1).c_str()));
}

void RestoreForm::refresh() {
    const QString place = source_->problem(), folder = folder_->text().trimmed();
    setBlocked(begin_, !place.isEmpty()             ? place
                       : !folder.startsWith(u'/')   ? tr("Say which folder becomes the run, from the root on")
                       : studio_.backup.isRunning() ? busyWith(studio_.backup)
                                                    : QString());
}

void RestoreForm::begin() {
    source_->remember();
    BackupTask task{
        BackupTask::Kind::Restore, withoutSlash(bytesOf(folder_->text().trimmed())), source_->place(), {}, false};
    task.options.endpoint = source_->endpoint();
    studio_.backup.start(task);
}

AutoBackupForm::AutoBackupForm(Studio& studio, QWidget* parent)
    : QWidget(parent)
    , studio_(studio)
    , finished_(new QCheckBox(tr("a run once it is finished")))
    , best_(new QCheckBox(tr("also after each checkpoint that is the best so far")))
    , target_(new BackupPlace(studio, QStringLiteral("autoTarget"), tr("To"))) {
    finished_->setObjectName(QStringLiteral("autoFinished"));
    best_->setObjectName(QStringLiteral("autoBest"));
    auto* choices = new QWidget;
    choices->setObjectName(QStringLiteral("autoChoices"));
    auto* stack = makeColumn(kSpaceXs, choices);
    stack->addWidget(finished_);
    stack->addWidget(best_);
    auto* column = makeColumn(kSpaceS, this);
    FormRow* what = makeFormRow("autoWhat", tr("Back up"), choices);
    column->addWidget(what);
    column->addWidget(target_);
    told_ = (new Label(TextRole::Caption, Ink::Text3))->wrapped();
    told_->setObjectName(QStringLiteral("autoTold"));
    column->addWidget(told_);
    save_ = addVerb(*column, "autoSave", tr("Save"));
    alignLabels(QList<FormRow*>{what} + target_->rows());
    const BackupWish now = studio.settings.autoBackup();
    const auto recent = studio.settings.recentBackups();
    finished_->setChecked(!now.target.empty());
    best_->setChecked(now.best);
    if (!now.target.empty() || recent.empty())
        target_->setPlace(now.target, now.endpoint);
    else
        target_->setPlace(recent.front(), studio.settings.backupEndpoint(recent.front()));
    for (QCheckBox* box : {finished_, best_})
        connect(box, &QCheckBox::toggled, this, &AutoBackupForm::refresh);
    connect(target_, &BackupPlace::changed, this, &AutoBackupForm::refresh);
    connect(save_, &QPushButton::clicked, this, &AutoBackupForm::save);
    refresh();
}

BackupWish AutoBackupForm::wish() const {
    if (!finished_->isChecked())
        return {};
    return {withoutSlash(target_->place()), target_->endpoint(), best_->isChecked()};
}

void AutoBackupForm::refresh() {
    best_->setEnabled(finished_->isChecked());
    target_->setEnabled(finished_->isChecked());
    const QString place = finished_->isChecked() ? target_->problem() : QString();
    setBlocked(save_, !place.isEmpty()                          ? place
                      : job_.isRunning()                        ? tr("The target is being looked at")
                      : wish() == studio_.settings.autoBackup() ? tr("Nothing was changed")
                                                                : QString());
    told_->setInk(Ink::Text3);
    told_->setText(tr("Holds for the runs that train in this window, and for those in the background and in the queue "
                      "that are started from now on."));
}

/// Whether a target can be one may be asked of programs on this machine: not on this thread.
void AutoBackupForm::save() {
    const BackupWish now = wish();
    job_.start(
        [now](const JobControl&) {
            if (!now.target.empty())
                requireBackupTarget(now.target, now.options());
        },
        [this, now] {
            studio_.settings.setAutoBackup(now);
            if (!now.target.empty())
                target_->remember();
            refresh();
            told_->setText(now.target.empty() ? tr("Saved. No run is backed up by itself any more.")
                                              : tr("Saved. Runs are backed up to %1.").arg(displayOf(now.target)));
        },
        [this](const Message& message) {
            refresh();
            told_->setInk(Ink::Error);
            told_->setText(QString::fromStdString(message.text()));
        },
        BackgroundJob::Begin::AtOnce);
    refresh();
}

} // namespace studio
