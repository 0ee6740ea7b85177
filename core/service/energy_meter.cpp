// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/energy_meter.h"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <utility>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/device/card_energy.h"
#include "core/run/run_energy.h"

namespace studio {

namespace {

constexpr std::chrono::seconds kLook{1}; ///< the power of a card that trains changes slowly
constexpr double kKeep = 60;             ///< seconds: what a killed process loses at most
constexpr std::chrono::milliseconds kPatience{2000};

} // namespace

struct EnergyMeter::Shared {
    explicit Shared(Plan wished)
        : plan(std::move(wished)) {}

    const Plan plan;
    std::mutex mutex;
    std::condition_variable_any changed;
    bool isPaused = false, isSaveAsked = false;

    // Of the thread alone.
    RunEnergy total;
    CardEnergy card;
    bool countsAsPause = false, isNew = false;
    double lastSeconds = 0, lastKept = 0;
    bool isFailureTold = false;

    void look(const Nvml& nvml, int index) {
        const CardPower power = nvml.readPower(index);
        const double now = monotonicSeconds(), gap = now - std::exchange(lastSeconds, now);
        const std::optional<double> joules = card.add(power, now);
        if (!joules)
            return;
        isNew = true;
        if (countsAsPause) {
            total.pausedJoules += *joules;
        } else {
            total.joules += *joules;
            total.seconds += gap;
        }
    }

    /// A disk that is full or gone is asked again a minute later; the training tells its trouble by itself.
    void keep() {
        lastKept = monotonicSeconds();
        if (!isNew)
            return;
        try {
            writeEnergy(plan.runFolder, total);
            isNew = false;
        } catch (const std::exception& error) {
            if (!std::exchange(isFailureTold, true))
                logLine(LogLevel::Warning, "The energy of the card is not kept: " + messageOf(error).text());
        }
    }

    /// True where it is time to keep what was measured.
    bool waitForNext(const std::stop_token& stop) {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, stop, kLook, [this] { return isSaveAsked || isPaused != countsAsPause; });
        return std::exchange(isSaveAsked, false);
    }

    void measure(const Nvml& nvml, int index, const std::stop_token& stop) {
        lastSeconds = lastKept = monotonicSeconds();
        look(nvml, index);
        while (!stop.stop_requested()) {
            const bool isAsked = waitForNext(stop);
            look(nvml, index); // what came before a change of phase is of the phase before
            {
                const std::lock_guard lock(mutex);
                countsAsPause = isPaused;
            }
            if (isAsked || monotonicSeconds() - lastKept >= kKeep)
                keep();
        }
        keep();
    }

    /// What was measured before. A file that is none is set aside; one that cannot be read now may hold days: Error.
    std::optional<RunEnergy> before() const {
        try {
            return readEnergy(plan.runFolder);
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Io)
                throw;
            logLine(LogLevel::Warning, error.message().text() + " It is kept as energy.json.damaged.");
            const std::string file = energyFile(plan.runFolder);
            if (std::rename(file.c_str(), (file + ".damaged").c_str()) != 0)
                throw;
            return {};
        }
    }

    void run(const std::stop_token& stop) {
        try {
            const std::unique_ptr<Nvml> nvml = Nvml::open(plan.library);
            if (!nvml)
                return;
            const VisibleCards visible = visibleCards(nvml->cards(), plan.environment);
            const std::vector<GraphicsCard>& cards = visible.cards;
            if (plan.card < 0 || std::cmp_greater_equal(plan.card, cards.size()))
                return;
            const GraphicsCard& used = cards[static_cast<std::size_t>(plan.card)];
            if (!visible.orderIsSure && !plan.cardName.empty() && used.name != plan.cardName) {
                logLine(LogLevel::Warning, "The energy of the card is not measured: the driver numbers the cards "
                                           "otherwise than CUDA. CUDA_DEVICE_ORDER=PCI_BUS_ID makes it one order.");
                return;
            }
            total = before().value_or(RunEnergy());
            addCard(total, used.name);
            measure(*nvml, used.index, stop);
        } catch (const std::exception& error) { // the body of a thread
            logLine(LogLevel::Warning, "The energy of the card is not measured: " + messageOf(error).text());
        }
    }
};

EnergyMeter::EnergyMeter(Plan plan)
    : shared_(std::make_shared<Shared>(std::move(plan)))
    , measuring_([shared = shared_](const std::stop_token& stop) { shared->run(stop); }) {}

EnergyMeter::~EnergyMeter() {
    stop();
}

void EnergyMeter::setPaused(bool paused) {
    const std::lock_guard lock(shared_->mutex);
    if (std::exchange(shared_->isPaused, paused) != paused)
        shared_->changed.notify_all();
}

void EnergyMeter::save() {
    const std::lock_guard lock(shared_->mutex);
    shared_->isSaveAsked = true;
    shared_->changed.notify_all();
}

void EnergyMeter::stop() {
    measuring_.stop(kPatience);
}

} // namespace studio
