// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/card_monitor.h"

#include <string>
#include <system_error>
#include <utility>

#include "core/base/log.h"
#include "core/device/card_of_run.h"
#include "ui/session/cards_session.h"
#include "ui/session/training_session.h"

namespace studio {

namespace {

constexpr std::chrono::seconds kPatience{5}; ///< an older reading is none: the driver hangs

} // namespace

CardMonitor::CardMonitor(const StudioServices& services, const CardsSession& cards, const TrainingSession& training,
                         QObject* parent)
    : QObject(parent)
    , cards_(cards)
    , training_(training)
    , make_(services.sampleCards) {
    timer_.setInterval(CardSampler::kInterval);
    connect(&timer_, &QTimer::timeout, this, &CardMonitor::read);
    if (!make_)
        return;
    connect(&training, &TrainingSession::stateChanged, this, &CardMonitor::follow);
    connect(&training, &TrainingSession::historyReset, this, &CardMonitor::follow);
    connect(&cards, &CardsSession::changed, this, &CardMonitor::follow);
}

CardMonitor::~CardMonitor() = default;

void CardMonitor::requestStop() {
    make_ = nullptr;
    timer_.stop();
    sampler_.reset();
}

/// A followed run where nobody answers here may train on a card of the same name in another machine.
const DeviceInfo* CardMonitor::cardOfRun() const {
    if (!training_.isActive() || training_.runStart().device.empty() || training_.history() == nullptr ||
        !training_.whyUnsteerable().empty())
        return nullptr;
    return studio::cardOfRun(cards_.devices(), training_.history()->recipe.setup.device, training_.runStart().device);
}

void CardMonitor::follow() {
    const DeviceInfo* card = cardOfRun();
    if (card == nullptr || visibleIndexOf(*card) < 0)
        return end();
    if (!sampler_ && make_)
        begin();
}

void CardMonitor::begin() {
    try {
        sampler_ = make_();
        timer_.start();
    } catch (const std::system_error& error) { // no more threads: nothing is shown
        logLine(LogLevel::Warning, std::string("The card is not watched: ") + error.what());
    }
}

void CardMonitor::end() {
    timer_.stop();
    sampler_.reset();
    set({});
}

void CardMonitor::read() {
    const DeviceInfo* card = cardOfRun();
    const auto latest = sampler_ ? sampler_->latest() : std::nullopt;
    if (card == nullptr || !latest || std::chrono::steady_clock::now() - latest->takenAt > kPatience)
        return set({});
    const auto number = static_cast<std::size_t>(visibleIndexOf(*card));
    if (number >= latest->readings.size() || !latest->readings[number].problem.empty())
        return set({});
    set(latest->readings[number]);
}

void CardMonitor::set(std::optional<CardReading> reading) {
    if (!reading && !reading_)
        return;
    reading_ = std::move(reading);
    Q_EMIT changed();
}

} // namespace studio
