// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_page.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/metric/best_epoch.h"
#include "core/model/model_spec.h"
#include "ui/models/run_table.h"
#include "ui/models/run_words.h"
#include "ui/pages/pages.h"
#include "ui/pages/sensors/card_alerts.h"
#include "ui/pages/train/journal_view.h"
#include "ui/pages/train/train_alerts.h"
#include "ui/pages/train/train_details.h"
#include "ui/pages/train/train_empty.h"
#include "ui/pages/train/train_extend.h"
#include "ui/pages/train/train_plots.h"
#include "ui/pages/train/train_tiles.h"
#include "ui/session/actions.h"
#include "ui/session/studio.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/page_head.h"
#include "ui/widgets/pill.h"

namespace studio {

namespace {

constexpr int kDetailsFrom = 1180;      ///< page width from which the details panel starts open
constexpr int kWindowForDetails = 1400; ///< and the width of the window: a narrow sidebar gives room to the plots
constexpr int kTwoColumnsFrom = 700;

} // namespace

QWidget* makeTrainPage(Studio& studio) {
    return new TrainPage(studio);
}

TrainPage::TrainPage(Studio& studio, QWidget* parent)
    : PageFrame(QStringLiteral("trainPage"), parent)
    , studio_(studio) {
    buildHead();
    buildBody();
    connectHead();
    new TrainAlerts(studio, *this); // owned by this page
    new CardAlerts(studio, *this);
    const TrainingSession& training = studio.training;
    connect(&training, &TrainingSession::stateChanged, this, &TrainPage::refresh);
    connect(&training, &TrainingSession::historyReset, this, &TrainPage::refresh);
    connect(&training, &TrainingSession::checkpointsChanged, this, &TrainPage::showButtons);
    connect(&training, &TrainingSession::finished, this, &TrainPage::refresh);
    connect(&training, &TrainingSession::openingChanged, this, &TrainPage::refresh);
    connect(this, &PageFrame::widthChanged, this, &TrainPage::chooseWidth);
    connect(this, &PageFrame::bodyWidthChanged, this,
            [this](int width) { plots_->fitControls(width - kSpaceXl - kSpaceL); });
    refresh();
}

void TrainPage::buildHead() {
    const Actions& actions = studio_.actions();
    snapshot_ = makeButton(QStringLiteral("snapshot"), {});
    bindButton(snapshot_, actions.snapshot);
    validate_ = makeIconButton(QStringLiteral("validateNow"), QStringLiteral("check"), tr("Validate now"));
    bindButton(validate_, actions.validateNow);
    plan_ = makeIconButton(QStringLiteral("changePlan"), QStringLiteral("sliders"), tr("Change the plan"));
    bindButton(plan_, actions.changePlan);
    pause_ = makeButton(QStringLiteral("pause"), {});
    bindButton(pause_, actions.pause);
    auto* menu = new QMenu;
    menu->addActions({actions.stopAfterEpoch, actions.stopNow});
    menu->addSeparator();
    menu->addActions({actions.toBackground, actions.leaveRun});
    stop_ = makeMenuButton(QStringLiteral("stop"), tr("Stop"), QStringLiteral("square"), menu);
    newRun_ = makeButton(QStringLiteral("newRun"), {});
    bindButton(newRun_, actions.newRun);
    classify_ = makeButton(QStringLiteral("classifyWithRun"), tr("Classify"), QStringLiteral("classify"));
    resume_ = makeButton(QStringLiteral("resume"), tr("Resume"), QStringLiteral("play"));
    extend_ = makeButton(QStringLiteral("extend"), tr("Extend..."), QStringLiteral("follow"));
    extend_->setToolTip(tr("Trains more epochs than were planned"));
    for (QPushButton* button : {plan_, validate_, snapshot_, pause_, stop_, newRun_, extend_, resume_, classify_})
        head()->addAction(button);
}

void TrainPage::buildBody() {
    tiles_ = new TrainTiles(studio_);
    fixedRows()->addWidget(tiles_);
    running_ = new QWidget;
    auto* column = new QVBoxLayout(running_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kSpaceS);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kSpaceS);
    plots_ = new TrainPlots(studio_);
    column->addWidget(plots_->controlRow());
    column->addLayout(row, 1);
    row->addWidget(plots_, 1);
    details_ = new TrainDetails(studio_);
    row->addWidget(details_);
    QAction* details = studio_.actions().details;
    details->setChecked(true);
    QPushButton* toggle = makeIconButton(QStringLiteral("detailsToggle"), QStringLiteral("panel"), tr("Details"));
    bindButton(toggle, details);
    plots_->addToControlRow(toggle);
    body()->addWidget(running_, 1);
    empty_ = new TrainEmpty(studio_);
    body()->addWidget(empty_, 1);
    opening_ = new EmptyState(QStringLiteral("curve"), tr("Opening the run"), {});
    opening_->setObjectName(QStringLiteral("trainOpening"));
    body()->addWidget(opening_, 1);
}

void TrainPage::connectHead() {
    connect(resume_, &QPushButton::clicked, this, [this] {
        const RunHistory& history = *studio_.training.history();
        isInGroup(history.summary, RunGroup::Running) ? studio_.openRun(history.folder)
                                                      : studio_.resumeRun(history.folder);
    });
    connect(extend_, &QPushButton::clicked, this, [this] {
        const RunHistory& history = *studio_.training.history();
        extendRun(studio_, history.folder, history.epochsDone(), history.recipe.config.epochs);
    });
    connect(classify_, &QPushButton::clicked, this, [this] {
        const RunHistory& history = *studio_.training.history();
        studio_.classify.setModel(history.folder, bestOrLast(history.checkpoints));
        studio_.show(Page::Classify);
    });
    const QAction* details = studio_.actions().details;
    connect(details, &QAction::toggled, details_, &QWidget::setVisible);
    connect(details, &QAction::triggered, this, [this] { detailsChosen_ = true; });
    connect(details_->journal(), &JournalView::eventChosen, plots_, &TrainPlots::pointAt);
    connect(plots_, &TrainPlots::eventChosen, this, [this](const EventRecord& event) {
        if (QAction* panel = studio_.actions().details; !panel->isChecked()) {
            panel->setChecked(true);
            detailsChosen_ = true;
        }
        details_->journal()->choose(event);
    });
}

void TrainPage::refresh() {
    const bool opening = !studio_.training.opening().empty();
    const bool any = studio_.training.history() != nullptr && !opening;
    running_->setVisible(any);
    tiles_->setVisible(any);
    empty_->setVisible(!any && !opening);
    opening_->setVisible(opening);
    if (opening)
        opening_->setTexts(tr("Opening %1...").arg(runName(studio_.training.opening())),
                           tr("Its history is being read. A run of many steps takes a few seconds."));
    showHead();
    showButtons();
}

void TrainPage::showHead() {
    const TrainingSession& training = studio_.training;
    const RunHistory* history = training.history();
    if (!training.opening().empty()) {
        head()->setTitle(runName(training.opening()));
        head()->setSubtitle(displayOf(training.opening()));
        head()->pill()->set(tr("Opening"), Tone::Neutral, QStringLiteral("wait"));
        return;
    }
    if (history == nullptr) {
        head()->setTitle(tr("Train"));
        head()->setSubtitle(tr("Nothing is running"));
        head()->pill()->set({}, Tone::Neutral);
        return;
    }
    head()->setTitle(runName(history->folder));
    head()->setSubtitle(subtitle());
    StateLook look = lookOf(training.state());
    if (!training.isActive())
        look = training.lastReport() ? lookOf(*training.lastReport()) : lookOf(history->summary.state);
    if (training.isStoppingAfterEpoch())
        look.word = tr("%1, stops after this epoch").arg(look.word);
    head()->pill()->set(look.word, look.tone, look.icon);
}

QString TrainPage::subtitle() const {
    const RunHistory& history = *studio_.training.history();
    const TrainConfig& config = history.recipe.config;
    QStringList parts = {
        tr("%1 on %2")
            .arg(QString::fromStdString(modelDisplayName(config.model)), runName(history.recipe.setup.data.root)),
        tr("batch %1").arg(config.batchSize), tr("%1 px").arg(pictureSizes(config))};
    const std::string& device = studio_.training.runStart().device;
    if (!device.empty())
        parts += displayOf(device);
    if (studio_.training.isActive())
        parts += studio_.training.isFollowing() ? tr("runs in the background") : tr("runs in this window");
    return parts.join(QStringLiteral("  ·  "));
}

void TrainPage::showButtons() {
    const TrainingSession& training = studio_.training;
    const SessionState state = training.state();
    const RunHistory* history = training.history();
    const bool active = training.isActive();
    const bool steerable = active && state != SessionState::Stopping;
    for (QPushButton* button : {plan_, validate_, snapshot_, pause_, stop_})
        button->setVisible(active);
    const Actions& actions = studio_.actions();
    const auto keyOf = [](const QAction* action) { return action->shortcut().toString(QKeySequence::NativeText); };
    setBlocked(stop_, steerable ? QString() : actions.stopNow->toolTip(),
               tr("After this epoch (%1), or now (%2)").arg(keyOf(actions.stopAfterEpoch), keyOf(actions.stopNow)));
    const bool paused = state == SessionState::Paused;
    setButtonKind(pause_, paused ? ButtonKind::Primary : ButtonKind::Plain);

    const bool shown = !active && history != nullptr && training.opening().empty();
    const bool done = shown && history->epochsDone() >= history->recipe.config.epochs;
    const bool saved = shown && !history->checkpoints.empty();
    const bool elsewhere = shown && studio_.canFollow() && isInGroup(history->summary, RunGroup::Running);
    newRun_->setVisible(shown);
    resume_->setVisible(elsewhere || (shown && !done && saved));
    resume_->setText(elsewhere ? tr("Follow") : tr("Resume"));
    resume_->setToolTip(elsewhere
                            ? tr("Shows what its process does, and steers it")
                            : tr("Goes on from the newest checkpoint, with the same result as without the break"));
    extend_->setVisible(saved && !elsewhere);
    classify_->setVisible(saved);
    setButtonKind(classify_, done ? ButtonKind::Primary : ButtonKind::Plain);
    setButtonKind(resume_, done ? ButtonKind::Plain : ButtonKind::Primary);
}

void TrainPage::chooseWidth(int width) {
    if (!detailsChosen_)
        studio_.actions().details->setChecked(width >= kDetailsFrom &&
                                              (isWindow() || window()->width() >= kWindowForDetails));
    plots_->setNarrow(width < kTwoColumnsFrom);
}

} // namespace studio
