// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/status_strip.h"

#include <QHBoxLayout>
#include <QPainter>

#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/label.h"
#include "ui/widgets/meter.h"

namespace studio {

StatusStrip::StatusStrip(QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("statusStrip"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 1, kSpaceXl, 0);
    row->setSpacing(kSpaceXl);
    state_ = (new Label(TextRole::Caption, Ink::Text2))->strong();
    state_->setObjectName(QStringLiteral("statusState"));
    epoch_ = new Label(TextRole::Caption, Ink::Text2);
    step_ = new Label(TextRole::Caption, Ink::Text2);
    note_ = new ElidedLabel(TextRole::Caption, Ink::Text3);
    note_->setObjectName(QStringLiteral("statusNote"));
    cpu_ =
        new Meter(QStringLiteral("meterCpu"), QStringLiteral("cpu"), tr("Processor in use"), QStringLiteral("100 %"));
    memory_ = new Meter(QStringLiteral("meterMemory"), QStringLiteral("memory"), tr("Memory in use"),
                        QStringLiteral("000.0/000.0 GiB"));
    disk_ = new Meter(QStringLiteral("meterDisk"), QStringLiteral("disk"), tr("Disk of the runs folder"),
                      QStringLiteral("000.0 GB free"));
    row->addWidget(state_);
    row->addWidget(epoch_);
    row->addWidget(step_);
    row->addWidget(note_, 1);
    for (Meter* meter : {cpu_, memory_, disk_})
        row->addWidget(meter);
    setFixedHeight(kStatusBarHeight);
    repaintOnTheme(this);
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

void StatusStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, width(), 1), colors().border);
}

} // namespace studio
