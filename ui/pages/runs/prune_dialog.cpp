// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/prune_dialog.h"

#include <algorithm>
#include <set>
#include <utility>

#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "core/base/text.h"
#include "ui/models/checkpoint_table.h"
#include "ui/models/run_table.h"
#include "ui/session/studio.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/narrow.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/form_row.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/table_view.h"

namespace studio {

namespace {

QSpinBox* makeSpin(const char* name, int least, int most, int value) {
    auto* spin = new QSpinBox;
    spin->setObjectName(QLatin1String(name));
    spin->setRange(least, most);
    spin->setValue(std::clamp(value, least, most));
    return spin;
}

} // namespace

PruneDialog::PruneDialog(Studio& studio, std::string run, QWidget* parent)
    : QDialog(parent)
    , studio_(studio)
    , run_(std::move(run))
    , overview_(studio.runs.overview())
    , checkpoints_(new CheckpointTable(this)) {
    setObjectName(QStringLiteral("pruneDialog"));
    setWindowTitle(tr("Prune checkpoints"));
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    connect(last_, &QSpinBox::valueChanged, this, &PruneDialog::refresh);
    connect(every_, &QSpinBox::valueChanged, this, &PruneDialog::refresh);
    connect(delete_, &QPushButton::clicked, this, &PruneDialog::apply);
    connect(&studio.runs, &RunsSession::overviewChanged, this, &PruneDialog::follow);
    connect(&studio.runs, &RunsSession::changed, this, &PruneDialog::follow);
    refresh();
}

void PruneDialog::build() {
    const TrainConfig& config = overview_->recipe.config;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kSpaceXl, kSpaceL, kSpaceXl, kSpaceL);
    column->setSpacing(kSpaceS);
    column->addWidget(
        new Label(TextRole::Title, Ink::Text, tr("Prune checkpoints of %1").arg(displayOf(baseName(run_)))));
    auto* card = new Card(tr("What stays"));
    last_ = makeSpin("pruneLast", kFewestNewest, 1'000, narrowed(config.keepLast));
    every_ = makeSpin("pruneEvery", 0, 10'000, narrowed(config.keepEvery));
    every_->setSpecialValueText(tr("none"));
    auto* lastRow = new FormRow(QStringLiteral("pruneLast"), tr("The newest"), last_);
    auto* everyRow = new FormRow(QStringLiteral("pruneEvery"), tr("And one in so many epochs"), every_);
    lastRow->dropReset();
    everyRow->dropReset();
    card->body()->addWidget(lastRow);
    card->body()->addWidget(everyRow);
    auto* note = new Label(TextRole::Caption, Ink::Text2,
                           tr("The best and the pinned ones stay in any case, and of the newest two that verify. The "
                              "rule holds for this once: while the "
                              "run trains, its recipe's rule does."));
    note->setWordWrap(true);
    card->body()->addWidget(note);
    column->addWidget(card);
    told_ = new Label(TextRole::Body, Ink::Text, {});
    told_->setObjectName(QStringLiteral("pruneTold"));
    column->addWidget(told_);
    table_ = new TableView(QStringLiteral("pruneTable"));
    table_->setAccessibleName(tr("Checkpoints"));
    table_->setModel(checkpoints_);
    for (const int hidden : {CheckpointTable::Top5, CheckpointTable::Loss, CheckpointTable::Check})
        table_->setColumnHidden(hidden, true);
    auto* list = new Card;
    list->setBodyMargin(0);
    list->body()->addWidget(table_);
    column->addWidget(list, 1);
    auto* buttons = makeRow(kSpaceS);
    buttons->addStretch(1);
    QPushButton* cancel = makeButton(QStringLiteral("pruneCancel"), tr("Cancel"));
    connect(cancel, &QPushButton::clicked, this, &QDialog::close);
    delete_ = makeButton(QStringLiteral("pruneDelete"), tr("Delete"), QStringLiteral("trash"));
    buttons->addWidget(cancel);
    buttons->addWidget(delete_);
    column->addLayout(buttons);
    cancel->setDefault(true);
    onTheme(this, [this, lastRow, everyRow] {
        const int widest = std::max(lastRow->labelWidthHint(), everyRow->labelWidthHint());
        lastRow->setLabelWidth(widest);
        everyRow->setLabelWidth(widest);
        const int field = std::max(last_->sizeHint().width(), every_->sizeHint().width());
        last_->setFixedWidth(field);
        every_->setFixedWidth(field);
        const int letter = QFontMetrics(baseFont()).averageCharWidth();
        resize(90 * letter, 70 * letter);
    });
}

void PruneDialog::follow() {
    const RunSummary* run = studio_.runs.find(run_);
    const auto& overview = studio_.runs.overview();
    if (run == nullptr || isInGroup(*run, RunGroup::Running)) {
        close();
        return;
    }
    if (overview && overview->folder == run_)
        overview_ = overview;
    refresh();
}

RetentionPolicy PruneDialog::policy() const {
    return {last_->value(), every_->value()};
}

void PruneDialog::refresh() {
    const std::vector<CheckpointRecord>& records = overview_->checkpoints;
    going_ = expendableCheckpoints(records, policy());
    const std::set<std::string> files(going_.begin(), going_.end());
    std::uint64_t bytes = 0;
    for (const CheckpointRecord& record : records)
        bytes += files.contains(record.file) ? record.bytes : 0;
    const bool first = checkpoints_->rowCount() == 0;
    checkpoints_->setCheckpoints(records, policy(), CheckpointTable::Going::Now);
    if (first)
        table_->fitColumns(CheckpointTable::KeptAs);
    const int count = static_cast<int>(going_.size());
    told_->setText(count == 0
                       ? tr("Under this rule all %n checkpoint(s) stay.", nullptr, static_cast<int>(records.size()))
                       : tr("%n of %1 checkpoints go. This frees %2.", nullptr, count)
                             .arg(formatCount(static_cast<qint64>(records.size())), formatBytes(bytes)));
    delete_->setText(count == 0 ? tr("Delete") : tr("Delete %n checkpoint(s)", nullptr, count));
    setBlocked(delete_, count == 0 ? tr("Under this rule none goes.") : QString(),
               tr("They are gone for good: no trash takes them"));
}

void PruneDialog::apply() {
    studio_.runs.prune(run_, policy(), going_);
    close();
}

} // namespace studio
