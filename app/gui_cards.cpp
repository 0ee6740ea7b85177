// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui_cards.h"

#include <utility>

#include "core/device/cuda_plugin.h"

namespace studio {

namespace {

CardsFound look(const std::stop_token& stop) {
    const CudaPlugin plugin = findCudaPlugin();
    if (plugin.path.empty())
        return {};
    CardReport report = lookAtCards({}, stop);
    registerCards(report, plugin);
    return {true, std::move(report)};
}

} // namespace

CardsFound CardsOnce::find(const std::stop_token& stop) {
    {
        std::unique_lock lock(mutex_);
        if (!changed_.wait(lock, stop, [this] { return !isLooking_; }))
            return {};
        if (found_)
            return *found_;
        isLooking_ = true;
    }
    struct Ending { // also where the look throws
        CardsOnce& of;
        ~Ending() {
            const std::lock_guard lock(of.mutex_);
            of.isLooking_ = false;
            of.changed_.notify_all();
        }
    };
    const Ending ending{*this};
    CardsFound found = look(stop);
    if (!stop.stop_requested()) { // else the next one looks again
        const std::lock_guard lock(mutex_);
        found_ = found;
    }
    return found;
}

bool CardsOnce::isKnown() const {
    const std::lock_guard lock(mutex_);
    return found_.has_value();
}

} // namespace studio
