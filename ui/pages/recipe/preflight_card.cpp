// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/recipe/preflight_card.h"

#include <algorithm>

#include <QDateTime>
#include <QPushButton>

#include "core/recipe/epoch_steps.h"
#include "ui/models/run_table.h"
#include "ui/preflight/preflight_words.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/theme/typed.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/progress_line.h"

namespace studio {

namespace {

constexpr int kIcon = 14;
const QString kGood = QStringLiteral("check"), kBad = QStringLiteral("triangle"), kOpen = QStringLiteral("dots");

Label* makeFigure(QVBoxLayout* column, const QString& caption, Label*& note) {
    column->addWidget(new Label(TextRole::Caption, Ink::Text2, caption));
    auto* figure = (new Label(TextRole::Section, Ink::Text))->strong();
    column->addWidget(figure);
    note = (new Label(TextRole::Caption, Ink::Text2))->wrapped();
    column->addWidget(note);
    column->addStretch();
    return figure;
}

QString networkText(const TrainConfig& config, std::int64_t classes) {
    const ModelSize size = modelSize(modelSpecOf(config, classes), static_cast<int>(config.imageSize));
    const double perPicture = static_cast<double>(size.multiplyAdds) / 1e9;
    return PreflightCard::tr("%1 M parameters, %2 GMAC a picture")
        .arg(formatNumber(static_cast<double>(size.parameters) / 1e6, size.parameters < 1'000'000 ? 2 : 1),
             formatNumber(perPicture, perPicture < 0.1 ? 3 : 2));
}

/// Patience may end a run before its last epoch.
QString measuredNote(double seconds, bool mayEndEarly) {
    const QString text =
        mayEndEarly ? PreflightCard::tr("%1 after its start, at the latest") : PreflightCard::tr("%1 after its start");
    return text.arg(formatRemaining(seconds));
}

QString unmeasuredNote(const RunForecast& known, bool mayEndEarly) {
    if (!known.asRun.empty()) {
        const QString text = mayEndEarly ? PreflightCard::tr("at the latest, by the pace of %1")
                                         : PreflightCard::tr("by the pace of %1");
        return text.arg(displayOf(known.asRun));
    }
    if (!known.isLong())
        return PreflightCard::tr("known once it is measured");
    const QString text = mayEndEarly ? PreflightCard::tr("more than %1 on any machine, if it does not end early")
                                     : PreflightCard::tr("more than %1 on any machine");
    return text.arg(formatRemaining(known.seconds));
}

} // namespace

PreflightCard::PreflightCard(Studio& studio, QWidget* parent)
    : QWidget(parent)
    , studio_(studio)
    , card_(new Card(tr("Preflight"))) {
    measure_ = makeButton(QStringLiteral("measurePreflight"), tr("Measure"), {}, ButtonKind::Link);
    card_->addToHead(measure_);
    measure_->setVisible(studio_.preflight.isThere());
    connect(measure_, &QPushButton::clicked, this, &PreflightCard::click);
    progress_ = new ProgressLine;
    progress_->setObjectName(QStringLiteral("preflightProgress"));
    progress_->setAccessibleName(tr("Progress of the preflight"));
    card_->body()->addWidget(progress_);
    card_->body()->addWidget(makeFigures());
    makeRows();
    advice_ = makeColumn(4);
    card_->body()->addLayout(advice_);
    makeColumn(0, this)->addWidget(card_);
    connect(&studio_.preflight, &PreflightSession::changed, this, &PreflightCard::refresh);
    connect(&studio_.training, &TrainingSession::stateChanged, this, &PreflightCard::refresh);
    refresh();
}

QWidget* PreflightCard::makeFigures() {
    auto* finish = makeColumn(1);
    finish_ = makeFigure(finish, tr("Would finish"), finishNote_);
    finish_->setObjectName(QStringLiteral("preflightFinish"));
    finishNote_->setObjectName(QStringLiteral("preflightFinishNote"));
    auto* epoch = makeColumn(1);
    epoch_ = makeFigure(epoch, tr("Per epoch"), epochNote_);
    epoch_->setObjectName(QStringLiteral("preflightEpoch"));
    epochNote_->setObjectName(QStringLiteral("preflightEpochNote"));
    auto* row = makeRow(12);
    row->addLayout(finish, 3);
    row->addLayout(epoch, 2);
    return boxed(row);
}

void PreflightCard::makeRows() {
    const std::array<QString, kRows> names{tr("Network"), tr("Steps"), tr("Data"),  tr("Memory"),
                                           tr("Speed"),   tr("Disk"),  tr("Recipe")};
    int widest = 0;
    for (const QString& name : names)
        widest = std::max(widest, textWidth(name, roleFont(TextRole::Body, QFont::DemiBold)));
    for (int row = 0; row < kRows; ++row) {
        Line& line = lines_[static_cast<std::size_t>(row)];
        line.icon = new IconView(kOpen, kIcon, Ink::Text3);
        line.value = (new Label(TextRole::Body, Ink::Text2))->wrapped();
        line.value->setObjectName(QStringLiteral("preflight%1").arg(row));
        auto* name = (new Label(TextRole::Body, Ink::Text, names[static_cast<std::size_t>(row)]))->strong();
        name->setMinimumWidth(widest + 8);
        auto* layout = makeRow(8);
        layout->addWidget(line.icon, 0, Qt::AlignTop);
        layout->addWidget(name, 0, Qt::AlignTop);
        layout->addWidget(line.value, 1);
        card_->body()->addLayout(layout);
    }
}

/// A run in another process is slowed down and may lose the memory that it needs, as one of this window.
QString PreflightCard::blocker() const {
    return isAnyRunning(studio_.runs.runs())
               ? tr("A run is training: measuring beside it would slow it down and tell too little.")
               : studio_.preflight.blocker(studio_.draftBlocker());
}

void PreflightCard::click() {
    commitTyped();
    if (studio_.preflight.isMeasuring())
        studio_.preflight.cancel();
    else if (blocker().isEmpty())
        studio_.preflight.measure();
}

void PreflightCard::refresh() {
    showHead();
    showFigures();
    showRows();
    showDisk();
    showAdvice();
}

void PreflightCard::showHead() {
    const PreflightSession& preflight = studio_.preflight;
    const bool measuring = preflight.isMeasuring();
    const auto& measured = preflight.measured();
    measure_->setText(measuring ? tr("Cancel") : measured ? tr("Measure again") : tr("Measure"));
    setBlocked(measure_, measuring ? (preflight.isStopping() ? tr("It ends after this step.") : QString()) : blocker(),
               measuring ? QString()
                         : tr("Takes about half a minute: steps on your pictures, as training does them. Nothing is "
                              "written."));
    progress_->setVisible(measuring);
    if (measuring) {
        progress_->setCaptions(preflight.isStopping() ? tr("Stopping") : stageWords(preflight.stage()),
                               formatPercent(preflight.fraction(), 0));
        progress_->setFraction(preflight.fraction());
    }
    if (!preflight.error().title.empty())
        card_->setNote(tr("could not be measured"));
    else if (!measured)
        card_->setNote(preflight.isThere() ? tr("not measured yet") : QString());
    else if (!studio_.preflight.isFresh())
        card_->setNote(tr("before your last change"));
    else
        card_->setNote(formatMoment(measured->utcMs));
}

/// When it would be done: as measured, else by an earlier run, else by arithmetic alone.
void PreflightCard::showFigures() {
    const auto& measured = studio_.preflight.measured();
    const bool fresh = studio_.preflight.isFresh();
    const Ink ink = fresh ? Ink::Text : Ink::Text3;
    finish_->setInk(ink);
    epoch_->setInk(ink);
    const TrainConfig& config = measured && !fresh ? measured->config : studio_.recipe.config();
    const PreflightForecast forecast = measured ? forecastOf(*measured, config) : PreflightForecast();
    const bool mayEndEarly = config.patience > 0;
    if (forecast.seconds >= 0) {
        const QDateTime now = QDateTime::currentDateTime();
        const QDateTime from = fresh ? now : QDateTime::fromMSecsSinceEpoch(measured->utcMs);
        finish_->setText(formatFinish(from.addMSecs(static_cast<qint64>(forecast.seconds * 1000)), now));
        finishNote_->setText(measuredNote(forecast.seconds, mayEndEarly));
        epoch_->setText(formatRemaining(forecast.epochSeconds));
        const QString validation = tr("validation %1").arg(formatRemaining(forecast.validationSeconds));
        epochNote_->setText(forecast.epochsDiffer()
                                ? tr("up to %1 with the largest pictures; %2")
                                      .arg(formatRemaining(forecast.largestEpochSeconds), validation)
                                : validation);
        return;
    }
    const RunForecast known = hasErrors(studio_.recipe.issues()) ? RunForecast() : studio_.forecast();
    const bool paced = !known.asRun.empty();
    finish_->setText(paced ? tr("in about %1").arg(formatRemaining(known.seconds)) : unknownText());
    finish_->setInk(paced ? Ink::Text : Ink::Text3);
    finishNote_->setText(unmeasuredNote(known, studio_.recipe.config().patience > 0));
    epoch_->setText(paced ? formatRemaining(known.seconds / static_cast<double>(studio_.recipe.config().epochs))
                          : unknownText());
    epochNote_->setText({});
}

void PreflightCard::set(Row row, const QString& text, Ink ink, const QString& icon) {
    const Line& line = lines_[row];
    line.value->setText(text);
    line.value->setInk(ink);
    line.icon->set(icon.isEmpty() ? kOpen : icon, icon == kGood ? Ink::Ok : icon == kBad ? Ink::Warning : Ink::Text3);
}

void PreflightCard::showRows() {
    const TrainConfig& config = studio_.recipe.config();
    const std::vector<ConfigIssue>& issues = studio_.recipe.issues();
    if (hasErrors(issues)) {
        for (int row = 0; row < kRows; ++row)
            set(static_cast<Row>(row), unknownText(), Ink::Text3);
        set(Recipe, tr("has a value that cannot be"), Ink::Error, kBad);
        return;
    }
    const auto folders = studio_.data.data();
    set(Network, networkText(config, folders ? static_cast<std::int64_t>(folders->classes.size()) : 1000), Ink::Text2,
        kGood);
    const auto& measured = studio_.preflight.measured();
    const bool fresh = studio_.preflight.isFresh();
    if (folders) {
        const std::int64_t perEpoch = stepsInEpoch(folders->train.size(), config.batchSize);
        set(Steps, tr("%1, %2 an epoch").arg(formatCount(perEpoch * config.epochs), formatCount(perEpoch)), Ink::Text2,
            kGood);
        set(Data,
            tr("%1 training, %2 validation")
                .arg(formatCount(static_cast<std::int64_t>(folders->train.size())),
                     formatCount(static_cast<std::int64_t>(folders->val.size()))),
            Ink::Text2, fresh && measured->badPictures > 0 ? kBad : kGood);
    } else {
        set(Steps, tr("known once pictures are chosen"), Ink::Text3);
        set(Data, tr("known once pictures are chosen"), Ink::Text3);
    }
    const Ink ink = fresh ? Ink::Text2 : Ink::Text3;
    const QString unmeasured = tr("not measured yet");
    set(Memory, measured ? memoryWords(*measured) : unmeasured, fresh && !measured->fits ? Ink::Error : ink,
        !fresh           ? QString()
        : measured->fits ? kGood
                         : kBad);
    const bool hasSpeed = measured && measured->trainingRate > 0;
    set(Speed, hasSpeed ? speedWords(*measured) : unmeasured, hasSpeed ? ink : Ink::Text3,
        fresh && hasSpeed ? (limitOf(*measured) == SpeedLimit::Pictures ? kBad : kGood) : QString());
    const auto warnings = static_cast<int>(issues.size());
    set(Recipe, warnings > 0 ? tr("%n value(s) far from the usual", nullptr, warnings) : tr("nothing unusual"),
        Ink::Text2, warnings > 0 ? kBad : kGood);
}

void PreflightCard::showDisk() {
    if (hasErrors(studio_.recipe.issues()))
        return;
    const auto folders = studio_.data.data();
    const PreflightForecast disk =
        diskForecast(studio_.recipe.config(), folders ? static_cast<std::int64_t>(folders->train.size()) : 0,
                     folders ? static_cast<std::int64_t>(folders->classes.size()) : 1000);
    const std::uint64_t there = studio_.monitor.diskFreeBytes();
    // The next checkpoint is written before the oldest goes.
    const bool known = studio_.monitor.diskTotalBytes() > 0, enough = there >= disk.runBytes + disk.checkpointBytes;
    const QString writes =
        tr("run writes about %1, checkpoints of %2").arg(formatBytes(disk.runBytes), formatBytes(disk.checkpointBytes));
    set(Disk, known ? tr("%1; %2 free").arg(writes, formatBytes(there)) : writes,
        known && !enough ? Ink::Error : Ink::Text2,
        !known   ? QString()
        : enough ? kGood
                 : kBad);
}

/// What would help, and what went wrong; nothing of a recipe that was measured before a change.
void PreflightCard::showAdvice() {
    QStringList texts;
    const PreflightSession& preflight = studio_.preflight;
    if (!preflight.error().title.empty())
        texts << QString::fromStdString(preflight.error().text());
    else if (studio_.preflight.isFresh()) {
        for (const PreflightAdvice& advice : adviceOf(*preflight.measured()))
            texts << adviceWords(advice);
        for (const std::string& note : preflight.measured()->notes)
            texts << QString::fromStdString(note);
        if (preflight.measured()->trainingRate > 0 && !preflight.measured()->isSteady)
            texts << tr("The speed was not steady yet: the finish may be some way off.");
    }
    if (texts == shownAdvice_)
        return;
    shownAdvice_ = texts;
    while (QLayoutItem* item = advice_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const QString& text : texts) {
        auto* label = (new Label(TextRole::Body, Ink::Text2, text))->wrapped();
        label->setObjectName(QStringLiteral("preflightAdvice"));
        auto* line = makeRow(8);
        line->addWidget(new IconView(QStringLiteral("info"), kIcon, Ink::Accent), 0, Qt::AlignTop);
        line->addWidget(label, 1);
        advice_->addWidget(boxed(line));
    }
}

} // namespace studio
