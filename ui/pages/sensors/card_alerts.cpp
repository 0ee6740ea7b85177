// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/sensors/card_alerts.h"

#include "ui/models/device_words.h"
#include "ui/pages/train/feed_advice.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/page_frame.h"

namespace studio {

namespace {

/// At less than that the clock is no matter of a few steps of the card's own control.
constexpr double kSlow = 0.9;
/// Waiting that is worth a banner; the details tell of less.
constexpr double kIdles = 0.3;

bool isSlow(const CardReading& reading) {
    const int most = reading.smClockMaxMhz.value_or(0);
    return reading.isThrottled && (most <= 0 || !reading.smClockMhz || *reading.smClockMhz < kSlow * most);
}

} // namespace

CardAlerts::CardAlerts(Studio& studio, PageFrame& page, LastingFault::Clock::duration patience)
    : QObject(&page)
    , studio_(studio)
    , page_(page)
    , throttled_{LastingFault(patience)}
    , waits_{LastingFault(patience)} {
    connect(&studio.cardMonitor, &CardMonitor::changed, this, &CardAlerts::look);
    connect(&studio.training, &TrainingSession::historyReset, this, [this](HistoryChange change) {
        if (change == HistoryChange::OtherRun)
            forget();
    });
    connect(&studio.training, &TrainingSession::finished, this, &CardAlerts::forget);
}

void CardAlerts::forget() {
    for (Alert* alert : {&throttled_, &waits_}) {
        alert->fault.reset();
        alert->isThere = alert->isClosed = false;
    }
    hide();
}

void CardAlerts::lookAt(Alert& alert, bool isThere) {
    alert.isThere = isThere;
    if (!alert.fault.look(isThere, LastingFault::Clock::now()))
        alert.isClosed = false;
}

/// One that comes and goes stays while it lasts, but is not shown anew in a moment in which it is away.
CardAlerts::Alert* CardAlerts::chosen() {
    for (Alert* alert : {&throttled_, &waits_}) {
        if (alert->fault.lasts() && !alert->isClosed && (alert->isThere || alert == shown_))
            return alert;
    }
    return nullptr;
}

/// Only steps tell: beside them the card rests by right.
void CardAlerts::look() {
    const auto& reading = studio_.cardMonitor.reading();
    const SessionState state = studio_.training.state();
    if (!reading || state == SessionState::Paused)
        return forget();
    if (state != SessionState::Training)
        return;
    const double waiting = recentSteps(studio_.training.history()).waiting();
    lookAt(throttled_, isSlow(*reading));
    lookAt(waits_, waiting > kIdles);
    Alert* alert = chosen();
    if (alert == nullptr)
        return hide();
    if (!alert->isThere)
        return;
    if (alert == &waits_)
        return show(alert, tr("The card waits for pictures %1 of the time").arg(formatPercent(waiting, 0)),
                    feedAdvice(waiting, studio_.training.status().feed));
    show(alert, tr("The card slows itself down"),
         tr("What holds its clock back: %1. Training goes on, but takes longer. Look at its fans, at dust, at the air "
            "around it and at its power supply.")
             .arg(slowedByText(*reading)));
}

void CardAlerts::hide() {
    page_.removeBanner(banner_);
    banner_ = nullptr;
    shown_ = nullptr;
}

void CardAlerts::show(Alert* alert, const QString& title, const QString& text) {
    if (alert == shown_)
        return banner_->setTexts(title, text);
    hide();
    shown_ = alert;
    banner_ = new Banner(Tone::Warning, title, text);
    banner_->setObjectName(alert == &throttled_ ? QStringLiteral("cardSlowedBanner")
                                                : QStringLiteral("cardWaitsBanner"));
    banner_->closable();
    connect(banner_, &Banner::closed, this, [this, alert] {
        alert->isClosed = true;
        shown_ = nullptr;
        banner_ = nullptr; // the page removes it
    });
    page_.addBanner(banner_);
}

} // namespace studio
