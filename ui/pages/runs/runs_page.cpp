// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/runs_page.h"

#include <filesystem>

#include <QDesktopServices>
#include <QFile>
#include <QPushButton>
#include <QSplitter>
#include <QUrl>

#include "core/base/paths.h"
#include "core/run/checkpoint.h"
#include "ui/models/checkpoint_table.h"
#include "ui/models/run_table.h"
#include "ui/pages/pages.h"
#include "ui/pages/train/train_extend.h"
#include "ui/plot/metric_plot.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/run_state_look.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/page_head.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/table_view.h"

namespace studio {

QWidget* makeRunsPage(Studio& studio) {
    return new RunsPage(studio);
}

RunsPage::RunsPage(Studio& studio)
    : PageFrame(QStringLiteral("runsPage"))
    , studio_(studio)
    , runs_(new RunTable(this))
    , filter_(new RunFilter(this))
    , checkpoints_(new CheckpointTable(this)) {
    filter_->setSourceModel(runs_);
    head()->setTitle(tr("Runs"));
    QPushButton* open = makeButton(QStringLiteral("openOtherRun"), tr("Open run..."), QStringLiteral("folder"));
    QPushButton* fresh =
        makeButton(QStringLiteral("newRun"), tr("New run"), QStringLiteral("plus"), ButtonKind::Primary);
    head()->addAction(open);
    head()->addAction(fresh);
    connect(fresh, &QPushButton::clicked, this,
            [this] { studio_.show(studio_.data.data() ? Page::Recipe : Page::Data); });
    connect(open, &QPushButton::clicked, this, [this] {
        if (const auto folder = studio_.dialogs.pickFolder(tr("Choose a run folder"), displayOf(studio_.runs.folder())))
            studio_.openRun(bytesOf(*folder));
    });
    fixedRows()->addWidget(makeTools());
    auto* lower = new QSplitter(Qt::Horizontal);
    lower->setObjectName(QStringLiteral("runsLower"));
    lower->addWidget(makeCheckpoints());
    lower->addWidget(makeSummary());
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
    connect(&studio_.runs, &RunsSession::changed, this, &RunsPage::showRuns);
    showRuns();
}

QWidget* RunsPage::makeTools() {
    auto* search = new SearchField(QStringLiteral("runSearch"), tr("Search runs"), this);
    search->setFixedWidth(260);
    groups_ = new SegmentedControl(QStringLiteral("runGroups"),
                                   {tr("All"), tr("Running"), tr("Finished"), tr("Needs a look")});
    auto* line = makeRow();
    line->addWidget(search);
    line->addWidget(groups_);
    line->addStretch();
    connect(search, &QLineEdit::textChanged, filter_, &RunFilter::setSearch);
    connect(groups_, &SegmentedControl::currentChanged, this,
            [this](int group) { filter_->setGroup(static_cast<RunGroup>(group)); });
    return boxed(line);
}

QWidget* RunsPage::makeTable() {
    tableCard_ = new Card;
    tableCard_->setBodyMargin(0);
    table_ = new TableView(QStringLiteral("runTable"));
    table_->setModel(filter_);
    table_->setSortingEnabled(true);
    table_->sortByColumn(RunTable::Started, Qt::DescendingOrder);
    table_->setEmptyText(tr("No runs yet. Start one on the Recipe page, or open a run folder."));
    table_->setContextMenuPolicy(Qt::ActionsContextMenu);
    tableCard_->body()->addWidget(table_);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RunsPage::showRun);
    connect(table_, &QTableView::activated, this, [this] {
        if (const RunSummary* run = selectedRun())
            studio_.openRun(run->folder);
    });
    return tableCard_;
}

QWidget* RunsPage::makeCheckpoints() {
    checkpointCard_ = new Card(tr("Checkpoints"));
    checkpointCard_->setBodyMargin(0);
    classify_ = makeButton(QStringLiteral("classifyWith"), tr("Classify with it"), QStringLiteral("classify"));
    deleteCheckpoint_ =
        makeIconButton(QStringLiteral("deleteCheckpoint"), QStringLiteral("trash"), tr("Delete this checkpoint"));
    pin_ = makeIconButton(QStringLiteral("pinCheckpoint"), QStringLiteral("pin"), tr("Keep this checkpoint"));
    pin_->setCheckable(true);
    checkpointCard_->addToHead(classify_);
    checkpointCard_->addToHead(pin_);
    checkpointCard_->addToHead(deleteCheckpoint_);
    checkpointTable_ = new TableView(QStringLiteral("checkpointTable"));
    checkpointTable_->setModel(checkpoints_);
    checkpointTable_->setEmptyText(tr("No checkpoints. One is saved at the end of each epoch."));
    checkpointCard_->body()->addWidget(checkpointTable_);
    connect(classify_, &QPushButton::clicked, this, &RunsPage::classifyWith);
    connect(pin_, &QPushButton::clicked, this, &RunsPage::pinCheckpoint);
    connect(deleteCheckpoint_, &QPushButton::clicked, this, &RunsPage::deleteCheckpoint);
    connect(checkpointTable_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &RunsPage::showCheckpointActions);
    return checkpointCard_;
}

QWidget* RunsPage::makeSummary() {
    summary_ = new Card(tr("No run selected"));
    pill_ = new Pill;
    summary_->addToHead(pill_);
    plot_ = new MetricPlot(QStringLiteral("runPlot"));
    plot_->addSeries({tr("val"), 1, SeriesStyle::Circles, true, true});
    plot_->setValueFormat([](double value) { return formatNumber(value, 1); });
    plot_->setXFormat([](double x) { return tr("epoch %1").arg(qRound(x)); });
    plot_->setMinimumHeight(120);
    recipe_ = (new Label(TextRole::Caption, Ink::Text2))->wrapped();
    resume_ = makeButton(QStringLiteral("resumeRun"), tr("Resume"), QStringLiteral("play"));
    show_ = makeButton(QStringLiteral("showCurves"), tr("Show curves"), QStringLiteral("curve"));
    clone_ = makeButton(QStringLiteral("cloneRecipe"), tr("Clone recipe"), QStringLiteral("copy"));
    folder_ = makeIconButton(QStringLiteral("openRunFolder"), QStringLiteral("folder"), tr("Open the run's folder"));
    delete_ = makeIconButton(QStringLiteral("deleteRun"), QStringLiteral("trash"), tr("Delete this run"));
    auto* buttons = makeRow(6);
    for (QPushButton* button : {resume_, show_, clone_})
        buttons->addWidget(button);
    buttons->addStretch();
    buttons->addWidget(folder_);
    buttons->addWidget(delete_);
    summary_->body()->addWidget(new Label(TextRole::Caption, Ink::Text3, tr("Validation top-1, % by epoch")));
    summary_->body()->addWidget(plot_, 1);
    summary_->body()->addWidget(recipe_);
    summary_->body()->addLayout(buttons);
    connect(resume_, &QPushButton::clicked, this, &RunsPage::resumeRun);
    connect(show_, &QPushButton::clicked, this, [this] {
        if (const RunSummary* run = selectedRun())
            studio_.openRun(run->folder);
    });
    connect(clone_, &QPushButton::clicked, this, &RunsPage::cloneRecipe);
    connect(folder_, &QPushButton::clicked, this, &RunsPage::openFolder);
    connect(delete_, &QPushButton::clicked, this, &RunsPage::deleteRun);
    return summary_;
}

const RunSummary* RunsPage::selectedRun() const {
    return runs_->run(filter_->mapToSource(table_->currentIndex()).row());
}

const CheckpointRecord* RunsPage::selectedCheckpoint() const {
    return checkpoints_->at(checkpointTable_->currentIndex().row());
}

void RunsPage::showRuns() {
    const auto& runs = studio_.runs.runs();
    const bool first = runs_->rowCount() == 0;
    const std::string keep = shown_;
    runs_->setRuns(runs);
    if (first)
        table_->fitColumns(RunTable::Name);
    else
        table_->growColumns();
    std::uint64_t bytes = 0;
    for (const RunSummary& run : runs)
        bytes += run.bytes;
    head()->setSubtitle((runs.size() == 1 ? tr("%1  \u00B7  %2 run, %3  \u00B7  %4 free on this disk")
                                          : tr("%1  \u00B7  %2 runs, %3  \u00B7  %4 free on this disk"))
                            .arg(displayOf(studio_.runs.folder()), formatCount(static_cast<std::int64_t>(runs.size())),
                                 formatBytes(bytes), formatBytes(freeBytes(studio_.runs.folder()))));
    const QString words[] = {tr("All"), tr("Running"), tr("Finished"), tr("Needs a look")};
    for (int group = 0; group < 4; ++group) {
        const auto count = std::count_if(runs.begin(), runs.end(), [group](const RunSummary& run) {
            return isInGroup(run, static_cast<RunGroup>(group));
        });
        groups_->setText(group, words[group] + QStringLiteral(" %1").arg(count));
    }
    const int row = std::max(runs_->rowOf(keep), 0);
    if (!table_->currentIndex().isValid() && filter_->rowCount() > 0)
        table_->selectRow(std::max(filter_->mapFromSource(runs_->index(row, 0)).row(), 0));
    showRun();
}

void RunsPage::showRun() {
    const RunSummary* run = selectedRun();
    shown_ = run != nullptr ? run->folder : "";
    showActions(run);
    if (run == nullptr) {
        checkpoints_->setCheckpoints({});
        plot_->clear();
        recipe_->setText({});
        summary_->setTitle(tr("No run selected"));
        pill_->set({}, Tone::Neutral);
        return showCheckpointActions();
    }
    summary_->setTitle(QString::fromStdString(run->name));
    const StateLook look = lookOf(run->state);
    pill_->set(look.word, look.tone, look.icon);
    QList<QPointF> points;
    for (std::size_t i = 0; i < run->valTop1.size(); ++i)
        points << QPointF(static_cast<double>(i + 1), run->valTop1[i] * 100);
    plot_->setData(0, points);
    try {
        const RunHistory history = loadRunOverview(run->folder);
        const int row = checkpointTable_->currentIndex().row();
        const TrainConfig& config = history.recipe.config;
        const bool goesOn = run->state != RunState::Finished;
        checkpoints_->setCheckpoints(history.checkpoints,
                                     goesOn ? std::optional<RetentionPolicy>({static_cast<int>(config.keepLast),
                                                                              static_cast<int>(config.keepEvery)})
                                            : std::nullopt);
        checkpointTable_->fitColumns(CheckpointTable::KeptAs);
        checkpointTable_->selectRow(row >= 0 && row < checkpoints_->rowCount() ? row : 0);
        const TrainConfig& c = history.recipe.config;
        recipe_->setText(tr("%1, %2 px, batch %3, learning rate %4 %5, from %6")
                             .arg(QString::fromStdString(modelDisplayName(c.model)))
                             .arg(c.imageSize)
                             .arg(c.batchSize)
                             .arg(formatLearningRate(c.learningRate), QString::fromStdString(c.schedule),
                                  QString::fromStdString(history.recipe.setup.recipeName)));
    } catch (const Error& error) {
        checkpoints_->setCheckpoints({});
        recipe_->setText(QString::fromStdString(run->problem.empty() ? error.message().text() : run->problem));
    }
    std::uint64_t bytes = 0;
    for (int i = 0; i < checkpoints_->rowCount(); ++i)
        bytes += checkpoints_->at(i)->bytes;
    checkpointCard_->setNote(tr("%1 files, %2").arg(checkpoints_->rowCount()).arg(formatBytes(bytes)));
    showCheckpointActions();
}

void RunsPage::showActions(const RunSummary* run) {
    const bool damaged = run != nullptr && run->state == RunState::Damaged;
    const bool running = run != nullptr && isInGroup(*run, RunGroup::Running);
    const bool finished = run != nullptr && run->state == RunState::Finished;
    resume_->setText(finished ? tr("Extend...") : tr("Resume"));
    setBlocked(resume_, run == nullptr || !run->mayGoOn          ? tr("There is no run that could go on.")
                        : running || studio_.training.isActive() ? tr("A run is training.")
                                                                 : QString());
    for (QPushButton* button : {show_, clone_})
        button->setEnabled(run != nullptr && !damaged);
    folder_->setEnabled(run != nullptr);
    setBlocked(delete_,
               run == nullptr ? tr("No run selected.")
               : running      ? tr("A trainer owns this run.")
                              : QString(),
               tr("Delete this run"));
}

void RunsPage::showCheckpointActions() {
    const CheckpointRecord* record = selectedCheckpoint();
    const RunSummary* run = selectedRun();
    const bool running = run != nullptr && isInGroup(*run, RunGroup::Running);
    classify_->setEnabled(record != nullptr);
    pin_->setChecked(record != nullptr && record->pinned);
    setBlocked(pin_, record == nullptr ? tr("No checkpoint selected.") : QString(),
               record != nullptr && record->pinned ? tr("Kept until you unpin it. Click to unpin it.")
                                                   : tr("Pin: keep this checkpoint when newer ones come"));
    setBlocked(deleteCheckpoint_,
               record == nullptr ? tr("No checkpoint selected.")
               : running         ? tr("A trainer owns this run.")
                                 : QString(),
               tr("Delete this checkpoint"));
}

void RunsPage::resumeRun() {
    const RunSummary* run = selectedRun();
    if (run == nullptr)
        return;
    if (run->state == RunState::Finished)
        return extendRun(studio_, run->folder, run->epochsDone, run->epochsPlanned);
    studio_.resumeRun(run->folder);
}

void RunsPage::deleteRun() {
    const RunSummary* run = selectedRun();
    if (run == nullptr)
        return;
    const int choice =
        studio_.dialogs.ask(tr("Delete %1?").arg(QString::fromStdString(run->name)),
                            tr("Its curves and checkpoints go for good. This frees %1.").arg(formatBytes(run->bytes)),
                            {tr("Delete the run")}, true);
    try {
        if (choice == 0)
            studio_.runs.remove(run->folder);
    } catch (const Error& error) {
        studio_.report(error.message());
    }
}

void RunsPage::pinCheckpoint() {
    const CheckpointRecord* record = selectedCheckpoint();
    if (record == nullptr)
        return;
    try {
        studio_.runs.pin(shown_, record->file, !record->pinned);
    } catch (const Error& error) {
        pin_->setChecked(record->pinned);
        studio_.report(error.message());
    }
}

void RunsPage::deleteCheckpoint() {
    const CheckpointRecord* record = selectedCheckpoint();
    if (record == nullptr)
        return;
    const int choice = studio_.dialogs.ask(tr("Delete the checkpoint of epoch %1?").arg(record->epoch),
                                           (record->best ? tr("It is the best of this run. ") : QString()) +
                                               tr("This frees %1.").arg(formatBytes(record->bytes)),
                                           {tr("Delete the checkpoint")}, true);
    try {
        if (choice == 0)
            studio_.runs.removeCheckpoint(shown_, record->file);
    } catch (const Error& error) {
        studio_.report(error.message());
    }
}

void RunsPage::classifyWith() {
    const CheckpointRecord* record = selectedCheckpoint();
    if (record == nullptr)
        return;
    studio_.classify.setModel(RunPaths(shown_).checkpoints + "/" + record->file, "last");
    studio_.show(Page::Classify);
}

void RunsPage::cloneRecipe() {
    try {
        const RunHistory history = loadRunOverview(shown_);
        studio_.recipe.load(tr("copy of %1").arg(QString::fromStdString(history.summary.name)).toStdString(),
                            history.recipe.config);
        studio_.show(Page::Recipe);
    } catch (const Error& error) {
        studio_.report(error.message());
    }
}

void RunsPage::openFolder() {
    QDesktopServices::openUrl(QUrl::fromLocalFile(QFile::decodeName(shown_.c_str())));
}

} // namespace studio
