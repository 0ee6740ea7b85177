// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/queue_card.h"

#include <algorithm>

#include <QAction>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/models/queue_table.h"
#include "ui/models/run_words.h"
#include "ui/pages/runs/run_actions.h"
#include "ui/session/studio.h"
#include "ui/theme/fonts.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/table_view.h"

namespace studio {

namespace {

constexpr int kMostRows = 6; ///< the table scrolls beyond

} // namespace

QueueCard::QueueCard(Studio& studio, QWidget* parent)
    : QWidget(parent)
    , studio_(studio)
    , entries_(new QueueTable(this))
    , table_(new TableView(QStringLiteral("queueTable")))
    , card_(new Card(tr("Queue"))) {
    card_->setBodyMargin(0);
    table_->setAccessibleName(tr("Queue"));
    table_->setModel(entries_);
    card_->body()->addWidget(table_);
    makeColumn(0, this)->addWidget(card_);
    buildActions();
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &QueueCard::showActions);
    connect(table_, &QTableView::activated, this, [this](const QModelIndex& index) {
        const QueueEntry* entry = entries_->at(index.row());
        if (entry != nullptr && studio_.runs.find(entry->run) != nullptr)
            studio_.openRun(entry->run);
    });
    connect(&studio_.queue, &QueueSession::changed, this, &QueueCard::refresh);
    refresh();
}

QAction* QueueCard::make(const char* name, const QString& text, const QString& icon, void (QueueCard::*run)()) {
    auto* action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    action->setProperty("iconName", icon);
    connect(action, &QAction::triggered, this, run);
    table_->addAction(action);
    return action;
}

void QueueCard::buildActions() {
    earlier_ = make("actQueueEarlier", tr("Start earlier"), {}, &QueueCard::earlier);
    later_ = make("actQueueLater", tr("Start later"), {}, &QueueCard::later);
    hold_ = make("actQueueHold", tr("Hold"), QStringLiteral("pause"), &QueueCard::holdOrRelease);
    remove_ = make("actQueueRemove", tr("Take out of the queue"), QStringLiteral("trash"), &QueueCard::takeOut);
    earlier_->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Up));
    later_->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Down));
    remove_->setShortcut(QKeySequence::Delete);
    for (QAction* action : {earlier_, later_, remove_})
        action->setShortcutContext(Qt::WidgetShortcut); // of the table that has the focus, and of no other
    table_->setContextMenuPolicy(Qt::ActionsContextMenu);
    QPushButton* hold = makeButton(QStringLiteral("queueHold"), hold_->text(), QStringLiteral("pause"));
    QPushButton* remove = makeIconButton(QStringLiteral("queueRemove"), QStringLiteral("trash"), remove_->text());
    bindButton(hold, hold_);
    bindButton(remove, remove_);
    clear_ = makeButton(QStringLiteral("queueClear"), tr("Clear what ended"));
    connect(clear_, &QPushButton::clicked, this, [this] { studio_.queue.clear(); });
    run_ = makeButton(QStringLiteral("queueRun"), tr("Start the queue"), QStringLiteral("play"), ButtonKind::Primary);
    connect(run_, &QPushButton::clicked, this, [this] { studio_.queue.startRunner(); });
    for (QPushButton* button : {hold, remove, clear_, run_})
        card_->addToHead(button);
}

void QueueCard::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    table_->fitColumns(QueueTable::Said);
}

void QueueCard::refresh() {
    const QueueContent& content = studio_.queue.content();
    entries_->setEntries(content.entries);
    const auto rows = static_cast<int>(content.entries.size());
    setVisible(rows > 0 || !content.note.empty());
    table_->setFixedHeight(tableHeadHeight() + tableRowHeight() * std::clamp(rows, 1, kMostRows) + 4);
    table_->growColumns();
    const bool waits = entries_->waiting() > 0;
    card_->setNote(!content.note.empty()         ? displayOf(content.note)
                   : studio_.queue.hasRunner()   ? tr("each is started as soon as a device is free")
                   : waits                       ? tr("nothing starts them yet")
                                                 : QString());
    run_->setVisible(waits && !studio_.queue.hasRunner() && studio_.queue.canRun());
    clear_->setVisible(entries_->waiting() < rows || !content.note.empty());
    showActions();
}

const QueueEntry* QueueCard::selected() const {
    return entries_->at(table_->currentIndex().row());
}

void QueueCard::showActions() {
    const QueueEntry* entry = selected();
    const QString none = entry == nullptr ? tr("No entry selected.") : QString();
    const std::int64_t place = entry != nullptr ? entries_->place(table_->currentIndex().row()) : 0;
    const bool running = entry != nullptr && entry->state == QueueState::Running;
    const bool waits = entry != nullptr && entry->state == QueueState::Waiting;
    const QString placed = !none.isEmpty() ? none : place == 0 ? tr("Only runs that wait have a place.") : QString();
    setBlocked(earlier_, !placed.isEmpty() ? placed : place == 1 ? tr("It is the next one.") : QString(),
               tr("One place up"));
    setBlocked(later_,
               !placed.isEmpty()              ? placed
               : place == entries_->waiting() ? tr("It is the last one.")
                                              : QString(),
               tr("One place down"));
    hold_->setText(waits || entry == nullptr ? tr("Hold") : entry->state == QueueState::Held ? tr("Let go") : tr("Wait again"));
    hold_->setIconText(hold_->text());
    setBlocked(hold_,
               !none.isEmpty()                                    ? none
               : running || entry->state == QueueState::Done      ? tr("It runs, or has ended.")
                                                                  : QString(),
               waits ? tr("It is not started until it is let go") : tr("It waits for its turn"));
    setBlocked(remove_, !none.isEmpty() ? none : running ? tr("It runs: stop the run first.") : QString(),
               tr("The run folder, if there is one, stays"));
}

void QueueCard::moveBy(int places) {
    if (const QueueEntry* entry = selected())
        studio_.queue.moveBy(entry->id, places); // from where it stands then: keys come faster than the file
}

void QueueCard::holdOrRelease() {
    const QueueEntry* entry = selected();
    if (entry == nullptr)
        return;
    entry->state == QueueState::Waiting ? studio_.queue.hold(entry->id) : studio_.queue.release(entry->id);
}

void QueueCard::takeOut() {
    if (const QueueEntry* entry = selected())
        studio_.queue.remove(entry->id);
}

} // namespace studio
