// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_tiles.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "core/metric/best_epoch.h"
#include "ui/models/run_words.h"
#include "ui/pages/train/energy_watch.h"
#include "ui/pages/train/feed_advice.h"
#include "ui/pages/train/refresh_pace.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/progress_line.h"
#include "ui/widgets/tile.h"
#include "ui/widgets/tile_row.h"

namespace studio {

namespace {

QString energyWords(double joules) {
    return QString::fromStdString(energyText(joules));
}

} // namespace

TrainTiles::TrainTiles(Studio& studio, QWidget* parent)
    : QWidget(parent)
    , studio_(studio)
    , energy_(new EnergyWatch(studio, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kSpaceXs);
    auto* lines = new QHBoxLayout;
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(kSpaceXl);
    run_ = new ProgressLine;
    run_->setObjectName(QStringLiteral("runProgress"));
    epoch_ = new ProgressLine;
    epoch_->setObjectName(QStringLiteral("epochProgress"));
    lines->addWidget(run_, 3);
    lines->addWidget(epoch_, 2);
    column->addLayout(lines);
    auto* tiles = new TileRow;
    best_ = tiles->addTile(QStringLiteral("tileBest"), tr("Best top-1 (val)"));
    last_ = tiles->addTile(QStringLiteral("tileLast"), tr("Last top-1 (val)"));
    loss_ = tiles->addTile(QStringLiteral("tileLoss"), tr("Train loss"));
    rate_ = tiles->addTile(QStringLiteral("tileRate"), tr("Learning rate"));
    speed_ = tiles->addTile(QStringLiteral("tileSpeed"), tr("Speed"));
    end_ = tiles->addTile(QStringLiteral("tileEnd"), tr("Finishes"));
    column->addWidget(tiles);
    pace_ = new RefreshPace(this, [this] { refresh(); });
    pace_->obeySlowRefresh(studio);
    const TrainingSession& training = studio.training;
    connect(&training, &TrainingSession::statusChanged, pace_, &RefreshPace::ask);
    connect(&training, &TrainingSession::historyGrew, pace_, &RefreshPace::ask);
    connect(&training, &TrainingSession::stateChanged, pace_, &RefreshPace::now);
    connect(&training, &TrainingSession::historyReset, pace_, &RefreshPace::now);
    connect(&training, &TrainingSession::checkpointsChanged, pace_, &RefreshPace::ask);
    connect(&training, &TrainingSession::finished, pace_, &RefreshPace::now);
    connect(&studio, &Studio::priceChanged, pace_, &RefreshPace::now);
    connect(energy_, &EnergyWatch::changed, pace_, &RefreshPace::now);
    pace_->now();
}

void TrainTiles::refresh() {
    if (studio_.training.history() == nullptr)
        return;
    showProgress();
    showAccuracy();
    showLoss();
    showSpeed();
    showEnd();
}

/// Of a run that is over.
double TrainTiles::activeSeconds() const {
    const TrainingSession& training = studio_.training;
    return training.lastReport() ? training.lastReport()->activeSeconds : training.history()->summary.activeSeconds;
}

QString TrainTiles::withCost(const QString& words, double elapsedSeconds, double remainingSeconds) const {
    QStringList parts{words};
    if (const auto price = studio_.price()) {
        const CostForecast cost = costOf(*price, elapsedSeconds, remainingSeconds);
        const QString elapsed = QString::fromStdString(costText(cost.elapsed, price->currency));
        parts += cost.remaining > 0
                     ? tr("cost %1 of %2").arg(elapsed, QString::fromStdString(costText(cost.total, price->currency)))
                     : tr("cost %1").arg(elapsed);
    }
    if (energy_->energy())
        parts += isPartlyMeasured(*energy_->energy(), elapsedSeconds)
                     ? tr("at least %1").arg(energyWords(energy_->energy()->joules))
                     : energyWords(energy_->energy()->joules);
    return parts.join(QStringLiteral("  \u00B7  "));
}

QString TrainTiles::energyDetails(double elapsedSeconds, double remainingSeconds) const {
    if (!energy_->energy())
        return {};
    const RunEnergy& energy = *energy_->energy();
    QStringList lines{tr("The card used %1 while the run trained.").arg(energyWords(energy.joules))};
    const bool isPart = isPartlyMeasured(energy, elapsedSeconds);
    if (isPart)
        lines += tr("That was measured for %1 of %2: at least so much was used.")
                     .arg(formatDuration(energy.seconds), formatDuration(elapsedSeconds));
    if (const double total = energyAtEnd(energy, remainingSeconds); total >= 0)
        lines += (isPart ? tr("At least %1 at the end.") : tr("About %1 at the end.")).arg(energyWords(total));
    if (energy.pausedJoules > 0)
        lines += tr("%1 more in pauses.").arg(energyWords(energy.pausedJoules));
    return lines.join(QLatin1Char('\n'));
}

void TrainTiles::showProgress() {
    const TrainingSession& training = studio_.training;
    const TrainStatus& status = training.status();
    const RunHistory& history = *training.history();
    const StateLook look = lookOf(training.state());
    run_->setToolTip(training.isActive() ? energyDetails(status.activeSeconds, status.remainingSeconds)
                                         : energyDetails(activeSeconds(), -1));
    run_->setTone(look.tone == Tone::Warning ? Tone::Warning : Tone::Accent);
    epoch_->setTone(look.tone == Tone::Warning ? Tone::Warning : Tone::Accent);
    epoch_->setVisible(training.isActive());
    if (!training.isActive()) {
        const auto planned = static_cast<double>(std::max<std::int64_t>(1, history.recipe.config.epochs));
        const double done = static_cast<double>(history.epochsDone()) / planned;
        run_->setCaptions(
            tr("%1 of %n epoch(s)", nullptr, static_cast<int>(history.recipe.config.epochs)).arg(history.epochsDone()),
            withCost(formatProgress(done), activeSeconds(), -1));
        run_->setFraction(done);
        run_->setTone(done >= 1 ? Tone::Ok : Tone::Accent);
        return;
    }
    if (status.epochs == 0) {
        run_->setCaptions(look.word, QString::fromStdString(status.activity));
        run_->setFraction(-1);
        epoch_->setCaptions({}, {});
        epoch_->setFraction(-1);
        return;
    }
    const double fraction = runFraction(status);
    const QString left = status.remainingSeconds < 0 ? tr("estimating the rest")
                                                     : tr("%1 to go").arg(formatRemaining(status.remainingSeconds));
    run_->setCaptions(
        tr("Epoch %1 of %2").arg(status.epoch).arg(status.epochs),
        withCost(tr("%1  ·  %2 done, %3").arg(formatProgress(fraction), formatDuration(status.activeSeconds), left),
                 status.activeSeconds, status.remainingSeconds));
    run_->setFraction(fraction);
    const bool validating = status.phase == TrainPhase::Validating;
    const double part = validating ? status.validationFraction
                                   : static_cast<double>(status.stepInEpoch) / std::max(1, status.stepsPerEpoch);
    const QString step = tr("Step %1 of %2").arg(formatCount(status.stepInEpoch), formatCount(status.stepsPerEpoch));
    QString right = formatProgress(part);
    if (!validating && status.secondsToValidation >= 0)
        right = tr("%1  ·  %2 to validation").arg(right, formatRemaining(status.secondsToValidation));
    epoch_->setCaptions(validating ? tr("Validating epoch %1").arg(status.epoch) : step, right);
    epoch_->setFraction(part);
}

void TrainTiles::showAccuracy() {
    const auto& epochs = studio_.training.history()->epochs;
    if (epochs.empty()) {
        best_->setValue(unknownText());
        last_->setValue(unknownText());
        best_->setContext(tr("after the first epoch"));
        last_->setContext({});
        return;
    }
    const auto& saved = studio_.training.history()->checkpoints;
    const BestEpoch best = bestEpochOf(epochs, saved);
    const bool isKept = std::any_of(saved.begin(), saved.end(), [&best](const CheckpointRecord& one) {
        return one.best && one.epoch == best.epoch;
    });
    best_->setValue(formatPercentNumber(best.top1), QStringLiteral("%"));
    best_->setContext(isKept ? tr("epoch %1, checkpoint kept").arg(best.epoch) : tr("epoch %1").arg(best.epoch));
    const EpochRecord& last = epochs.back();
    last_->setValue(formatPercentNumber(last.valTop1), QStringLiteral("%"));
    last_->setContext(last.epoch == best.epoch
                          ? tr("the best so far")
                          : tr("%1 vs best").arg(formatNumber((last.valTop1 - best.top1) * 100, 2)));
}

void TrainTiles::showLoss() {
    const RunHistory& history = *studio_.training.history();
    const auto& epochs = history.epochs;
    if (!epochs.empty()) {
        loss_->setValue(formatLoss(epochs.back().trainLoss));
        loss_->setContext(tr("val %1").arg(formatLoss(epochs.back().valLoss)));
    } else {
        loss_->setValue(history.steps.empty() ? unknownText() : formatLoss(history.steps.back().loss));
        loss_->setContext(history.steps.empty() ? QString() : tr("of the last step"));
    }
    const TrainConfig& config = history.recipe.config;
    rate_->setValue(history.steps.empty() ? unknownText() : formatLearningRate(history.steps.back().learningRate));
    rate_->setContext(
        tr("%1, from %2").arg(QString::fromStdString(config.schedule), formatLearningRate(config.learningRate)));
}

void TrainTiles::showSpeed() {
    const TrainingSession& training = studio_.training;
    const RunHistory& history = *training.history();
    double perSecond = training.isActive() ? training.status().imagesPerSecond : 0;
    const double lastEpoch = history.epochs.empty() ? 0 : history.epochs.back().imagesPerSecond;
    if (training.state() == SessionState::Paused) {
        speed_->setValue(unknownText());
        speed_->setContext(tr("%1 before the pause").arg(formatSpeed(perSecond > 0 ? perSecond : lastEpoch)));
        return;
    }
    if (!training.isActive())
        perSecond = lastEpoch;
    speed_->setValue(formatSpeed(perSecond), tr("img/s"));
    const RecentSteps recent = recentSteps(&history); // as where a step goes is told
    speed_->setContext(perSecond <= 0         ? QString()
                       : !training.isActive() ? tr("in the last epoch")
                       : recent.count == 0
                           ? QString()
                           : tr("%1 per step").arg(formatStepTime(recent.seconds / static_cast<double>(recent.count))));
}

void TrainTiles::showEnd() {
    const TrainingSession& training = studio_.training;
    const RunHistory& history = *training.history();
    if (!training.isActive()) {
        const double seconds = activeSeconds();
        end_->setCaption(tr("Active time"));
        end_->setValue(seconds > 0 ? formatDuration(seconds) : unknownText());
        end_->setContext(history.epochs.empty()
                             ? QString()
                             : tr("last epoch %1").arg(formatMoment(history.epochs.back().finishedUtcMs)));
        return;
    }
    const TrainStatus& status = training.status();
    end_->setCaption(tr("Finishes"));
    end_->setValue(finishText(status));
    const bool paused = training.state() == SessionState::Paused;
    end_->setContext(paused                        ? tr("if continued now")
                     : status.remainingSeconds < 0 ? tr("known once the speed is steady")
                                                   : tr("in %1").arg(formatRemaining(status.remainingSeconds)));
}

} // namespace studio
