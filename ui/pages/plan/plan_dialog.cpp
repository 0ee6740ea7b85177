// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/plan/plan_dialog.h"

#include <algorithm>
#include <limits>

#include <QAction>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>

#include "ui/models/run_words.h"
#include "ui/session/actions.h"
#include "ui/session/studio.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/theme/typed.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/form_row.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"

namespace studio {

PlanDialog::PlanDialog(Studio& studio, QWidget* parent)
    : QDialog(parent)
    , studio_(studio) {
    setObjectName(QStringLiteral("planDialog"));
    setWindowTitle(tr("Change the plan"));
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    const TrainingSession& training = studio.training;
    connect(rate_, &QLineEdit::textChanged, this, &PlanDialog::check);
    connect(epochs_, &QSpinBox::valueChanged, this, &PlanDialog::check);
    connect(change_, &QPushButton::clicked, this, &PlanDialog::apply);
    connect(&training, &TrainingSession::statusChanged, this, &PlanDialog::follow);
    connect(&training, &TrainingSession::historyReset, this, [this] {
        epoch_ = -1;
        follow();
    });
    connect(studio.actions().changePlan, &QAction::enabledChanged, this, [this](bool usable) {
        if (!usable)
            close();
    });
    onTheme(this, [this] {
        const int widest = std::max(rateRow_->labelWidthHint(), epochsRow_->labelWidthHint());
        rateRow_->setLabelWidth(widest);
        epochsRow_->setLabelWidth(widest);
        setMinimumWidth(64 * QFontMetrics(baseFont()).averageCharWidth() + widest);
    });
    follow();
}

void PlanDialog::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kSpaceXl, kSpaceL, kSpaceXl, kSpaceL);
    column->setSpacing(kSpaceS);
    column->addWidget(new Label(TextRole::Title, Ink::Text, tr("Change the plan")));
    next_ = new Label(TextRole::Body, Ink::Text2, {});
    next_->setWordWrap(true);
    column->addWidget(next_);
    auto* card = new Card(tr("From the next epoch on"));
    rate_ = new QLineEdit;
    rate_->setObjectName(QStringLiteral("planRate"));
    rateRow_ = new FormRow(QStringLiteral("planRate"), tr("Learning rate"), rate_);
    epochs_ = new QSpinBox;
    epochs_->setObjectName(QStringLiteral("planEpochs"));
    epochsRow_ = new FormRow(QStringLiteral("planEpochs"), tr("Epochs in all"), epochs_);
    card->body()->addWidget(rateRow_);
    card->body()->addWidget(epochsRow_);
    column->addWidget(card);
    auto* note = new Label(TextRole::Caption, Ink::Text2,
                           tr("The learning rate is that of the next epoch's first step; the schedule keeps its shape "
                              "after it. More epochs stretch the schedule. The run keeps what is changed here: a "
                              "resume trains to the same result."));
    note->setWordWrap(true);
    column->addWidget(note);
    column->setSizeConstraint(QLayout::SetFixedSize); // a warning makes room for itself
    auto* buttons = makeRow(kSpaceS);
    buttons->addStretch(1);
    QPushButton* cancel = makeButton(QStringLiteral("planCancel"), tr("Cancel"));
    connect(cancel, &QPushButton::clicked, this, &QDialog::close);
    change_ = makeButton(QStringLiteral("planChange"), tr("Change"), {}, ButtonKind::Primary);
    change_->setDefault(true);
    buttons->addWidget(cancel);
    buttons->addWidget(change_);
    column->addLayout(buttons);
}

PlanPosition PlanDialog::position() const {
    const RunHistory* history = studio_.training.history();
    PlanPosition where;
    where.epoch = std::max<std::int64_t>(1, studio_.training.status().epoch);
    where.stepsPerEpoch = std::max<std::int64_t>(1, history->stepsPerEpoch);
    where.rateFactor = studio_.training.status().rateFactor;
    return where;
}

/// Empty fields, and the number of epochs as planned, change nothing. Words that are no number are refused as one.
PlanWish PlanDialog::wish() const {
    PlanWish wished;
    const QString text = rate_->text().trimmed();
    if (!text.isEmpty())
        wished.learningRate = typedNumber(text).value_or(std::numeric_limits<double>::quiet_NaN());
    if (epochs_->value() != epochs_->minimum())
        wished.epochs = epochs_->value();
    return wished;
}

void PlanDialog::follow() {
    const RunHistory* history = studio_.training.history();
    const std::int64_t epoch = studio_.training.status().epoch;
    if (history == nullptr || !studio_.training.isActive() || epoch == epoch_ || epoch < 1)
        return;
    epoch_ = epoch;
    noteOther(static_cast<int>(std::min(history->recipe.config.epochs, kMostEpochs)));
    showNext();
    check();
}

/// What was typed stays what it is: the number that the person means, however many are planned by now.
void PlanDialog::noteOther(int planned) {
    const int before = epochs_->minimum(), typed = epochs_->value();
    if (planned == before)
        return;
    epochs_->setRange(planned, static_cast<int>(kMostEpochs));
    if (typed == before)
        epochs_->setValue(planned);
    else
        elsewhere_ = tr("Changed elsewhere: %1 epochs are planned by now, not %2").arg(planned).arg(before);
}

/// As the plan is now.
void PlanDialog::showNext() {
    const RunHistory& history = *studio_.training.history();
    const PlanPosition where = position();
    const std::int64_t next = where.epoch + 1;
    epochsRow_->setHint(tr("%1 planned").arg(epochs_->minimum()));
    if (next > history.recipe.config.epochs) {
        next_->setText(tr("%1 is in its last epoch, %2.").arg(runName(history.folder)).arg(where.epoch));
        rateRow_->setHint({});
        return;
    }
    const RatePlan plan(history.recipe.config, history.recipe.changes, where.stepsPerEpoch);
    next_->setText(
        tr("%1 is in epoch %2 of %3.").arg(runName(history.folder)).arg(where.epoch).arg(history.recipe.config.epochs));
    rateRow_->setHint(tr("%1 planned for epoch %2")
                          .arg(formatLearningRate(plan.at((next - 1) * where.stepsPerEpoch) * where.rateFactor))
                          .arg(next));
}

void PlanDialog::check() {
    const PlanWish wished = wish();
    rateRow_->setMessage({});
    epochsRow_->setMessage(elsewhere_, true);
    const bool any = wished.learningRate || wished.epochs;
    setBlocked(change_, any ? QString() : tr("Nothing is changed yet"));
    const RunHistory* history = studio_.training.history();
    if (!any || history == nullptr)
        return;
    try {
        const PlannedChange plan = planChange(history->recipe, position(), wished);
        if (!plan.warning.empty())
            (wished.learningRate ? rateRow_ : epochsRow_)->setMessage(displayOf(plan.warning), true);
        if (!wished.learningRate && plan.rateAfter != plan.rateBefore)
            rateRow_->setMessage(tr("Of the longer schedule: %1").arg(formatLearningRate(plan.rateAfter)), true);
    } catch (const Error& error) {
        FormRow* row = wished.learningRate ? rateRow_ : epochsRow_;
        row->setMessage(displayOf(error.message().title + ". " + error.message().place));
        setBlocked(change_, displayOf(error.message().title));
    }
}

void PlanDialog::apply() {
    if (studio_.training.changePlan(wish()))
        return static_cast<void>(close());
    epochsRow_->setMessage(tr("The run is at its end: extend it once it has ended"));
    setBlocked(change_, tr("The run is at its end"));
}

void showPlan(Studio& studio, QWidget* parent) {
    static QPointer<PlanDialog> open;
    if (!open)
        open = new PlanDialog(studio, parent);
    open->show();
    open->raise();
    open->activateWindow();
}

} // namespace studio
