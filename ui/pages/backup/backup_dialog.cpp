// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/backup/backup_dialog.h"

#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>

#include "core/base/text.h"
#include "core/net/url.h"
#include "ui/pages/backup/backup_forms.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/progress_line.h"
#include "ui/widgets/segmented_control.h"

namespace studio {

namespace {

QString stageWords(const BackupStatus& status) {
    const QString file = displayOf(status.file);
    switch (status.stage) {
    case BackupStatus::Stage::Look:
        return file.isEmpty() ? BackupDialog::tr("Looking through the run")
                              : BackupDialog::tr("Looking through %1").arg(file);
    case BackupStatus::Stage::Send:
        return BackupDialog::tr("Sending %1").arg(file);
    case BackupStatus::Stage::Fetch:
        return BackupDialog::tr("Fetching %1").arg(file);
    }
    return {};
}

/// "file 3 of 12, 40 MB of 1.2 GB, 25 MB/s, 48 s left"
QString amountWords(const BackupStatus& status) {
    QStringList words;
    if (status.fileNumber > 0)
        words << BackupDialog::tr("file %1 of %2").arg(status.fileNumber).arg(status.files);
    if (status.total > 0)
        words << BackupDialog::tr("%1 of %2").arg(formatBytes(status.done), formatBytes(status.total));
    if (status.bytesPerSecond > 0)
        words << BackupDialog::tr("%1/s").arg(formatBytes(static_cast<std::uint64_t>(status.bytesPerSecond)));
    if (status.secondsLeft >= 0)
        words << BackupDialog::tr("%1 left").arg(formatRemaining(status.secondsLeft));
    return words.join(QStringLiteral(", "));
}

QString placeWords(const std::string& place) {
    return QString::fromStdString(place.find("://") == std::string::npos ? displayText(place) : displayUrl(place));
}

QString resultWords(const BackupTask& task, const BackupResult& result) {
    const int moved = static_cast<int>(result.moved);
    QString words = task.kind == BackupTask::Kind::BackUp
                        ? BackupDialog::tr("Backed up to %1.").arg(placeWords(result.place))
                        : BackupDialog::tr("Restored to %1; it is on the page Runs.").arg(placeWords(result.place));
    words += u' ' + (task.kind == BackupTask::Kind::BackUp
                         ? BackupDialog::tr("%n file(s) sent, %1 of %2.", nullptr, moved)
                         : BackupDialog::tr("%n file(s) fetched, %1 of %2.", nullptr, moved))
                        .arg(formatBytes(result.movedBytes), formatBytes(result.bytes));
    for (const std::string& note : result.notes)
        words += u'\n' + QString::fromStdString(note);
    return words;
}

} // namespace

BackupDialog::BackupDialog(Studio& studio, QWidget* parent)
    : QDialog(parent)
    , studio_(studio) {
    setObjectName(QStringLiteral("backupDialog"));
    setWindowTitle(tr("Backup"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kSpaceXl, kSpaceL, kSpaceXl, kSpaceL);
    column->setSpacing(kSpaceM);
    column->addWidget(new Label(TextRole::Title, Ink::Text, tr("Backup")));
    column->addWidget(
        (new Label(TextRole::Caption, Ink::Text3,
                   tr("Copies of runs in S3, on another machine (by rsync) or in a folder. Credentials for S3 are read "
                      "where Amazon's tools read them: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, else AWS_PROFILE, "
                      "else the role of this machine.")))
            ->wrapped());
    buildForms(*column);
    buildStatus(*column);
    auto* buttons = makeRow(kSpaceS);
    buttons->addStretch(1);
    QPushButton* close = makeButton(QStringLiteral("backupClose"), tr("Close"));
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    buttons->addWidget(close);
    column->addLayout(buttons);
    connect(&studio.backup, &BackupSession::changed, this, &BackupDialog::refresh);
    resize(680, sizeHint().height());
    refresh();
}

void BackupDialog::buildForms(QVBoxLayout& column) {
    views_ = new SegmentedControl(QStringLiteral("backupViews"), {tr("Back up"), tr("Restore"), tr("Automatic")});
    forms_ = new QStackedWidget;
    backUp_ = new BackUpForm(studio_);
    forms_->addWidget(backUp_);
    forms_->addWidget(new RestoreForm(studio_));
    forms_->addWidget(new AutoBackupForm(studio_));
    connect(views_, &SegmentedControl::currentChanged, forms_, &QStackedWidget::setCurrentIndex);
    auto* line = makeRow(0);
    line->addWidget(views_);
    line->addStretch(1);
    column.addLayout(line);
    column.addWidget(forms_);
}

void BackupDialog::buildStatus(QVBoxLayout& column) {
    progress_ = new ProgressLine;
    progress_->setObjectName(QStringLiteral("backupProgress"));
    progress_->setAccessibleName(tr("Progress of the backup"));
    cancel_ = makeButton(QStringLiteral("backupCancel"), tr("Cancel"));
    connect(cancel_, &QPushButton::clicked, &studio_.backup, &BackupSession::cancel);
    auto* line = makeRow(kSpaceM);
    line->addWidget(progress_, 1);
    line->addWidget(cancel_);
    column.addLayout(line);
    told_ = (new Label(TextRole::Body, Ink::Text2))->wrapped();
    told_->setObjectName(QStringLiteral("backupTold"));
    told_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    column.addWidget(told_);
    column.addStretch(1);
}

void BackupDialog::showView(BackupView view, const std::string& run) {
    views_->setCurrent(static_cast<int>(view));
    backUp_->chooseRun(run);
}

void BackupDialog::refresh() {
    const bool isRunning = studio_.backup.isRunning();
    progress_->setVisible(isRunning);
    cancel_->setVisible(isRunning);
    told_->setText({});
    if (isRunning)
        showProgress();
    else if (const auto& last = studio_.backup.last())
        showOutcome(*last);
    if (const std::size_t heldUp = studio_.backup.heldUp(); heldUp > 0)
        told_->setText(told_->text() + (told_->text().isEmpty() ? QString() : QStringLiteral(" ")) +
                       tr("%n more wait(s) for the answer of a place that hangs.", nullptr,
                          static_cast<int>(heldUp)));
    told_->setVisible(!told_->text().isEmpty());
}

void BackupDialog::showProgress() {
    const BackupSession& session = studio_.backup;
    const BackupStatus& status = session.status();
    const QString name = displayOf(baseName(session.task()->run));
    setBlocked(cancel_, session.isStopping() ? tr("It is being stopped") : QString());
    progress_->setFraction(status.total > 0 ? static_cast<double>(status.done) / static_cast<double>(status.total)
                                            : -1);
    progress_->setCaptions(name + QStringLiteral(": ") + stageWords(status), amountWords(status));
    told_->setInk(Ink::Text2);
    told_->setText(session.isStopping()   ? tr("Stopping...")
                   : !status.note.empty() ? QString::fromStdString(status.note)
                   : !session.waiting().empty()
                       ? tr("%n more wait(s).", nullptr, static_cast<int>(session.waiting().size()))
                       : QString());
}

void BackupDialog::showOutcome(const BackupOutcome& outcome) {
    told_->setInk(outcome.hasFailed() ? Ink::Error : outcome.isComplete() ? Ink::Ok : Ink::Text2);
    told_->setText(
        outcome.hasFailed()    ? QString::fromStdString(outcome.problem.text())
        : outcome.isComplete() ? resultWords(outcome.task, *outcome.result)
        : outcome.result
            ? tr("Stopped. What has arrived stays; the same once more goes on from there.")
            : tr("Stopped, while %1 did not answer. What has arrived stays.").arg(placeWords(outcome.task.place)));
}

void showBackup(Studio& studio, QWidget* parent, BackupView view, const std::string& run) {
    static QPointer<BackupDialog> dialog; // one at a time; it goes when it is closed
    if (dialog == nullptr)
        dialog = new BackupDialog(studio, parent);
    dialog->showView(view, run);
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

} // namespace studio
