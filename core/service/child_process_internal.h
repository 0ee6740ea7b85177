// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "core/base/file.h"
#include "core/base/spawn.h"

namespace studio {

/// A program that was started from here, in a process group of its own: Ctrl-C on the terminal reaches it once, from
/// whoever started it. One thread.
class ChildProcess {
public:
    /// `variables`: "NAME=value", beside the environment of this process. Throws Error.
    ChildProcess(const std::vector<std::string>& command, const std::vector<std::string>& variables);

    pid_t id() const { return id_; }
    /// Readable at its end; -1 where the kernel has none (before Linux 5.3).
    int endFile() const { return end_.get(); }
    void send(int signal) const;
    /// Its end, once; nothing while it lives. Waits for nothing.
    std::optional<ProcessEnd> ended() const { return endOfChild(id_, false); }

private:
    pid_t id_ = -1;
    FileDescriptor end_;
};

/// Where children tell how they are (NOTIFY_SOCKET). Its name stands in no folder. One thread.
class NotifyServer {
public:
    /// Throws Error(Io).
    NotifyServer();
    int file() const { return socket_.get(); }
    const std::string& address() const { return address_; } ///< as NOTIFY_SOCKET has it
    /// What that process said next; empty = nothing more now. What others say is dropped.
    std::string next(pid_t from);

private:
    FileDescriptor socket_;
    std::string address_;
};

} // namespace studio
