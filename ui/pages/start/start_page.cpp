// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start/start_page.h"

#include <utility>

#include <QGridLayout>
#include <QPushButton>
#include <QScrollBar>

#include "ui/models/run_table.h"
#include "ui/pages/pages.h"
#include "ui/pages/start/machine_card.h"
#include "ui/pages/start/recent_data.h"
#include "ui/pages/start/recovery.h"
#include "ui/pages/start/start_art.h"
#include "ui/session/actions.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/page_head.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/when_seen.h"

namespace studio {

namespace {

constexpr std::size_t kRecentRuns = 6;
constexpr int kNarrow = 1000, kNarrowest = 720, kWidest = 1120;

int rowHeight() { // of the recent runs: there are few of them
    return tableRowHeight() * 3 / 2;
}

Card* choiceCard(QWidget* art, const QString& title, const QString& text, QPushButton* button) {
    auto* card = new Card;
    card->body()->addWidget(art);
    card->body()->addSpacing(4);
    card->body()->addWidget(new Label(TextRole::Section, Ink::Text, title));
    Label* words = (new Label(TextRole::Body, Ink::Text2, text))->wrapped();
    words->setAlignment(Qt::AlignLeft | Qt::AlignTop); // beside one of more lines
    card->body()->addWidget(words, 1);
    card->body()->addSpacing(4);
    card->body()->addWidget(button, 0, Qt::AlignLeft);
    return card;
}

} // namespace

QWidget* makeStartPage(Studio& studio) {
    return new StartPage(studio);
}

StartPage::StartPage(Studio& studio)
    : PageFrame(QStringLiteral("startPage"))
    , studio_(studio)
    , runs_(new RunTable(this)) {
    head()->setTitle(tr("Welcome to ResNet Studio"));
    head()->setSubtitle(tr("From a folder of pictures to a trained network, on this machine. Nothing leaves it."));
    makeRecent();
    data_ = new RecentData(studio_);
    choices_ = makeChoices();
    begin_ = makeBegin();
    steps_ = makeSteps();
    machine_ = new MachineCard(studio_);
    grid_ = new QGridLayout;
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setSpacing(kSpaceS);
    auto* column = makeColumn();
    column->addLayout(grid_);
    column->addStretch(1);
    column->addWidget(makeFoot());
    QWidget* inside = boxed(column);
    inside->setMaximumWidth(kWidest);
    // The page owns every card, also those that its layout never takes: see place().
    for (QWidget* card : {static_cast<QWidget*>(recent_), begin_, choices_, steps_})
        card->setParent(inside);
    auto* centred = makeRow(0);
    centred->addStretch(1);
    centred->addWidget(inside, 1000);
    centred->addStretch(1);
    body()->addLayout(centred);
    connect(this, &PageFrame::widthChanged, this, [this](int width) {
        narrow_ = width < kNarrow;
        narrowest_ = width < kNarrowest; // beside one another all three choices are seen at once
        place();
    });
    // The title stands above the first card also where the page is wider than its cards.
    connect(this, &PageFrame::bodyWidthChanged, this, [this](int width) {
        const int beside = std::max(0, (width - kSpaceXl - kSpaceL - kWidest) / 2);
        head()->setContentsMargins(beside, 0, beside, 0);
    });
    auto* listing = new WhenSeen(this, [this] { showRuns(); });
    connect(&studio_.runs, &RunsSession::changed, listing, &WhenSeen::run);
    connect(&studio_.training, &TrainingSession::stateChanged, this, &StartPage::showBackground);
    showRuns();
    new Recovery(studio_, *this);
}

/// A trainer elsewhere may have begun or ended a run since the page was seen last.
void StartPage::showEvent(QShowEvent* event) {
    PageFrame::showEvent(event);
    if (std::exchange(wasSeen_, true))
        studio_.runs.refresh();
}

/// First there is a large choice and what happens then; later the recent work, and beside it what to begin with.
void StartPage::place() {
    struct Cell {
        QWidget* card;
        int row, column, rows, columns;
    };
    const bool any = runs_->rowCount() > 0;
    data_->setColumns(narrow_ ? 1 : 2);
    choiceRow_->setDirection(narrowest_ ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    const std::vector<Cell> cells =
        any       ? narrow_ ? std::vector<Cell>{{recent_, 0, 0, 1, 1},
                                                {begin_, 1, 0, 1, 1},
                                                {data_, 2, 0, 1, 1},
                                                {machine_, 3, 0, 1, 1}}
                            : std::vector<Cell>{{recent_, 0, 0, 2, 1},
                                                {begin_, 0, 1, 1, 1},
                                                {machine_, 1, 1, 1, 1},
                                                {data_, 2, 0, 1, 2}}
              : narrow_ ? std::vector<Cell>{{data_, 0, 0, 1, 1},
                                            {choices_, 1, 0, 1, 1},
                                            {steps_, 2, 0, 1, 1},
                                            {machine_, 3, 0, 1, 1}}
                  : std::vector<Cell>{
                        {data_, 0, 0, 1, 2}, {choices_, 1, 0, 1, 2}, {steps_, 2, 0, 1, 1}, {machine_, 2, 1, 1, 1}};
    for (QWidget* card :
         {static_cast<QWidget*>(recent_), begin_, choices_, steps_, machine_, static_cast<QWidget*>(data_)})
        grid_->removeWidget(card); // from the place of another window width, if it has one
    for (const Cell& cell : cells)
        grid_->addWidget(cell.card, cell.row, cell.column, cell.rows, cell.columns);
    for (QWidget* card : {static_cast<QWidget*>(recent_), begin_, choices_, steps_})
        card->setVisible(any == (card == recent_ || card == begin_));
    grid_->setColumnStretch(0, narrow_ ? 1 : 5);
    grid_->setColumnStretch(1, narrow_ ? 0 : 3);
}

QWidget* StartPage::makeFoot() {
    auto* line = makeRow(kSpaceL);
    line->addWidget(
        new Label(TextRole::Caption, Ink::Text3,
                  tr("Also: drop a picture folder, pictures, a run folder or a file of weights anywhere in this "
                     "window.")),
        1);
    const std::pair<const char*, QAction*> links[] = {{"startGuide", studio_.actions().guide},
                                                      {"startKeys", studio_.actions().keys}};
    for (const auto& [name, action] : links) {
        QPushButton* link = makeButton(QLatin1String(name), {}, {}, ButtonKind::Link);
        bindButton(link, action);
        line->addWidget(link);
    }
    return boxed(line);
}

QWidget* StartPage::makeBegin() {
    auto* card = new Card(tr("Begin something new"));
    QPushButton* choose =
        makeButton(QStringLiteral("beginFolder"), tr("Open a picture folder..."), QStringLiteral("folder"));
    QPushButton* open = makeButton(QStringLiteral("beginRun"), tr("Open a run..."), QStringLiteral("runs"));
    QPushButton* sample =
        makeButton(QStringLiteral("beginSample"), tr("Try the sample project"), QStringLiteral("play"));
    connect(choose, &QPushButton::clicked, this, &StartPage::chooseFolder);
    connect(open, &QPushButton::clicked, this, &StartPage::openRun);
    connect(sample, &QPushButton::clicked, this, [this] { studio_.openSample(true); });
    for (QPushButton* button : {choose, open, sample}) {
        button->setSizePolicy(QSizePolicy::Expanding, button->sizePolicy().verticalPolicy());
        card->body()->addWidget(button);
    }
    card->body()->addStretch();
    return card;
}

QWidget* StartPage::makeChoices() {
    QPushButton* choose = makeButton(QStringLiteral("chooseFolder"), tr("Choose folder..."), QStringLiteral("folder"),
                                     ButtonKind::Primary);
    QPushButton* sample = makeButton(QStringLiteral("makeSample"), tr("Make the sample"), QStringLiteral("play"));
    QPushButton* open = makeButton(QStringLiteral("openRun"), tr("Open run..."), QStringLiteral("runs"));
    connect(choose, &QPushButton::clicked, this, &StartPage::chooseFolder);
    connect(sample, &QPushButton::clicked, this, [this] { studio_.openSample(true); });
    connect(open, &QPushButton::clicked, this, &StartPage::openRun);
    choiceRow_ = makeRow();
    choiceRow_->addWidget(
        choiceCard(new FolderArt, tr("Open a picture folder"),
                   tr("One folder per class, or a train and a val folder. Drop it anywhere in this window."), choose),
        1);
    choiceRow_->addWidget(
        choiceCard(new SampleArt(1), tr("Try the sample project"),
                   tr("Draws 2,900 pictures of ten shapes, then trains a small ResNet on them. A few minutes."),
                   sample),
        1);
    choiceRow_->addWidget(
        choiceCard(new CurveArt, tr("Open a run"),
                   tr("Curves and checkpoints of an earlier run: resume it, look at it, classify with it."), open),
        1);
    return boxed(choiceRow_);
}

QWidget* StartPage::makeSteps() {
    auto* card = new Card(tr("What happens then"));
    auto* grid = new QGridLayout;
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(20);
    grid->setVerticalSpacing(12);
    const QString names[] = {tr("Data"), tr("Recipe"), tr("Train"), tr("Classify")};
    const QString texts[] = {tr("Counts classes and pictures, finds broken files before they cost you a night."),
                             tr("A preset to start from, every value explained, what it takes in figures."),
                             tr("Live curves, exact resume, checkpoints that are verified before they are used."),
                             tr("Drop a picture, see the answer and the crop the network saw.")};
    for (int i = 0; i < 4; ++i) {
        auto* words = makeColumn(2);
        words->addWidget((new Label(TextRole::Body, Ink::Text, names[i]))->strong());
        words->addWidget((new Label(TextRole::Caption, Ink::Text2, texts[i]))->wrapped());
        words->addStretch();
        auto* number = new Pill;
        number->set(QString::number(i + 1), Tone::Accent);
        auto* cell = makeRow(kSpaceS);
        cell->addWidget(number, 0, Qt::AlignTop);
        cell->addLayout(words, 1);
        grid->addLayout(cell, i / 2, i % 2);
        grid->setColumnStretch(i % 2, 1);
    }
    card->body()->addLayout(grid);
    card->body()->addStretch();
    return card;
}

void StartPage::makeRecent() {
    recent_ = new Card(tr("Recent runs"));
    table_ = new TableView(QStringLiteral("recentRuns"));
    table_->setAccessibleName(tr("Recent runs"));
    table_->setModel(runs_);
    onTheme(this, [this] { table_->setRowHeight(rowHeight()); });
    for (const int column :
         {RunTable::Network, RunTable::Data, RunTable::Time, RunTable::Size, RunTable::Tags, RunTable::Note})
        table_->setColumnHidden(column, true);
    recent_->body()->addWidget(table_);
    recent_->setBodyMargin(0);
    connect(table_->horizontalScrollBar(), &QScrollBar::rangeChanged, this, &StartPage::fitTable);
    connect(table_, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (const RunSummary* run = runs_->run(index.row()))
            studio_.openRun(run->folder);
    });
    all_ = makeButton(QStringLiteral("allRuns"), {}, {}, ButtonKind::Link);
    connect(all_, &QPushButton::clicked, this, [this] { studio_.show(Page::Runs); });
    recent_->addToHead(all_);
    recent_->body()->addStretch();
}

void StartPage::showRuns() {
    auto runs = studio_.runs.runs();
    all_->setText(tr("All %n run(s)", nullptr, static_cast<int>(runs.size())));
    if (runs.size() > kRecentRuns)
        runs.resize(kRecentRuns);
    runs_->setRuns(runs);
    const bool any = !runs.empty();
    place();
    head()->setTitle(any ? tr("Welcome back") : tr("Welcome to ResNet Studio"));
    if (any) {
        table_->fitColumns(RunTable::Name);
        fitTable();
    }
    showBackground();
}

/// As high as its rows; a bar for what is beside them hides none.
void StartPage::fitTable() {
    const QScrollBar* bar = table_->horizontalScrollBar();
    const int sideways = bar->maximum() > bar->minimum() ? bar->sizeHint().height() : 0;
    table_->setFixedHeight(tableHeadHeight() + rowHeight() * runs_->rowCount() + 4 + sideways);
}

/// A run that trains without this window can be followed.
void StartPage::showBackground() {
    const RunSummary* running = nullptr;
    for (const RunSummary& run : studio_.runs.runs()) {
        // The list may be older than the end of the run that was shown here.
        const bool ended = studio_.training.lastReport() && studio_.training.lastReport()->folder == run.folder;
        if (isInGroup(run, RunGroup::Running) && !ended && studio_.canFollow() && !studio_.training.isActive()) {
            running = &run;
            break;
        }
    }
    if (running != nullptr && followable_ == running->folder)
        return;
    removeBanner(background_);
    background_ = nullptr;
    followable_.clear();
    if (running == nullptr)
        return;
    const std::string folder = followable_ = running->folder;
    background_ = new Banner(Tone::Accent, tr("%1 trains in the background").arg(QString::fromStdString(running->name)),
                             tr("Following it shows its curves and lets you pause, save and stop it."));
    background_->setObjectName(QStringLiteral("backgroundBanner"));
    connect(background_->addButton(QStringLiteral("followRun"), tr("Follow")), &QPushButton::clicked, this,
            [this, folder] { studio_.openRun(folder); });
    background_->closable();
    connect(background_, &Banner::closed, this, [this] { background_ = nullptr; });
    addBanner(background_);
}

void StartPage::chooseFolder() {
    const auto recent = studio_.settings.recentData();
    const auto folder = studio_.dialogs.pickFolder(tr("Choose a picture folder"),
                                                   recent.empty() ? QString() : displayOf(recent.front().root));
    if (folder)
        studio_.openPaths({bytesOf(*folder)});
}

void StartPage::openRun() {
    if (const auto folder = studio_.dialogs.pickFolder(tr("Choose a run folder"), displayOf(studio_.runs.folder())))
        studio_.openRun(bytesOf(*folder));
}

} // namespace studio
