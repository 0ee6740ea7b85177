// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/file.h"

namespace studio {

/// The service manager that started this process and hears how it is (sd_notify(3): systemd, or resnet-train
/// supervise). Owned by main; send() from one thread.
class NotifySocket {
public:
    /// Nobody hears.
    NotifySocket() = default;
    /// As NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID say. Takes them out of the environment, so that no program
    /// started from here speaks in our name: called before there are other threads.
    static NotifySocket fromEnvironment();

    bool isHeard() const { return socket_.isOpen(); }
    /// How long the manager waits for WATCHDOG=1 before it ends the process; 0 = for ever.
    double watchdogSeconds() const { return watchdogSeconds_; }
    /// Lines "KEY=value". Never waits, and never fails aloud: a manager that is gone or busy misses it.
    void send(const std::string& lines) const;

private:
    FileDescriptor socket_;
    std::string address_; ///< of the manager, as sockaddr_un::sun_path has it
    double watchdogSeconds_ = 0;
};

} // namespace studio
