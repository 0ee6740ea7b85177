// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_empty.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/model/model_spec.h"
#include "ui/models/device_words.h"
#include "ui/models/run_words.h"
#include "ui/session/actions.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/label.h"

namespace studio {

TrainEmpty::TrainEmpty(Studio& studio, QWidget* parent)
    : QWidget(parent)
    , studio_(studio) {
    setObjectName(QStringLiteral("trainEmpty"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* card = new Card(tr("Nothing is training yet"));
    card->setMaximumWidth(46 * QFontMetrics(baseFont()).height());
    card->body()->addWidget(
        (new Label(TextRole::Body, Ink::Text2,
                   tr("A run needs three things. Curves and figures appear here from the first step on.")))
            ->wrapped());
    card->body()->addSpacing(kSpaceS);
    QPushButton* toData = makeButton(QStringLiteral("emptyToData"), tr("Choose pictures"), QStringLiteral("folder"));
    QPushButton* toRecipe =
        makeButton(QStringLiteral("emptyToRecipe"), tr("Change the recipe"), QStringLiteral("sliders"));
    QPushButton* toDevice = makeButton(QStringLiteral("emptyToDevice"), tr("Choose a device"), QStringLiteral("cpu"));
    pictures_ = addRow(card->body(), tr("Pictures"), toData);
    recipe_ = addRow(card->body(), tr("Recipe"), toRecipe);
    device_ = addRow(card->body(), tr("Device"), toDevice);
    card->body()->addSpacing(kSpaceS);
    auto* last = new QHBoxLayout;
    last->setContentsMargins(0, 0, 0, 0);
    start_ =
        makeButton(QStringLiteral("emptyStart"), tr("Start training"), QStringLiteral("play"), ButtonKind::Primary);
    last->addStretch(1);
    last->addWidget(start_);
    card->body()->addLayout(last);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, kSpaceS, 0, 0);
    row->addWidget(card, 1);
    row->addStretch(0);
    outer->addLayout(row);
    outer->addStretch(1);
    connect(toData, &QPushButton::clicked, this, [this] { studio_.show(Page::Data); });
    connect(toRecipe, &QPushButton::clicked, this, [this] { studio_.show(Page::Recipe); });
    connect(toDevice, &QPushButton::clicked, this, [this] { studio_.show(Page::Recipe); });
    connect(start_, &QPushButton::clicked, this, [this] { studio_.startTraining(); });
    connect(&studio.data, &DataSession::changed, this, &TrainEmpty::refresh);
    connect(&studio.cards, &CardsSession::changed, this, &TrainEmpty::refresh);
    connect(&studio.monitor, &SystemMonitor::infoKnown, this, &TrainEmpty::refresh);
    connect(&studio.recipe, &RecipeDraft::changed, this, &TrainEmpty::refresh);
    connect(&studio.training, &TrainingSession::stateChanged, this, &TrainEmpty::refresh);
    refresh();
}

TrainEmpty::Row TrainEmpty::addRow(QVBoxLayout* column, const QString& name, QPushButton* verb) {
    Row made;
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, kSpaceXs, 0, kSpaceXs);
    row->setSpacing(kSpaceM);
    made.mark = new IconView(QStringLiteral("check"), 18, Ink::Ok);
    row->addWidget(made.mark);
    Label* title = (new Label(TextRole::Body, Ink::Text, name))->strong();
    title->setMinimumWidth(title->fontMetrics().horizontalAdvance(QStringLiteral("MMMMMMMM")));
    row->addWidget(title);
    made.text = (new Label(TextRole::Body, Ink::Text2))->wrapped();
    row->addWidget(made.text, 1);
    row->addWidget(verb);
    column->addLayout(row);
    return made;
}

void TrainEmpty::refresh() {
    const auto set = [](const Row& row, bool good, const QString& text) {
        row.mark->set(good ? QStringLiteral("check") : QStringLiteral("triangle"), good ? Ink::Ok : Ink::Warning);
        row.text->setText(text);
    };
    const auto folder = studio_.data.data();
    set(pictures_, folder != nullptr,
        folder == nullptr ? tr("No picture folder chosen")
                          : tr("%1: %2 in %Ln class(es)", nullptr, static_cast<int>(folder->classes.size()))
                                .arg(runName(studio_.data.spec().root),
                                     tr("%Ln picture(s)", nullptr, static_cast<int>(folder->train.size()))));
    const DeviceInfo* device = studio_.cards.find(studio_.recipe.device);
    const QString why = whyNoCard(studio_);
    QString computer = device == nullptr ? tr("No device found") : displayOf(device->name);
    if (device != nullptr && !device->accelerator)
        computer += why.isEmpty() ? tr(": fine for small pictures") : QString(QStringLiteral(". ") + why);
    set(device_, device != nullptr && (device->accelerator || why.isEmpty()), computer);
    const TrainConfig& config = studio_.recipe.config();
    set(recipe_, !hasErrors(studio_.recipe.issues()),
        tr("%1: %2, %n epoch(s), batch %3", nullptr, static_cast<int>(config.epochs))
            .arg(displayOf(studio_.recipe.name()), QString::fromStdString(modelDisplayName(config.model)))
            .arg(config.batchSize));
    setBlocked(start_, studio_.startBlocker(), toolTipWithKey(*studio_.actions().start));
}

void TrainEmpty::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

} // namespace studio
