// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "core/base/file.h"
#include "core/remote/remote_words_internal.h"
#include "core/remote/socket_place_internal.h"

namespace studio {

/// One follower, as the server's thread sees it: a socket that never blocks, with bounded memory each way.
struct FollowerLink {
    FollowerLink(FileDescriptor file, SocketPeer who, std::size_t limit)
        : socket(std::move(file))
        , peer(who)
        , maxUnread(limit) {}

    /// Puts a line in its way and sends what can be sent. Breaks the link of one that reads too slowly.
    void say(const std::string& line);
    /// Sends what can be sent.
    void flush();
    /// Reads what is there. False where it has ended, or where what it says cannot be understood.
    bool hear();
    bool isDone() const { return broken || (leaving && unread.empty()); }

    FileDescriptor socket;
    SocketPeer peer;
    std::size_t maxUnread;
    std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
    LineReader lines;
    std::string unread;   ///< not taken by the system yet
    bool greeted = false; ///< its hello was understood
    bool leaving = false; ///< nothing but `unread` is sent any more
    bool broken = false;  ///< to be dropped
};

} // namespace studio
