// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/gui_cards.h"

#include <string>
#include <system_error>
#include <utility>

#include "core/base/log.h"
#include "core/device/cuda_plugin.h"

namespace studio {

CardsOnce::CardsOnce(Look look)
    : look_(std::move(look)) {}

CardsFound CardsOnce::lookAndRegister(const std::stop_token& stop) {
    const CudaPlugin plugin = findCudaPlugin();
    if (plugin.path.empty())
        return {};
    CardsFound found;
    found.hasPlugin = true;
    try {
        found.report = lookAtCards({}, stop);
    } catch (const std::system_error& error) { // a run is then computed on the CPU
        found.report.hasCard = true;
        found.report.problem = "The system gives no more threads. Close other programs, then start this one again.";
        logLine(LogLevel::Error, std::string("The cards were not looked at: ") + error.what());
    }
    registerCards(found.report, plugin);
    return found;
}

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
    CardsFound found = look_(stop);
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
