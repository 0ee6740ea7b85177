// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/error.h"

namespace studio {

/// The machine's sleep and end, as systemd's login manager (org.freedesktop.login1 on the system bus) tells and
/// inhibits them. Where there is no bus, no login manager, or the program was built without libsystemd, nothing happens
/// and nothing is told. Owned by whoever trains, any thread; what goes over the bus goes on a thread of its own, which
/// also calls the hooks. They return quickly.
class LoginManager {
public:
    struct Hooks {
        std::function<void()> sleeps;    ///< soon; it waits a little for readyToSleep() where it is held awake
        std::function<void()> woke;      ///< from that sleep
        std::function<void()> shutsDown; ///< soon
        std::function<void(const std::string&)> note; ///< a sentence for people, each kind once
    };
    explicit LoginManager(Hooks hooks);
    /// Lets the machine sleep.
    ~LoginManager();
    LoginManager(const LoginManager&) = delete;
    LoginManager& operator=(const LoginManager&) = delete;

    /// While held the machine does not sleep (inhibitor "block"); where that is not allowed, and at a shutdown, it
    /// waits a little (inhibitor "delay"). Returns at once.
    void hold(bool held);
    /// All is durable: the machine need not wait any longer for the sleep that it told of.
    void readyToSleep();

    /// What hold() would come to: nothing where no login manager puts this machine to sleep; else empty where it would
    /// be held awake, or why it would not. Waits for the bus, some seconds at most.
    static std::optional<std::string> awakeRefusal();
    /// Why this process may not power the machine off; nothing where it may. Waits for the bus, some seconds at most.
    static std::optional<Message> powerOffRefusal();
    /// Throws Error(NoRight).
    static void powerOff();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace studio
