// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/close_dialog.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/main_window/choice_row.h"
#include "ui/models/run_words.h"
#include "ui/session/training_session.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"

namespace studio {

namespace {

QString epochCost(const TrainStatus& status) {
    return status.secondsToValidation < 0
               ? CloseDialog::tr("time not known yet")
               : CloseDialog::tr("about %1").arg(formatRemaining(status.secondsToValidation));
}

} // namespace

CloseDialog::CloseDialog(const TrainingSession& training, bool mayMove, QWidget* parent)
    : QDialog(parent)
    , training_(training) {
    setObjectName(QStringLiteral("closeDialog"));
    setWindowTitle(tr("Close ResNet Studio"));
    setModal(true);
    setAttribute(Qt::WA_DeleteOnClose);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kSpaceXxl, kSpaceXl, kSpaceXxl, kSpaceL);
    column->setSpacing(kSpaceS);
    column->setSizeConstraint(QLayout::SetFixedSize);
    title_ = new Label(TextRole::Title);
    title_->setObjectName(QStringLiteral("closeTitle"));
    question_ = new Label(TextRole::Body, Ink::Text2);
    question_->setObjectName(QStringLiteral("closeQuestion"));
    also_ = (new Label(TextRole::Body, Ink::Text2))->wrapped();
    also_->setObjectName(QStringLiteral("closeAlso"));
    also_->hide();
    afterEpoch_ = new ChoiceRow(QStringLiteral("closeAfterEpoch"), {}, {}, {});
    saveNow_ = new ChoiceRow(QStringLiteral("closeSaveNow"), tr("Save now and close"), tr("some seconds"),
                             tr("Stops at this step. Resuming goes on exactly here, with the same result."));
    if (mayMove)
        background_ = new ChoiceRow(QStringLiteral("closeBackground"), tr("Close, and go on in the background"),
                                    tr("some seconds"),
                                    tr("Saves, and a process without a window goes on at this very step. The studio "
                                       "finds it again."));
    column->addWidget(title_);
    column->addWidget(question_);
    column->addSpacing(kSpaceXs);
    for (ChoiceRow* row : rows())
        column->addWidget(row);
    column->addWidget(also_);
    column->addSpacing(kSpaceS);
    buildButtons(column);
    for (ChoiceRow* row : rows())
        connect(row, &ChoiceRow::toggled, this, &CloseDialog::showVerb);
    (background_ != nullptr ? background_ : saveNow_)->setChecked(true);
    connect(&training, &TrainingSession::statusChanged, this, &CloseDialog::follow);
    connect(&training, &TrainingSession::stateChanged, this, &CloseDialog::follow);
    follow();
    onTheme(this, [this] { update(); });
}

std::vector<ChoiceRow*> CloseDialog::rows() const {
    std::vector<ChoiceRow*> rows{afterEpoch_, saveNow_};
    if (background_ != nullptr)
        rows.insert(rows.begin(), background_);
    return rows;
}

/// While it is being saved there is nothing to choose any more.
CloseDialog::Choice CloseDialog::choice() const {
    if (training_.state() == SessionState::Stopping)
        return Choice::SaveNow;
    return background_ != nullptr && background_->isChecked() ? Choice::Background
           : afterEpoch_->isChecked()                         ? Choice::AfterEpoch
                                                              : Choice::SaveNow;
}

void CloseDialog::setAlsoStops(const QString& text) {
    also_->setText(text);
    also_->setVisible(!text.isEmpty());
}

// Only words that differ are drawn again.
void CloseDialog::follow() {
    if (!training_.isActive())
        return; // ended: the window closes this
    const TrainStatus& status = training_.status();
    const QString name = runName(training_.runStart().folder);
    const bool saving = training_.state() == SessionState::Stopping;
    for (ChoiceRow* row : rows())
        row->setVisible(!saving);
    // There is nothing yet that another process could go on with.
    if (background_ != nullptr && training_.state() == SessionState::Preparing) {
        background_->hide();
        if (background_->isChecked())
            saveNow_->setChecked(true);
    }
    showVerb();
    if (saving) {
        title_->setText(tr("%1 is being saved").arg(name));
        question_->setText(tr("The studio can close as soon as that is done."));
        return;
    }
    const bool paused = training_.state() == SessionState::Paused;
    title_->setText((paused ? tr("%1 is paused") : tr("%1 is still training")).arg(name));
    question_->setText(status.remainingSeconds < 0
                           ? tr("What should it do when the studio closes?")
                           : (paused ? tr("If continued, it finishes %1. What should it do when the studio closes?")
                                     : tr("It finishes %1. What should it do when the studio closes?"))
                                 .arg(finishText(status)));
    const int epoch = std::max(1, status.epoch);
    afterEpoch_->setTexts(
        tr("Stop after this epoch, then close"), epochCost(status),
        paused ? tr("Continues, trains and validates epoch %1 to its end, saves, and closes by itself.").arg(epoch)
               : tr("Trains and validates epoch %1 to its end, saves, and closes by itself.").arg(epoch));
}

void CloseDialog::buildButtons(QVBoxLayout* column) {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kSpaceS);
    row->addStretch(1);
    QPushButton* cancel = makeButton(QStringLiteral("closeCancel"), tr("Cancel"));
    cancel->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    row->addWidget(cancel);
    confirm_ = makeButton(QStringLiteral("closeConfirm"), {}, {}, ButtonKind::Primary);
    connect(confirm_, &QPushButton::clicked, this, [this] {
        Q_EMIT chosen(choice());
        accept();
    });
    row->addWidget(confirm_);
    column->addLayout(row);
    cancel->setFocus(Qt::OtherFocusReason);
}

void CloseDialog::showVerb() {
    // Tab enters the choices at the chosen one; the arrow keys lead on.
    for (ChoiceRow* row : rows())
        row->setFocusPolicy(row->isChecked() ? Qt::StrongFocus : Qt::ClickFocus);
    confirm_->setText(training_.state() == SessionState::Stopping ? tr("Close when it is saved")
                      : choice() == Choice::Background            ? tr("Go on in the background")
                      : choice() == Choice::AfterEpoch            ? tr("Stop after this epoch")
                                                                  : tr("Save now and close"));
}

void CloseDialog::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), colors().surface);
    painter.setPen(colors().control);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace studio
