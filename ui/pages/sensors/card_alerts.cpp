// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/sensors/card_alerts.h"

#include "ui/pages/train/feed_advice.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/page_frame.h"

namespace studio {

namespace {

/// A fully loaded card is often a little below its maximum, by its power limit; that is as it should be.
constexpr double kSlow = 0.9;

bool isSlowed(const CardReading& reading) {
    if (!reading.slowedBy || reading.slowedBy->empty())
        return false;
    const int most = reading.smClockMaxMhz.value_or(0);
    return most <= 0 || !reading.smClockMhz || *reading.smClockMhz < kSlow * most;
}

QString reasonsOf(const CardReading& reading) {
    QStringList words;
    for (const std::string& word : *reading.slowedBy)
        words += QString::fromStdString(word);
    return words.join(QStringLiteral(", "));
}

} // namespace

CardAlerts::CardAlerts(Studio& studio, PageFrame& page, LastingFault::Clock::duration patience)
    : QObject(&page)
    , studio_(studio)
    , page_(page)
    , slowed_{LastingFault(patience)}
    , waiting_{LastingFault(patience)} {
    connect(&studio.cardMonitor, &CardMonitor::changed, this, &CardAlerts::look);
    connect(&studio.training, &TrainingSession::historyReset, this, &CardAlerts::otherRun);
    connect(&studio.training, &TrainingSession::finished, this, &CardAlerts::otherRun);
}

void CardAlerts::clear(Alert& alert) {
    page_.removeBanner(alert.banner);
    alert.banner = nullptr;
    alert.isSaid = false;
}

void CardAlerts::otherRun() {
    for (Alert* alert : {&slowed_, &waiting_}) {
        alert->fault.reset();
        clear(*alert);
    }
}

void CardAlerts::show(Alert& alert, const char* objectName, const QString& title, const QString& text) {
    if (alert.banner != nullptr)
        return alert.banner->setTexts(title, text);
    if (alert.isSaid)
        return;
    alert.isSaid = true;
    alert.banner = new Banner(Tone::Warning, title, text);
    alert.banner->setObjectName(QLatin1String(objectName));
    alert.banner->closable();
    connect(alert.banner, &Banner::closed, this, [&alert] { alert.banner = nullptr; });
    page_.addBanner(alert.banner);
}

/// Only steps tell: in a pause the card rests by right.
void CardAlerts::look() {
    const auto& reading = studio_.cardMonitor.reading();
    if (!reading || studio_.training.state() != SessionState::Training)
        return;
    const auto now = LastingFault::Clock::now();
    const bool slowed = isSlowed(*reading);
    if (!slowed_.fault.look(slowed, now))
        clear(slowed_);
    else if (slowed)
        show(slowed_, "cardSlowedBanner", tr("The card is slowed down"),
             tr("Its clock is held back: %1. Training goes on, but takes longer. Heat: see to its fans and the air "
                "around it; power: its limit or its supply.")
                 .arg(reasonsOf(*reading)));
    const double share = recentSteps(studio_.training.history()).waiting();
    const bool waits = isNoticeable(share);
    if (!waiting_.fault.look(waits, now))
        clear(waiting_);
    else if (waits)
        show(waiting_, "cardWaitsBanner", tr("The card waits for pictures %1 of the time").arg(formatPercent(share, 0)),
             feedAdvice(share, studio_.training.status().feed));
}

} // namespace studio
