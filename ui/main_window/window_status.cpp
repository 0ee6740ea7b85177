// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/window_status.h"

#include <algorithm>

#include <QAction>

#include "ui/main_window/nav_row.h"
#include "ui/main_window/run_card.h"
#include "ui/main_window/sidebar.h"
#include "ui/main_window/status_strip.h"
#include "ui/main_window/taskbar_progress.h"
#include "ui/main_window/tray_icon.h"
#include "ui/models/device_words.h"
#include "ui/models/network_words.h"
#include "ui/models/run_words.h"
#include "ui/pages/get_data/get_data_words.h"
#include "ui/session/actions.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/meter.h"

namespace studio {

namespace {

constexpr int kFiguresMs = 250, kSlowMs = 1'000;

constexpr int rowOf(Page page) {
    return static_cast<int>(page);
}

double shareOf(std::uint64_t used, std::uint64_t all) {
    return static_cast<double>(used) / static_cast<double>(all);
}

/// "11.3/15.0 GiB"
QString usedText(std::uint64_t used, std::uint64_t all) {
    const double gib = 1024.0 * 1024 * 1024;
    return formatNumber(static_cast<double>(used) / gib, 1) + QStringLiteral("/") +
           withUnit(formatNumber(static_cast<double>(all) / gib, 1), QStringLiteral("GiB"));
}

} // namespace

WindowStatus::WindowStatus(Studio& studio, QWidget& window, Sidebar& sidebar, StatusStrip& strip)
    : QObject(&window)
    , studio_(studio)
    , window_(window)
    , sidebar_(sidebar)
    , strip_(strip)
    , slow_(studio.actions().slowRefresh)
    , taskbar_(new TaskbarProgress(this))
    , tray_(new TrayIcon(studio, window, this)) {
    const TrainingSession& training = studio.training;
    connect(&training, &TrainingSession::stateChanged, this, &WindowStatus::showRun);
    connect(&training, &TrainingSession::statusChanged, this, &WindowStatus::showRunSeldom);
    connect(&training, &TrainingSession::historyReset, this, &WindowStatus::showRun);
    connect(&training, &TrainingSession::eventsChanged, this, &WindowStatus::showRunSeldom);
    connect(&training, &TrainingSession::finished, this, &WindowStatus::showRun);
    connect(&studio.data, &DataSession::changed, this, &WindowStatus::showData);
    connect(&studio.data, &DataSession::progressed, this, &WindowStatus::showData);
    connect(&studio.data, &DataSession::checkChanged, this, &WindowStatus::showData);
    connect(&studio.getData, &GetDataSession::changed, this, &WindowStatus::showData);
    connect(&studio.recipe, &RecipeDraft::changed, this, &WindowStatus::showRecipe);
    connect(&studio.runs, &RunsSession::changed, this, [this] {
        showRuns();
        showClassify();
    });
    connect(&studio.classify, &ClassifySession::modelChanged, this, &WindowStatus::showClassify);
    connect(&studio.monitor, &SystemMonitor::changed, this, &WindowStatus::showMachine);
    connect(&studio.cardMonitor, &CardMonitor::changed, this, &WindowStatus::showLoad);
    showRun();
    showData();
    showRecipe();
    showRuns();
    showClassify();
    showMachine();
}

// What comes too early is made up for by the next, or by the next reading of the machine where none follows.
void WindowStatus::showRunSeldom() {
    late_ = shown_.isValid() && shown_.elapsed() < (slow_->isChecked() ? kSlowMs : kFiguresMs);
    if (!late_)
        showRun();
}

void WindowStatus::showRun() {
    shown_.start();
    late_ = false;
    const TrainingSession& training = studio_.training;
    const TrainStatus& status = training.status();
    const StateLook look = lookOf(training.state());
    strip_.setState(look.word, static_cast<int>(look.tone));
    const bool counted = training.isActive() && status.epochs > 0;
    strip_.setProgress(counted ? tr("epoch %1/%2").arg(status.epoch).arg(status.epochs) : QString(),
                       counted && status.stepsPerEpoch > 0
                           ? tr("step %1/%2").arg(formatCount(status.stepInEpoch), formatCount(status.stepsPerEpoch))
                           : QString());
    strip_.setNote(noteText());
    NavRow* row = sidebar_.row(rowOf(Page::Train));
    row->setSecondLine(trainLine());
    row->setMark(training.isActive() ? QStringLiteral("dot") : QString(), look.tone);
    showCard();
    window_.setWindowTitle(titleText());
    taskbar_->show(training.isActive() ? std::optional(runFraction(status)) : std::nullopt);
    tray_->setText(trayText());
}

void WindowStatus::showCard() {
    const TrainingSession& training = studio_.training;
    RunCard* card = sidebar_.runCard();
    card->setVisible(training.isActive());
    if (!training.isActive())
        return;
    const TrainStatus& status = training.status();
    const StateLook look = lookOf(training.state());
    QStringList lines;
    if (training.state() == SessionState::Preparing || status.epochs == 0)
        lines +=
            status.activity.empty() ? runName(training.runStart().folder) : QString::fromStdString(status.activity);
    else
        lines += tr("Epoch %1 of %2").arg(status.epoch).arg(status.epochs);
    if (training.isStoppingAfterEpoch())
        lines += tr("Stops after this epoch");
    else if (status.epochs > 0 && status.remainingSeconds < 0)
        lines += tr("Its end is not known yet");
    else if (status.epochs > 0)
        lines += (training.state() == SessionState::Paused ? tr("If continued: %1") : tr("Finishes %1"))
                     .arg(finishText(status));
    card->set(look.word, look.tone, runFraction(status), lines);
}

QString WindowStatus::trainLine() const {
    const TrainingSession& training = studio_.training;
    const TrainStatus& status = training.status();
    if (training.isActive())
        return status.epochs > 0 ? tr("Epoch %1 of %2").arg(status.epoch).arg(status.epochs)
                                 : lookOf(training.state()).word;
    return training.history() != nullptr ? runName(training.history()->folder) : tr("Nothing is running");
}

QString WindowStatus::noteText() const {
    const RunHistory* history = studio_.training.history();
    if (!studio_.training.isActive() || history == nullptr)
        return {};
    for (const EventRecord& event : history->events) {
        if (event.kind == EventKind::CheckpointSaved)
            return tr("checkpoint saved %1").arg(formatMoment(event.utcMs));
    }
    return {};
}

QString WindowStatus::titleText() const {
    const TrainingSession& training = studio_.training;
    const QString app = QStringLiteral("ResNet Studio");
    if (!training.isActive()) {
        const auto& report = training.lastReport();
        if (report && report->outcome == RunOutcome::Failed)
            return tr("Failed - %1 - %2").arg(runName(report->folder), app);
        return app;
    }
    const TrainStatus& status = training.status();
    const QString name = runName(training.runStart().folder);
    if (training.state() == SessionState::Paused)
        return tr("Paused - %1 - %2").arg(name, app);
    if (status.epochs == 0)
        return tr("%1 - %2 - %3").arg(lookOf(training.state()).word, name, app);
    return tr("%1 - epoch %2/%3 - %4 - %5")
        .arg(formatProgress(runFraction(status)))
        .arg(status.epoch)
        .arg(status.epochs)
        .arg(name, app);
}

QString WindowStatus::trayText() const {
    const TrainingSession& training = studio_.training;
    if (!training.isActive())
        return titleText();
    const QString name = runName(training.runStart().folder), word = lookOf(training.state()).word;
    return training.status().epochs > 0
               ? tr("%1, %2 - %3").arg(word, formatProgress(runFraction(training.status())), name)
               : tr("%1 - %2").arg(word, name);
}

void WindowStatus::showData() {
    const DataSession& data = studio_.data;
    NavRow* row = sidebar_.row(rowOf(Page::Data));
    row->setMark({}, Tone::Ok);
    if (const QString job = shortText(studio_.getData); !job.isEmpty()) {
        const GetDataState state = studio_.getData.state();
        row->setSecondLine(job);
        return state == GetDataState::Failed ? row->setMark(QStringLiteral("triangle"), Tone::Error)
               : state == GetDataState::Done ? row->setMark(QStringLiteral("check"), Tone::Ok)
                                             : row->setMark(QStringLiteral("dot"), Tone::Accent);
    }
    switch (data.state()) {
    case DataState::Empty:
        row->setSecondLine(tr("Nothing chosen yet"));
        return;
    case DataState::Drawing:
        row->setSecondLine(tr("Drawing %1").arg(formatCount(data.found())));
        return row->setMark(QStringLiteral("dot"), Tone::Accent);
    case DataState::Scanning:
        row->setSecondLine(tr("Reading %1").arg(formatCount(data.found())));
        return row->setMark(QStringLiteral("dot"), Tone::Accent);
    case DataState::Refused:
        row->setSecondLine(tr("Cannot be used"));
        return row->setMark(QStringLiteral("triangle"), Tone::Warning);
    case DataState::Ready:
        break;
    }
    const auto classes = static_cast<int>(data.data()->classes.size());
    row->setSecondLine(tr("%1 · %Ln class(es)", nullptr, classes).arg(runName(data.spec().root)));
    const bool problems = data.report() && !data.report()->problems.empty();
    row->setMark(problems ? QStringLiteral("triangle") : QStringLiteral("check"), problems ? Tone::Warning : Tone::Ok);
}

void WindowStatus::showRecipe() {
    const RecipeDraft& recipe = studio_.recipe;
    NavRow* row = sidebar_.row(rowOf(Page::Recipe));
    const auto edits = recipe.changedKeys().size();
    const QString name = displayOf(recipe.name());
    row->setSecondLine(edits == 0 ? name : tr("%1 · %n edit(s)", nullptr, static_cast<int>(edits)).arg(name));
    const bool wrong = hasErrors(recipe.issues());
    row->setMark(wrong ? QStringLiteral("triangle") : QStringLiteral("check"), wrong ? Tone::Error : Tone::Ok);
}

void WindowStatus::showRuns() {
    std::uint64_t bytes = 0;
    for (const RunSummary& run : studio_.runs.runs())
        bytes += run.bytes;
    const auto count = static_cast<int>(studio_.runs.runs().size());
    const QString words =
        count == 0 ? tr("No runs yet") : tr("%Ln run(s) · %1", nullptr, count).arg(formatBytes(bytes));
    sidebar_.row(rowOf(Page::Runs))->setSecondLine(words);
    sidebar_.row(rowOf(Page::Start))->setSecondLine(count == 0 ? tr("Welcome") : tr("Recent work"));
}

/// A run's name is long, and stands on the page.
QString WindowStatus::networkLine(const ClassifyNetwork& network) const {
    if (network.which == "best")
        return tr("best \u00B7 epoch %1").arg(network.epoch);
    if (network.which == "last")
        return tr("last \u00B7 epoch %1").arg(network.epoch);
    return wordsOf(network, studio_.runs.find(network.model)).name;
}

void WindowStatus::showClassify() {
    const ClassifySession& classify = studio_.classify;
    const auto network = classify.network();
    const auto& runs = studio_.runs.runs();
    const bool any = std::any_of(runs.begin(), runs.end(), [](const RunSummary& run) { return run.best || run.last; });
    const QString words = classify.isLoadingModel() ? tr("Loading")
                          : network                 ? networkLine(*network)
                          : any                     ? tr("Drop a picture")
                                                    : tr("Needs a trained network");
    sidebar_.row(rowOf(Page::Classify))->setSecondLine(words);
}

void WindowStatus::showMachine() {
    if (late_)
        showRun();
    const SystemMonitor& monitor = studio_.monitor;
    const SystemLoad& load = monitor.load();
    strip_.cpu()->set(load.cpuFraction, formatPercent(load.cpuFraction, 0));
    const bool known = load.memoryBytes > 0;
    strip_.memory()->setVisible(known);
    if (known)
        strip_.memory()->set(shareOf(load.memoryUsedBytes, load.memoryBytes),
                             usedText(load.memoryUsedBytes, load.memoryBytes));
    const bool trains = studio_.training.isActive();
    const std::uint64_t total = trains ? monitor.runDiskTotalBytes() : monitor.diskTotalBytes();
    const std::uint64_t room = trains ? monitor.runDiskFreeBytes() : monitor.diskFreeBytes();
    strip_.disk()->setVisible(total > 0);
    strip_.disk()->setName(trains ? tr("Disk of the run") : tr("Disk of the runs folder"));
    if (total > 0)
        strip_.disk()->set(1 - shareOf(room, total), StatusStrip::tr("%1 free").arg(formatBytes(room)));
}

/// What the driver does not tell of a card leaves no hole.
void WindowStatus::showLoad() {
    StatusStrip::CardFigures figures;
    const auto& reading = studio_.cardMonitor.reading();
    if (!reading)
        return strip_.setCard(figures);
    if (slow_->isChecked() && loadShown_.isValid() && loadShown_.elapsed() < kSlowMs * 9 / 10)
        return; // a reading comes twice a second
    loadShown_.start();
    if (reading->utilisationPercent) {
        figures.busy = *reading->utilisationPercent / 100.0;
        figures.busyText = formatPercent(figures.busy, 0);
    }
    if (reading->memoryUsedBytes && reading->memoryBytes.value_or(0) > 0) {
        figures.memory = shareOf(*reading->memoryUsedBytes, *reading->memoryBytes);
        figures.memoryText = usedText(*reading->memoryUsedBytes, *reading->memoryBytes);
    }
    QStringList heat, about;
    if (reading->temperatureCelsius)
        heat += withUnit(QString::number(*reading->temperatureCelsius), tr("°C"));
    if (reading->powerWatts)
        heat += withUnit(formatNumber(*reading->powerWatts, 0), QStringLiteral("W"));
    if (reading->powerLimitWatts)
        about += tr("Its limit is %1").arg(withUnit(formatNumber(*reading->powerLimitWatts, 0), QStringLiteral("W")));
    if (const QString reasons = slowedByText(*reading); !reasons.isEmpty())
        about += tr("Its clock is held back: %1").arg(reasons);
    figures.heat = heat.join(QStringLiteral(" · "));
    about.prepend(tr("Card: %1").arg(figures.heat));
    figures.about = about.join(QStringLiteral(". "));
    strip_.setCard(figures);
}

} // namespace studio
