// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/recipe/recipe_page.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>

#include "core/loader/worker_advice.h"
#include "core/recipe/epoch_steps.h"
#include "core/recipe/presets.h"
#include "ui/models/device_words.h"
#include "ui/models/engine_words.h"
#include "ui/pages/data/batch_preview.h"
#include "ui/pages/pages.h"
#include "ui/pages/recipe/beginning_menu.h"
#include "ui/pages/recipe/device_menu.h"
#include "ui/pages/recipe/preflight_card.h"
#include "ui/pages/recipe/recipe_files.h"
#include "ui/pages/recipe/recipe_form.h"
#include "ui/plot/metric_plot.h"
#include "ui/session/actions.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/theme/typed.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_combo.h"
#include "ui/widgets/form_row.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/page_head.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/when_seen.h"

namespace studio {

namespace {

constexpr int kNarrow = 1060;

std::int64_t stepsPerEpoch(const Studio& studio) {
    const auto folders = studio.data.data();
    const std::int64_t batch = std::max<std::int64_t>(studio.recipe.config().batchSize, 1);
    return folders ? stepsInEpoch(folders->train.size(), batch) : 100;
}

QList<QPointF> rateCurve(const TrainConfig& config, std::int64_t perEpoch) {
    constexpr int kPoints = 200;
    const Schedule schedule = scheduleOf(config, perEpoch);
    QList<QPointF> points;
    for (int i = 0; i <= kPoints; ++i) {
        const std::int64_t step = std::min<std::int64_t>(schedule.totalSteps - 1, schedule.totalSteps * i / kPoints);
        points << QPointF(static_cast<double>(step) / static_cast<double>(perEpoch), learningRateAt(schedule, step));
    }
    return points;
}

/// What "automatic" comes to on this machine, for a network on an accelerator or on the CPU.
void explainWorkers(QSpinBox* workers, bool accelerator) {
    const WorkerAdvice advice = adviseWorkers({.accelerator = accelerator});
    workers->setSpecialValueText(RecipePage::tr("automatic (%1)").arg(advice.count));
    workers->setToolTip(toolTipText(RecipePage::tr("Threads that read and decode pictures. Range: 0 (automatic) to 64. "
                                                   "Automatic is %1 here: %2. Option: --workers.")
                                        .arg(advice.count)
                                        .arg(QString::fromStdString(advice.reason))));
}

} // namespace

QWidget* makeRecipePage(Studio& studio) {
    return new RecipePage(studio);
}

RecipePage::RecipePage(Studio& studio)
    : PageFrame(QStringLiteral("recipePage"))
    , studio_(studio) {
    makeActions();
    form_ = new RecipeForm(studio_.recipe);
    columns_ = makeRow();
    columns_->addWidget(form_, 2);
    columns_->addWidget(makeSide(), 1);
    body()->addLayout(columns_);
    connect(this, &PageFrame::widthChanged, this, &RecipePage::fitWidth);
    fitWidth(width());
    connectSession();
    showDraft();
}

// Where the run goes and what it takes stay at the top: beside the form, or above it where the page is narrow.
void RecipePage::fitWidth(int width) {
    const int beside = form_->minimumSizeHint().width() +
                       std::max(side_->minimumSize().width(), runCard_->minimumSizeHint().width()) +
                       columns_->spacing() + kSpaceXl + kSpaceL;
    const bool narrow = width < std::max(kNarrow, beside);
    columns_->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    narrow ? body()->insertWidget(0, runCard_) : side_->insertWidget(0, runCard_);
    form_->setNarrow(width < 640);
}

void RecipePage::makeActions() {
    const Actions& actions = studio_.actions();
    QPushButton* undo = makeIconButton(QStringLiteral("undo"), QStringLiteral("undo"), tr("Undo"));
    QPushButton* redo = makeIconButton(QStringLiteral("redo"), QStringLiteral("redo"), tr("Redo"));
    auto* menu = new QMenu;
    addPresets(studio_, *menu);
    menu->addSeparator();
    auto* reset = new QAction(this);
    menu->addAction(reset);
    reset->setObjectName(QStringLiteral("actResetRecipe"));
    connect(reset, &QAction::triggered, this, [this] { studio_.recipe.resetAll(); });
    connect(menu, &QMenu::aboutToShow, this, [this, reset] {
        const int count = static_cast<int>(studio_.recipe.changedKeys().size());
        reset->setText(
            tr("Take back %n change(s) to %1", nullptr, count).arg(withoutMnemonic(displayOf(studio_.recipe.name()))));
        reset->setVisible(count > 0);
    });
    menu->addSeparator();
    menu->addActions({actions.openRecipe, actions.saveRecipeAs});
    addRecentRecipes(studio_, *menu);
    QPushButton* presetsButton = makeMenuButton(QStringLiteral("presets"), tr("Presets"), {}, menu);
    QPushButton* save = makeButton(QStringLiteral("saveRecipe"), {});
    start_ =
        makeButton(QStringLiteral("startTraining"), tr("Start training"), QStringLiteral("play"), ButtonKind::Primary);
    queue_ = makeButton(QStringLiteral("addToQueue"), tr("Add to queue"), QStringLiteral("plus"));
    queue_->setVisible(studio_.queue.canRun());
    connect(queue_, &QPushButton::clicked, this, [this] {
        commitTyped();
        studio_.addToQueue();
    });
    for (QWidget* control : {undo, redo, presetsButton, save, queue_, start_})
        head()->addAction(control);
    bindButton(undo, actions.undo);
    bindButton(redo, actions.redo);
    bindButton(save, actions.saveRecipe);
    addActions({actions.undo, actions.redo});
    connect(actions.openRecipe, &QAction::triggered, this, [this] { openRecipeFile(studio_); });
    connect(actions.saveRecipe, &QAction::triggered, this, [this] { saveRecipeFile(studio_); });
    connect(actions.saveRecipeAs, &QAction::triggered, this, [this] { saveRecipeFileAs(studio_); });
    connect(start_, &QPushButton::clicked, this, &RecipePage::start);
}

QWidget* RecipePage::makeRunCard() {
    auto* card = new Card(tr("Run"));
    card->body()->setSpacing(4);
    auto* name = new QLineEdit;
    name->setObjectName(QStringLiteral("runName"));
    name->setPlaceholderText(tr("automatic"));
    name->setToolTip(toolTipText(tr("Name of the run's folder; automatic = network, data and date. Option: --run.")));
    connect(name, &QLineEdit::textChanged, this,
            [this](const QString& text) { studio_.recipe.runName = bytesOf(text.trimmed().replace(u'/', u'-')); });
    auto* device = new DeviceMenu(studio_);
    auto* workers = new QSpinBox;
    workers->setObjectName(QStringLiteral("workers"));
    workers->setRange(0, 64);
    workers->setValue(studio_.recipe.workers);
    explainWorkers(workers, device->isAccelerator());
    connect(device, &DeviceMenu::chosen, workers,
            [device, workers] { explainWorkers(workers, device->isAccelerator()); });
    connect(workers, &QSpinBox::valueChanged, this, [this](int count) { studio_.recipe.setWorkers(count); });
    connect(device, &DeviceMenu::chosen, this, &RecipePage::showEstimates);
    QList<FormRow*> rows{new FormRow(QStringLiteral("run_name"), tr("Name"), name),
                         deviceRow_ = new FormRow(QStringLiteral("device"), tr("Device"), device),
                         new FormRow(QStringLiteral("workers"), tr("Decode threads"), workers, tr("threads"))};
    auto* beginningRow = new FormRow(QStringLiteral("begins_with"), tr("Begins with"), new BeginningMenu(studio_));
    rows.insert(1, beginningRow);
    FormRow* placeRow = nullptr;
    if (studio_.hasBackground())
        rows << (placeRow = new FormRow(QStringLiteral("place"), tr("Trains"), makePlace()));
    int widest = 0;
    for (FormRow* row : rows)
        widest = std::max(widest, row->labelWidthHint());
    for (FormRow* row : rows) {
        row->editor()->setMinimumWidth(
            std::max(row->editor()->fontMetrics().horizontalAdvance(u'0') * 18, row->editor()->sizeHint().width()));
        row->setLabelWidth(widest);
        row->dropReset(); // none has a default
        card->body()->addWidget(row);
    }
    for (FormRow* row : {beginningRow, deviceRow_, placeRow}) {
        if (row != nullptr)
            row->widenEditor(44); // also where the card is as wide as the window
    }
    showCards();
    return card;
}

/// Which process trains. What is automatic follows the forecast.
QWidget* RecipePage::makePlace() {
    place_ = new ElidedCombo;
    place_->setObjectName(QStringLiteral("place"));
    place_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    place_->addItem(QString(), static_cast<int>(RunPlace::Automatic));
    place_->addItem(tr("in this window"), static_cast<int>(RunPlace::Window));
    place_->addItem(tr("in the background"), static_cast<int>(RunPlace::Background));
    place_->setToolTip(toolTipText(tr(
        "In the background a process without a window trains: it goes on when the studio is closed, when the desktop "
        "or the login ends, and any studio can follow and steer it. Automatic takes that way for runs of an hour or "
        "more. Option: --background.")));
    connect(place_, &QComboBox::activated, this, [this] {
        studio_.recipe.place = static_cast<RunPlace>(place_->currentData().toInt());
        showPlace();
    });
    showPlace();
    return place_;
}

void RecipePage::showPlace() {
    if (place_ == nullptr)
        return;
    place_->setItemText(0, studio_.forecast().isLong() ? tr("automatic (in the background)")
                                                       : tr("automatic (in this window)"));
    place_->setCurrentIndex(place_->findData(static_cast<int>(studio_.recipe.place)));
}

/// A machine without a card is as usual; one whose card is not used says why.
void RecipePage::showCards() {
    deviceRow_->setMessage(whyNoCard(studio_), true);
}

QWidget* RecipePage::makeSide() {
    side_ = makeColumn();
    runCard_ = makeRunCard();
    side_->addWidget(runCard_);
    preflight_ = new PreflightCard(studio_);
    side_->addWidget(preflight_);
    auto* followed = new Card(tr("What it follows"));
    source_ = (new Label(TextRole::Body, Ink::Text2))->wrapped();
    source_->setObjectName(QStringLiteral("presetSource"));
    followed->body()->addWidget(source_);
    followed_ = followed;
    side_->addWidget(followed);
    auto* rateCard = new Card(tr("Learning rate"));
    rateCard->setNote(tr("this recipe, dashed: %1").arg(tr("where it started from")));
    rate_ = new MetricPlot(QStringLiteral("ratePlot"));
    rate_->setAccessibleName(tr("Learning rate by epoch"));
    rate_->addSeries({tr("this recipe"), 0, SeriesStyle::Line, false, true});
    rate_->addSeries({tr("start"), -1, SeriesStyle::Planned, false, true});
    rate_->setValueFormat([](double value) { return formatLearningRate(value); });
    rate_->setXFormat([](double x) { return tr("epoch %1").arg(formatNumber(x, 1)); });
    rate_->setMinimumHeight(140);
    rateCard->body()->addWidget(rate_);
    side_->addWidget(rateCard);
    auto* batchCard = new Card(tr("One training batch"));
    batchCard->setNote(tr("as the network gets it"));
    QPushButton* another =
        makeButton(QStringLiteral("anotherBatch"), tr("Another batch"), QStringLiteral("dice"), ButtonKind::Link);
    batchCard->addToHead(another);
    batch_ = new BatchPreview(studio_);
    batchCard->body()->addWidget(batch_);
    connect(another, &QPushButton::clicked, this, [this] { batch_->refresh(true); });
    side_->addWidget(batchCard, 1);
    side_->addStrut(std::max(300, textWidth(QString(38, u'0'), roleFont(TextRole::Body)))); // wider where a card is
    return boxed(side_);
}

void RecipePage::connectSession() {
    connect(&studio_.recipe, &RecipeDraft::changed, this, &RecipePage::showDraft);
    connect(&studio_.data, &DataSession::changed, this, &RecipePage::showDraft);
    auto* estimating = new WhenSeen(this, [this] { showEstimates(); });
    connect(&studio_.monitor, &SystemMonitor::changed, estimating, &WhenSeen::run);
    connect(&studio_.training, &TrainingSession::stateChanged, this, &RecipePage::showStart);
    connect(&studio_.cards, &CardsSession::changed, this, &RecipePage::showCards);
    connect(&studio_.cards, &CardsSession::changed, this, &RecipePage::showEstimates);
    connect(&studio_.runs, &RunsSession::changed, estimating, &WhenSeen::run);
    connect(&studio_.preflight, &PreflightSession::changed, this, &RecipePage::showPlace);
    connect(&studio_.preflight, &PreflightSession::changed, this, &RecipePage::showStart);
    connect(&studio_.monitor, &SystemMonitor::infoKnown, this, &RecipePage::showCards);
}

void RecipePage::showDraft() {
    const RecipeDraft& draft = studio_.recipe;
    const auto changes = static_cast<int>(draft.changedKeys().size());
    head()->setTitle(QString::fromStdString(draft.name()));
    head()->pill()->set(changes == 0 ? QString() : tr("%n change(s)", nullptr, changes), Tone::Accent,
                        QStringLiteral("sliders"));
    QString about = tr("%1, SGD, %2 over %Ln epoch(s)", nullptr, static_cast<int>(draft.config().epochs))
                        .arg(QString::fromStdString(modelDisplayName(draft.config().model)),
                             QString::fromStdString(draft.config().schedule));
    // What is said of a preset holds until something is changed.
    QString source;
    for (const Preset& preset : presets()) {
        if (changes == 0 && preset.name == draft.name()) {
            about = engineWords(preset.about);
            source = preset.source.empty() ? QString() : engineWords(preset.source);
        }
    }
    head()->setSubtitle(about);
    source_->setText(source);
    followed_->setVisible(!source.isEmpty());
    showStart();
    showEstimates();
    showRate();
    batch_->refresh(false);
}

/// Whether this can be started now, and that a run has a recipe of its own.
void RecipePage::showStart() {
    const RecipeDraft& draft = studio_.recipe;
    setBlocked(start_,
               hasErrors(draft.issues()) && !studio_.training.isActive() && studio_.data.data()
                   ? QString()
                   : studio_.startBlocker(),
               toolTipWithKey(*studio_.actions().start));
    setBlocked(queue_, studio_.draftBlocker(),
               tr("It is started when those before it have ended and a device is free"));
    if (studio_.training.isActive() && !runningBanner_) {
        runningBanner_ = true;
        auto* banner = new Banner(Tone::Accent, tr("A run is training with its own copy of its recipe"),
                                  tr("Changes here are for the next run."));
        connect(banner->addButton(QStringLiteral("seeRun"), tr("See the run")), &QPushButton::clicked, this,
                [this] { studio_.show(Page::Train); });
        banner->closable();
        connect(&studio_.training, &TrainingSession::finished, banner, [this, banner] { removeBanner(banner); });
        addBanner(banner);
    }
    if (!studio_.training.isActive())
        runningBanner_ = false;
}

/// Before the side is made there is nothing to show it.
void RecipePage::showEstimates() {
    if (preflight_ == nullptr)
        return;
    preflight_->refresh();
    showPlace();
}

void RecipePage::showRate() {
    if (hasErrors(studio_.recipe.issues()))
        return;
    const std::int64_t perEpoch = stepsPerEpoch(studio_);
    const bool differs =
        scheduleOf(studio_.recipe.config(), perEpoch).base != scheduleOf(studio_.recipe.base(), perEpoch).base ||
        rateCurve(studio_.recipe.config(), perEpoch) != rateCurve(studio_.recipe.base(), perEpoch);
    rate_->setData(0, rateCurve(studio_.recipe.config(), perEpoch));
    rate_->setData(1, differs ? rateCurve(studio_.recipe.base(), perEpoch) : QList<QPointF>());
    rate_->resetZoom();
}

void RecipePage::start() {
    commitTyped();
    if (hasErrors(studio_.recipe.issues()))
        return form_->focusFirstError();
    studio_.actions().start->trigger();
}

} // namespace studio
