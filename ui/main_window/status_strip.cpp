// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/status_strip.h"

#include <initializer_list>

#include <QPainter>

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/meter.h"

namespace studio {

StatusStrip::StatusStrip(QWidget* parent)
    : QStatusBar(parent) {
    setObjectName(QStringLiteral("statusStrip"));
    setSizeGripEnabled(false);
    setContentsMargins(kSpaceM, 1, kSpaceL, 0);
    state_ = (new Label(TextRole::Caption, Ink::Text2))->strong();
    state_->setObjectName(QStringLiteral("statusState"));
    epoch_ = new Label(TextRole::Caption, Ink::Text2);
    step_ = new Label(TextRole::Caption, Ink::Text2);
    note_ = new ElidedLabel(TextRole::Caption, Ink::Text3);
    note_->setObjectName(QStringLiteral("statusNote"));
    card_ = new Meter(QStringLiteral("meterCard"), QStringLiteral("gpu"), tr("Card in use"), QStringLiteral("100 %"));
    cardMemory_ = new Meter(QStringLiteral("meterCardMemory"), QStringLiteral("memory"), tr("Memory of the card"),
                            QStringLiteral("000.0/000.0 GiB"));
    cardHeat_ = new Label(TextRole::Caption, Ink::Text2);
    cardHeat_->setObjectName(QStringLiteral("cardHeat"));
    cardHeat_->setMinimumWidth(textWidth(tr("%1 °C · %2 W").arg(100).arg(1000), roleFont(TextRole::Caption)));
    cpu_ =
        new Meter(QStringLiteral("meterCpu"), QStringLiteral("cpu"), tr("Processor in use"), QStringLiteral("100 %"));
    memory_ = new Meter(QStringLiteral("meterMemory"), QStringLiteral("memory"), tr("Memory in use"),
                        QStringLiteral("000.0/000.0 GiB"));
    disk_ = new Meter(QStringLiteral("meterDisk"), QStringLiteral("disk"), tr("Disk of the runs folder"),
                      tr("%1 free").arg(QStringLiteral("000.0 GB")));
    auto* words = makeRow(kSpaceXl);
    for (QWidget* word : {static_cast<QWidget*>(state_), static_cast<QWidget*>(epoch_), static_cast<QWidget*>(step_)})
        words->addWidget(word);
    words->addWidget(note_, 1);
    words_ = boxed(words);
    addWidget(words_, 1);
    auto* readings = makeRow(kSpaceXl);
    for (QWidget* reading : std::initializer_list<QWidget*>{card_, cardMemory_, cardHeat_, cpu_, memory_, disk_})
        readings->addWidget(reading);
    readings_ = boxed(readings);
    addPermanentWidget(readings_);
    setCard({});
    onTheme(this, [this] {
        setFixedHeight(statusBarHeight());
        update();
    });
}

void StatusStrip::setState(const QString& state, int tone) {
    state_->setText(state);
    const Ink inks[] = {Ink::Text2, Ink::Accent, Ink::Ok, Ink::Warning, Ink::Error};
    state_->setInk(inks[tone]);
}

void StatusStrip::setProgress(const QString& epoch, const QString& step) {
    epoch_->setText(epoch);
    step_->setText(step);
    epoch_->setVisible(!epoch.isEmpty());
    step_->setVisible(!step.isEmpty());
}

void StatusStrip::setNote(const QString& note) {
    note_->setText(note);
}

void StatusStrip::setCard(const CardFigures& figures) {
    figures_ = figures;
    card_->set(figures.busy, figures.busyText);
    cardMemory_->set(figures.memory, figures.memoryText);
    cardHeat_->setText(figures.heat);
    cardHeat_->setToolTip(toolTipText(figures.about));
    cardHeat_->setAccessibleName(figures.about);
    fit();
}

void StatusStrip::fit() {
    card_->setVisible(!figures_.busyText.isEmpty());
    cardMemory_->setVisible(!figures_.memoryText.isEmpty());
    cardHeat_->setVisible(!figures_.heat.isEmpty());
    for (QWidget* reading : std::initializer_list<QWidget*>{cardHeat_, cardMemory_, card_}) {
        if (words_->minimumSizeHint().width() + readings_->sizeHint().width() + 2 * kSpaceXl <= width())
            return;
        reading->hide();
    }
}

QSize StatusStrip::minimumSizeHint() const {
    QSize size = QStatusBar::minimumSizeHint();
    for (const QWidget* reading : std::initializer_list<const QWidget*>{card_, cardMemory_, cardHeat_}) {
        if (!reading->isHidden())
            size.rwidth() -= reading->minimumSizeHint().width() + kSpaceXl;
    }
    return size;
}

void StatusStrip::resizeEvent(QResizeEvent* event) {
    QStatusBar::resizeEvent(event);
    fit();
}

void StatusStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, width(), 1), colors().border);
}

} // namespace studio
