// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <thread>

namespace studio {

/// Asks an EC2 machine every few seconds whether Amazon will take it back (Spot interruption notice, two minutes
/// ahead). Only who makes one causes any traffic. Owned by whoever trains; has a thread of its own, which calls the
/// hooks. They return quickly.
class SpotWatch {
public:
    struct Hooks {
        std::function<void(const std::string&)> notice; ///< it will be taken: why and when; called once, the last call
        std::function<void(const std::string&)> note;   ///< a sentence for people, each kind once
    };
    explicit SpotWatch(Hooks hooks, double everySeconds = 5);

private:
    void watch(const std::stop_token& stop) const;

    const Hooks hooks_;
    const double everySeconds_;
    std::jthread thread_; // last: joined before the members it uses go
};

} // namespace studio
