// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/checkpoint_ledger.h"

#include <QAction>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/base/text.h"
#include "ui/models/checkpoint_table.h"
#include "ui/models/run_table.h"
#include "ui/pages/runs/checkpoint_verifier.h"
#include "ui/pages/runs/prune_dialog.h"
#include "ui/pages/runs/run_actions.h"
#include "ui/pages/runs/run_file_actions.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/narrow.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/table_view.h"

namespace studio {

CheckpointLedger::CheckpointLedger(Studio& studio, QWidget* parent)
    : QWidget(parent)
    , studio_(studio)
    , checkpoints_(new CheckpointTable(this))
    , table_(new TableView(QStringLiteral("checkpointTable")))
    , card_(new Card(tr("Checkpoints")))
    , verifier_(new CheckpointVerifier(this)) {
    card_->setBodyMargin(0);
    table_->setAccessibleName(tr("Checkpoints"));
    table_->setModel(checkpoints_);
    table_->setDragEnabled(true);
    table_->setDragDropMode(QAbstractItemView::DragOnly);
    card_->body()->addWidget(table_);
    makeColumn(0, this)->addWidget(card_);
    buildActions();
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &CheckpointLedger::showActions);
    connect(verifier_, &CheckpointVerifier::changed, this, &CheckpointLedger::showFound);
    showActions();
}

QAction* CheckpointLedger::make(const char* name, const QString& text, const QString& icon,
                                void (CheckpointLedger::*run)()) {
    auto* action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    action->setProperty("iconName", icon);
    connect(action, &QAction::triggered, this, run);
    table_->addAction(action);
    return action;
}

void CheckpointLedger::buildActions() {
    classify_ =
        make("actClassifyWith", tr("Classify with it"), QStringLiteral("classify"), &CheckpointLedger::classifyWith);
    classify_->setIconText(tr("Classify"));
    pin_ = make("actPinCheckpoint", tr("Keep this checkpoint"), QStringLiteral("pin"), &CheckpointLedger::pin);
    pin_->setCheckable(true);
    verify_ = make("actVerifyCheckpoints", tr("Verify all"), QStringLiteral("shield"), &CheckpointLedger::verify);
    remove_ = make("actDeleteCheckpoint", tr("Delete this checkpoint..."), QStringLiteral("trash"),
                   &CheckpointLedger::remove);
    remove_->setIconText(tr("Delete this checkpoint"));
    remove_->setShortcut(QKeySequence::Delete);
    remove_->setShortcutContext(Qt::WidgetShortcut); // of the table that has the focus, and of no other
    table_->setContextMenuPolicy(Qt::ActionsContextMenu);
    prune_ =
        make("actPruneCheckpoints", tr("Prune checkpoints..."), QStringLiteral("filter"), &CheckpointLedger::prune);
    prune_->setIconText(tr("Prune checkpoints"));
    QPushButton* classify =
        makeButton(QStringLiteral("classifyWith"), classify_->iconText(), QStringLiteral("classify"));
    QPushButton* pin = makeIconButton(QStringLiteral("pinCheckpoint"), QStringLiteral("pin"), pin_->text());
    QPushButton* verify = makeButton(QStringLiteral("verifyCheckpoints"), verify_->text(), QStringLiteral("shield"));
    QPushButton* remove =
        makeIconButton(QStringLiteral("deleteCheckpoint"), QStringLiteral("trash"), remove_->iconText());
    bindButton(classify, classify_);
    bindButton(pin, pin_);
    bindButton(verify, verify_);
    QPushButton* prune =
        makeIconButton(QStringLiteral("pruneCheckpoints"), QStringLiteral("filter"), prune_->iconText());
    bindButton(remove, remove_);
    bindButton(prune, prune_);
    for (QPushButton* button : {classify, verify, pin, prune, remove})
        card_->addToHead(button);
}

void CheckpointLedger::refresh(const RunSummary* run) {
    const std::string folder = run != nullptr ? run->folder : std::string();
    running_ = run != nullptr && isInGroup(*run, RunGroup::Running);
    if (folder != run_) {
        run_ = folder;
        removed_.clear();
        checkpoints_->setCheckpoints({});
        checkpoints_->setFolder(run_.empty() ? run_ : RunPaths(run_).checkpoints);
    }
    const auto& overview = studio_.runs.overview();
    const bool read = overview && overview->folder == run_;
    table_->setEmptyText(run == nullptr ? tr("No run selected.")
                         : read         ? tr("No checkpoints. One is saved at the end of each epoch.")
                         : studio_.runs.overviewProblem().title.empty() ? tr("Being read...")
                                                                        : tr("They cannot be read."));
    if (read)
        fill(*overview, run->state != RunState::Finished);
    else if (!studio_.runs.overviewProblem().title.empty())
        checkpoints_->setCheckpoints({});
    checkpoints_->setFound(verifier_->found(run_, listed()));
    std::uint64_t bytes = 0;
    for (int i = 0; i < checkpoints_->rowCount(); ++i)
        bytes += checkpoints_->at(i)->bytes;
    card_->setNote(run == nullptr ? QString()
                                  : tr("%1 \u00B7 %n file(s), %2", nullptr, checkpoints_->rowCount())
                                        .arg(QString::fromStdString(run->name), formatBytes(bytes)));
    showActions();
}

void CheckpointLedger::fill(const RunHistory& overview, bool goesOn) {
    const CheckpointRecord* record = selected();
    const std::string keep = record != nullptr ? record->file : std::string();
    const bool first = checkpoints_->rowCount() == 0;
    const TrainConfig& config = overview.recipe.config;
    checkpoints_->setCheckpoints(
        overview.checkpoints,
        goesOn ? std::optional<RetentionPolicy>({narrowed(config.keepLast), narrowed(config.keepEvery)})
               : std::nullopt);
    if (first) {
        table_->fitColumns(CheckpointTable::KeptAs);
        table_->selectRow(0);
        return;
    }
    table_->growColumns();
    if (checkpoints_->rowOf(keep) < 0 && keep != removed_)
        table_->setCurrentIndex({}); // a neighbour is not what was chosen
}

const CheckpointRecord* CheckpointLedger::selected() const {
    return checkpoints_->at(table_->currentIndex().row());
}

const CheckpointRecord* CheckpointLedger::find(const std::string& file) const {
    return checkpoints_->at(checkpoints_->rowOf(file));
}

void CheckpointLedger::showActions() {
    const CheckpointRecord* record = selected();
    const QString none = record == nullptr ? tr("No checkpoint selected.") : leavingText(studio_, run_);
    setBlocked(classify_, none, tr("Classify pictures with the weights of this checkpoint"));
    pin_->setChecked(record != nullptr && record->pinned);
    setBlocked(pin_, none,
               record != nullptr && record->pinned ? tr("Kept until you unpin it. Click to unpin it.")
                                                   : tr("Pin: keep this checkpoint when newer ones come"));
    const bool verifying = verifier_->isRunning();
    verify_->setText(verifying ? tr("Stop, %1 of %2").arg(verifier_->checked()).arg(verifier_->total())
                               : tr("Verify all"));
    const QString idle = checkpoints_->rowCount() == 0 ? tr("There are no checkpoints.") : leavingText(studio_, run_);
    setBlocked(verify_, verifying ? QString() : idle,
               verifying ? tr("Stop verifying") : tr("Reads each checkpoint whole and checks its checksum"));
    setBlocked(prune_,
               idle.isEmpty() && running_ ? tr("A trainer owns this run. Its recipe says what it keeps.") : idle,
               tr("Choose a rule, see what goes under it, then delete that"));
    setBlocked(remove_, none.isEmpty() && running_ ? tr("A trainer owns this run.") : none,
               tr("Delete this checkpoint"));
}

void CheckpointLedger::prune() {
    const auto& overview = studio_.runs.overview();
    if (overview && overview->folder == run_)
        (new PruneDialog(studio_, run_, window()))->show();
}

void CheckpointLedger::classifyWith() {
    const CheckpointRecord* record = selected();
    if (record == nullptr)
        return;
    studio_.classify.setModel(RunPaths(run_).checkpoints + "/" + record->file, "last");
    studio_.show(Page::Classify);
}

void CheckpointLedger::pin() {
    if (const CheckpointRecord* record = selected())
        studio_.runs.pin(run_, record->file, !record->pinned);
}

std::vector<CheckpointRecord> CheckpointLedger::listed() const {
    std::vector<CheckpointRecord> list;
    for (int row = 0; row < checkpoints_->rowCount(); ++row)
        list.push_back(*checkpoints_->at(row));
    return list;
}

void CheckpointLedger::verify() {
    if (verifier_->isRunning())
        verifier_->stop();
    else
        verifier_->start(run_, listed());
}

void CheckpointLedger::showFound() {
    checkpoints_->setFound(verifier_->found(run_, listed()));
    table_->growColumns();
    showActions();
}

void CheckpointLedger::remove() {
    const CheckpointRecord* record = selected();
    if (record == nullptr)
        return;
    const std::string run = run_, file = record->file; // the answer is for this one, whatever is selected by then
    const int choice = studio_.dialogs.ask(tr("Delete the checkpoint of epoch %1?").arg(record->epoch),
                                           (record->best ? tr("It is the best of this run. ") : QString()) +
                                               tr("This frees %1.").arg(formatBytes(record->bytes)),
                                           {tr("Delete the checkpoint")}, true);
    if (choice != 0)
        return;
    if (studio_.runs.find(run) == nullptr || (run == run_ && find(file) == nullptr))
        return studio_.report({tr("This checkpoint is not there any more").toStdString(),
                               displayText(run + "/" + file),
                               tr("Nothing was done.").toStdString(),
                               {}});
    if (run == run_)
        removed_ = file;
    studio_.runs.removeCheckpoint(run, file);
}

} // namespace studio
