// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/card_sampler.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "core/base/error.h"

namespace studio {

struct CardSampler::Shared {
    std::string library;
    CudaEnvironment environment;
    std::mutex mutex;
    std::condition_variable_any changed; ///< nobody notifies: a stop ends the wait
    std::optional<CardsReading> latest;

    void put(CardsReading reading, const std::stop_token& stop) {
        reading.takenAt = std::chrono::steady_clock::now();
        const std::lock_guard lock(mutex);
        if (!stop.stop_requested())
            latest = std::move(reading);
    }

    void sample(const Nvml& nvml, const std::vector<GraphicsCard>& cards, const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            const auto next = std::chrono::steady_clock::now() + kInterval;
            CardsReading reading{.takenAt = {}, .cards = cards, .readings = {}, .problem = {}};
            for (const GraphicsCard& card : cards)
                reading.readings.push_back(nvml.read(card.index));
            put(std::move(reading), stop);
            std::unique_lock lock(mutex);
            changed.wait_until(lock, stop, next, [] { return false; });
        }
    }

    void run(const std::stop_token& stop) {
        std::string problem;
        try {
            const std::unique_ptr<Nvml> nvml = Nvml::open(library);
            const VisibleCards visible = nvml ? visibleCards(nvml->cards(), environment) : VisibleCards{};
            if (!visible.cards.empty())
                return sample(*nvml, visible.cards, stop);
            problem = !nvml                    ? "No NVIDIA driver is installed."
                      : visible.hidden.empty() ? "The NVIDIA driver finds no card."
                                               : visible.hidden + (visible.next.empty() ? "" : " ") + visible.next;
        } catch (const std::exception& error) { // the body of a thread
            problem = messageOf(error).text();
        }
        put({.takenAt = {}, .cards = {}, .readings = {}, .problem = problem}, stop);
    }
};

namespace {

constexpr std::chrono::milliseconds kPatience{100}; // a call that does not hang ends in a few

} // namespace

CardSampler::CardSampler(const std::string& library, const CudaEnvironment& environment)
    : shared_(std::make_shared<Shared>())
    , sampling_([shared = shared_, library, environment](const std::stop_token& stop) {
        shared->library = library;
        shared->environment = environment;
        shared->run(stop);
    }) {}

CardSampler::~CardSampler() {
    stop();
}

std::optional<CardsReading> CardSampler::latest() const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->latest;
}

void CardSampler::stop() {
    sampling_.stop(kPatience);
}

} // namespace studio
