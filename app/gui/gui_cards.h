// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>

#include "ui/session/services.h"

namespace studio {

/// One look at the cards for the whole window: the session that shows them and the engine that may need them share it.
/// Owned by both (StudioServices); any thread but the GUI's.
class CardsOnce {
public:
    using Look = std::function<CardsFound(const std::stop_token&)>;
    explicit CardsOnce(Look look = lookAndRegister);

    /// The first caller looks and makes the cards known, the others wait for it. Empty at a stop.
    CardsFound find(const std::stop_token& stop);
    bool isKnown() const;

private:
    static CardsFound lookAndRegister(const std::stop_token& stop);

    Look look_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::optional<CardsFound> found_;
    bool isLooking_ = false;
};

} // namespace studio
