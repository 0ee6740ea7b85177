// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/device/cuda_plugin.h"
#include "tests/support/fake_engine.h"

namespace studio::test {

inline GraphicsCard card(const char* name, std::uint64_t memory, ComputeCapability chip) {
    GraphicsCard made;
    made.name = name;
    made.memoryBytes = memory;
    made.capability = chip;
    return made;
}

/// A machine whose driver answers when it is let, or at a stop, and whose usable cards are devices from then on.
struct Machine {
    CardsFound found;
    std::mutex mutex;
    std::condition_variable_any changed;
    bool answers = true;
    std::vector<DeviceInfo> cards;

    void answer() {
        const std::lock_guard lock(mutex);
        answers = true;
        changed.notify_all();
    }
    CardsFound look(const std::stop_token& stop) {
        std::unique_lock lock(mutex);
        if (!changed.wait(lock, stop, [this] { return answers; }))
            return {};
        for (std::size_t i = 0; i < found.report.cards.size(); ++i) {
            if (whyUnusable(found.report.cards[i], found.report).empty())
                cards.push_back(cardDevice(found.report.cards[i], static_cast<int>(i)));
        }
        return found;
    }
    std::vector<DeviceInfo> devices() {
        const std::lock_guard lock(mutex);
        std::vector<DeviceInfo> all = cards;
        all.push_back({.id = "cpu", .name = "CPU, 4 cores"});
        return all;
    }
};

inline std::shared_ptr<Machine> machineWith(std::vector<GraphicsCard> cards, std::string problem = {}) {
    auto machine = std::make_shared<Machine>();
    machine->found.hasPlugin = true;
    machine->found.report.hasCard = !cards.empty();
    machine->found.report.driver = "580.95.05";
    machine->found.report.cards = std::move(cards);
    machine->found.report.problem = std::move(problem);
    return machine;
}

inline StudioServices servicesOf(const std::shared_ptr<Machine>& machine, const FakeEngine& engine = {}) {
    StudioServices services = fakeServices(engine);
    services.findCards = [machine](const std::stop_token& stop) { return machine->look(stop); };
    services.devices = [machine] { return machine->devices(); };
    return services;
}

inline GraphicsCard t4Card() {
    return card("NVIDIA T4", 16'000'000'000, {7, 5});
}

inline GraphicsCard p40Card() {
    return card("Tesla P40", 24'000'000'000, {6, 1});
}

} // namespace studio::test
