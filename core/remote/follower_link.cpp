// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/follower_link_internal.h"

#include <array>
#include <cerrno>
#include <sys/socket.h>

namespace studio {

void FollowerLink::say(const std::string& line) {
    if (broken || leaving)
        return;
    unread += line;
    flush();
    broken = broken || unread.size() > maxUnread;
}

void FollowerLink::flush() {
    while (!broken && !unread.empty()) {
        const ssize_t sent = ::send(socket.get(), unread.data(), unread.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0)
            unread.erase(0, static_cast<std::size_t>(sent));
        else if (errno == EAGAIN)
            return;
        else if (errno != EINTR)
            broken = true;
    }
}

bool FollowerLink::hear() {
    std::array<std::byte, 4096> bytes;
    const ssize_t got = readSome(socket.get(), bytes);
    if (got < 0)
        return errno == EAGAIN;
    return got > 0 && lines.add(std::span(bytes).first(static_cast<std::size_t>(got)));
}

} // namespace studio
