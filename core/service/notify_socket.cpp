// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/notify_socket.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace studio {

namespace {

/// The variable's value, which goes.
std::string takeVariable(const char* name) {
    const char* value = std::getenv(name);
    const std::string text = value != nullptr ? value : "";
    ::unsetenv(name);
    return text;
}

/// 0 where it is no number.
std::uint64_t numberIn(const std::string& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

} // namespace

NotifySocket NotifySocket::fromEnvironment() {
    NotifySocket result;
    std::string address = takeVariable("NOTIFY_SOCKET");
    const std::string patience = takeVariable("WATCHDOG_USEC"), meant = takeVariable("WATCHDOG_PID");
    if (address.size() < 2 || (address[0] != '/' && address[0] != '@') ||
        address.size() >= sizeof sockaddr_un::sun_path)
        return result;
    if (address[0] == '@')
        address[0] = '\0'; // a name without a file
    result.address_ = address;
    result.socket_ = FileDescriptor(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (meant.empty() || numberIn(meant) == static_cast<std::uint64_t>(::getpid()))
        result.watchdogSeconds_ = static_cast<double>(numberIn(patience)) / 1e6;
    return result;
}

void NotifySocket::send(const std::string& lines) const {
    if (!socket_.isOpen())
        return;
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::memcpy(to.sun_path, address_.data(), address_.size());
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
    const ssize_t sent = ::sendto(socket_.get(), lines.data(), lines.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                                  reinterpret_cast<const sockaddr*>(&to), length);
    static_cast<void>(sent);
}

} // namespace studio
