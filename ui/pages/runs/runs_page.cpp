// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/runs_page.h"

#include <algorithm>

#include <QAction>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>

#include "core/base/output_file.h"
#include "ui/models/run_facts.h"
#include "ui/models/run_table.h"
#include "ui/pages/pages.h"
#include "ui/pages/runs/checkpoint_ledger.h"
#include "ui/pages/runs/queue_card.h"
#include "ui/pages/runs/run_actions.h"
#include "ui/pages/runs/run_columns.h"
#include "ui/pages/runs/run_details.h"
#include "ui/pages/runs/run_facts_reader.h"
#include "ui/pages/runs/run_file_actions.h"
#include "ui/session/actions.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/page_head.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/when_seen.h"

namespace studio {

QWidget* makeRunsPage(Studio& studio) {
    return new RunsPage(studio);
}

RunsPage::RunsPage(Studio& studio)
    : PageFrame(QStringLiteral("runsPage"))
    , studio_(studio)
    , runs_(new RunTable(this))
    , filter_(new RunFilter(this))
    , facts_(new RunFactsReader(this))
    , actions_(new RunActions(studio, *facts_, this))
    , files_(new RunFileActions(studio, *facts_, this)) {
    filter_->setSourceModel(runs_);
    head()->setTitle(tr("Runs"));
    QPushButton* open = makeButton(QStringLiteral("openOtherRun"), tr("Open run..."), QStringLiteral("folder"));
    QPushButton* fresh = makeButton(QStringLiteral("newRun"), {}, {}, ButtonKind::Primary);
    bindButton(fresh, studio_.actions().newRun);
    QPushButton* compare = makeButton(QStringLiteral("compareRuns"), {});
    bindButton(compare, actions_->compare());
    head()->addAction(open);
    head()->addAction(compare);
    head()->addAction(fresh);
    connect(open, &QPushButton::clicked, this, [this] {
        if (const auto folder = studio_.dialogs.pickFolder(tr("Choose a run folder"), displayOf(studio_.runs.folder())))
            studio_.openRun(bytesOf(*folder));
    });
    fixedRows()->addWidget(new QueueCard(studio_));
    fixedRows()->addWidget(makeTools());
    auto* lower = new QSplitter(Qt::Horizontal);
    lower->setObjectName(QStringLiteral("runsLower"));
    ledger_ = new CheckpointLedger(studio_);
    details_ = new RunDetails(studio_.runs, *actions_);
    lower->addWidget(ledger_);
    lower->addWidget(details_);
    lower->setSizes({640, 440});
    auto* all = new QSplitter(Qt::Vertical);
    all->setObjectName(QStringLiteral("runsUpper"));
    all->addWidget(makeTable());
    all->addWidget(lower);
    all->setSizes({320, 400});
    for (QSplitter* splitter : {lower, all}) {
        splitter->setHandleWidth(8);
        splitter->setChildrenCollapsible(false);
        splitter->restoreState(studio_.settings.state(splitter->objectName()));
        connect(splitter, &QSplitter::splitterMoved, this,
                [this, splitter] { studio_.settings.setState(splitter->objectName(), splitter->saveState()); });
    }
    all->setMinimumHeight(520);
    body()->addWidget(all, 1);
    auto* listing = new WhenSeen(this, [this] { showRuns(); });
    auto* showing = new WhenSeen(this, [this] { showRun(); });
    auto* telling = new WhenSeen(this, [this] { showFacts(); });
    connect(&studio_.runs, &RunsSession::changed, listing, &WhenSeen::run);
    connect(&studio_.runs, &RunsSession::overviewChanged, showing, &WhenSeen::run);
    connect(facts_, &RunFactsReader::changed, telling, &WhenSeen::run);
    connect(&studio_.training, &TrainingSession::stateChanged, this, [this] { showActions(); });
    connect(&studio_.queue, &QueueSession::changed, this, [this] { showActions(); });
    // The sessions may go before the page: what is still read then has nobody to tell.
    connect(&studio_, &QObject::destroyed, facts_, [facts = facts_] { facts->blockSignals(true); });
    listing->run();
}

// The queue is looked at while somebody sees the page.
void RunsPage::showEvent(QShowEvent* event) {
    PageFrame::showEvent(event);
    studio_.queue.setWatched(true);
}

void RunsPage::hideEvent(QHideEvent* event) {
    PageFrame::hideEvent(event);
    studio_.queue.setWatched(false);
}

QWidget* RunsPage::makeTools() {
    search_ = new SearchField(QStringLiteral("runSearch"), tr("Search names, notes, tags"), this);
    search_->setFixedWidth(260);
    search_->setToolTip(tr("Also one thing only: tag=baseline, state=failed, or a word of the recipe: batch_size=256"));
    groups_ = new SegmentedControl(QStringLiteral("runGroups"),
                                   {tr("All"), tr("Running"), tr("Finished"), tr("Needs a look")});
    filtered_ = new Label(TextRole::Caption, Ink::Text2);
    filtered_->setObjectName(QStringLiteral("runsFiltered"));
    clear_ =
        makeButton(QStringLiteral("clearRunFilter"), tr("Clear filter"), QStringLiteral("close"), ButtonKind::Link);
    QPushButton* csv = makeButton(QStringLiteral("exportRuns"), tr("Export CSV..."), QStringLiteral("save"));
    csv->setToolTip(tr("The runs that are listed, in their order, with tags and notes"));
    auto* line = makeRow();
    line->addWidget(search_);
    line->addWidget(groups_);
    line->addWidget(filtered_);
    line->addWidget(clear_);
    line->addStretch();
    toolsEnd_ = line;
    line->addWidget(csv);
    connect(search_, &QLineEdit::textChanged, filter_, &RunFilter::setSearch);
    connect(groups_, &SegmentedControl::currentChanged, this,
            [this](int group) { filter_->setGroup(static_cast<RunGroup>(group)); });
    connect(clear_, &QPushButton::clicked, this, &RunsPage::clearFilter);
    connect(csv, &QPushButton::clicked, this, &RunsPage::exportTable);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(filter_, signal, this, &RunsPage::showFiltered);
    connect(filter_, &QAbstractItemModel::modelReset, this, &RunsPage::showFiltered);
    connect(search_, &QLineEdit::textChanged, this, &RunsPage::showFiltered);
    connect(groups_, &SegmentedControl::currentChanged, this, &RunsPage::showFiltered);
    connect(facts_, &RunFactsReader::failed, &studio_, &Studio::report);
    return boxed(line);
}

QWidget* RunsPage::makeTable() {
    auto* card = new Card;
    card->setBodyMargin(0);
    table_ = new TableView(QStringLiteral("runTable"));
    table_->setAccessibleName(tr("Runs"));
    table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table_->setModel(filter_);
    table_->setSortingEnabled(true);
    table_->sortByColumn(RunTable::Started, Qt::DescendingOrder);
    table_->setContextMenuPolicy(Qt::ActionsContextMenu);
    table_->addActions(actions_->all());
    table_->insertActions(actions_->remove(), files_->all());
    table_->setDragEnabled(true);
    table_->setDragDropMode(QAbstractItemView::DragOnly);
    columns_ = new RunColumns(table_, studio_.settings, {RunTable::Note}, this);
    toolsEnd_->insertWidget(toolsEnd_->count() - 1, makeMenuButton(QStringLiteral("runColumns"), tr("Columns"),
                                                                   QStringLiteral("sliders"), columns_->makeMenu()));
    showFiltered();
    card->body()->addWidget(table_);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        watchSelected();
        showRun();
    });
    connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsPage::selectionChanged);
    connect(table_, &QTableView::activated, actions_->show(), &QAction::trigger);
    return card;
}

const RunSummary* RunsPage::selectedRun() const {
    const QModelIndexList rows = table_->selectionModel()->selectedRows();
    if (rows.isEmpty())
        return nullptr;
    const QModelIndex& row = rows.size() == 1 ? rows.front() : table_->currentIndex();
    return runs_->run(filter_->mapToSource(row).row());
}

// Ctrl takes a row out of the selection, or puts it in, while another one is current.
void RunsPage::selectionChanged() {
    const RunSummary* run = selectedRun();
    if ((run != nullptr ? run->folder : std::string()) == shown_)
        return showActions();
    watchSelected();
    showRun();
}

void RunsPage::showActions() {
    std::vector<std::string> folders;
    QModelIndexList rows = table_->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    for (const QModelIndex& row : rows) {
        if (const RunSummary* run = runs_->run(filter_->mapToSource(row).row()))
            folders.push_back(run->folder);
    }
    details_->setSelected(static_cast<int>(folders.size()));
    files_->setRun(folders.size() > 1 ? nullptr : selectedRun());
    actions_->setSelection(std::move(folders));
    actions_->setRun(selectedRun());
}

void RunsPage::watchSelected() {
    const RunSummary* run = selectedRun();
    shown_ = run != nullptr ? run->folder : std::string();
    studio_.runs.watch(shown_);
}

void RunsPage::showRuns() {
    const auto& runs = studio_.runs.runs();
    const bool first = runs_->rowCount() == 0;
    const std::string keep = shown_;
    runs_->setRuns(runs);
    facts_->read(runs);
    if (first) {
        columns_->fit();
        table_->selectRow(0);
    } else {
        columns_->grow();
        // Who is gone was not deleted here: its neighbour is not what was chosen.
        if (shown_ != keep && keep != actions_->removed())
            table_->setCurrentIndex({});
    }
    showCounts();
    watchSelected();
    showRun();
}

void RunsPage::showCounts() {
    const auto& runs = studio_.runs.runs();
    std::uint64_t bytes = 0;
    for (const RunSummary& run : runs)
        bytes += run.bytes;
    head()->setSubtitle(
        tr("%1  \u00B7  %n run(s), %2  \u00B7  %3 free on this disk", nullptr, runs_->rowCount())
            .arg(displayOf(studio_.runs.folder()), formatBytes(bytes), formatBytes(studio_.runs.freeBytes())));
    const QString words[] = {tr("All"), tr("Running"), tr("Finished"), tr("Needs a look")};
    for (int group = 0; group < 4; ++group) {
        const auto count = std::count_if(runs.begin(), runs.end(), [group](const RunSummary& run) {
            return isInGroup(run, static_cast<RunGroup>(group));
        });
        groups_->setText(group, words[group] + QStringLiteral(" %1").arg(count));
    }
}

void RunsPage::showFacts() {
    runs_->setFacts(facts_->facts());
    columns_->grow();
    showFiltered();
    showRun();
}

/// How many of the runs are listed, and the way back to all.
void RunsPage::showFiltered() {
    const bool narrowed = filter_->isNarrowed();
    filtered_->setText(narrowed ? tr("%1 of %n run(s)", nullptr, runs_->rowCount()).arg(filter_->rowCount())
                                : QString());
    filtered_->setVisible(narrowed);
    clear_->setVisible(narrowed);
    if (table_ != nullptr)
        table_->setEmptyText(narrowed && runs_->rowCount() > 0
                                 ? tr("No run is like that. \"Clear filter\" lists all again.")
                                 : tr("No runs yet. Start one on the Recipe page, or open a run folder."));
}

void RunsPage::clearFilter() {
    search_->clear();
    groups_->setCurrent(0);
    filter_->setGroup(RunGroup::All);
    showFiltered();
}

void RunsPage::exportTable() {
    const auto path = studio_.dialogs.pickSaveFile(
        tr("Export the runs"), displayOf(studio_.runs.folder()) + QStringLiteral("/runs.csv"), tr("Table (*.csv)"));
    if (!path)
        return;
    std::vector<std::pair<RunSummary, RunFacts>> listed;
    for (int row = 0; row < filter_->rowCount(); ++row) {
        const RunSummary& run = *runs_->run(filter_->mapToSource(filter_->index(row, 0)).row());
        listed.emplace_back(run, runs_->factsOf(run));
    }
    studio_.files.run(
        this,
        [path = bytesOf(*path), listed = std::move(listed)](const JobControl&) {
            writeOutputFile(path, csvOf(listed).toStdString());
            return true;
        },
        [](bool) {});
}

void RunsPage::showRun() {
    const RunSummary* run = selectedRun();
    showActions();
    details_->refresh(run, run != nullptr ? runs_->factsOf(*run).notes : RunNotes());
    ledger_->refresh(run);
}

} // namespace studio
