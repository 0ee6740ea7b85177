// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/child_process_internal.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/spawn.h"
#include "core/base/text.h"

namespace studio {

ChildProcess::ChildProcess(const std::vector<std::string>& command, const std::vector<std::string>& variables) {
    SpawnPlan plan;
    plan.words = command;
    plan.environment = variables;
    plan.input = STDIN_FILENO;
    plan.output = STDOUT_FILENO;
    plan.errorOut = STDERR_FILENO;
    plan.place = SpawnPlan::Place::Group;
    plan.keepsHangUp = true; // nohup is meant for what this program does, and that is the child
    if (const int error = spawnProgram(plan, id_); error != 0)
        throw systemError("The program cannot be started", displayText(command.front()), error);
    end_ = FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, id_, 0)));
}

void ChildProcess::send(int signal) const {
    ::kill(id_, signal); // it is ours until hasEnded() has seen its end: the number is nobody else's
}

NotifyServer::NotifyServer()
    : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    socklen_t length = sizeof name.sun_family; // nothing more: the kernel finds a free one
    auto* address = reinterpret_cast<sockaddr*>(&name);
    const int on = 1;
    if (!socket_.isOpen() || ::setsockopt(socket_.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0 ||
        ::bind(socket_.get(), address, length) != 0 || (length = sizeof name) == 0 ||
        ::getsockname(socket_.get(), address, &length) != 0)
        throw systemError("The supervisor cannot listen to its training", {}, errno);
    address_ = "@" + std::string(name.sun_path + 1, length - offsetof(sockaddr_un, sun_path) - 1);
}

std::string NotifyServer::next(pid_t from) {
    while (true) {
        std::array<char, 4096> text{};
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred))> control{};
        iovec part{text.data(), text.size()};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        const ssize_t got = ::recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return {};
        ucred sender{};
        for (cmsghdr* head = CMSG_FIRSTHDR(&message); head != nullptr; head = CMSG_NXTHDR(&message, head)) {
            if (head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_CREDENTIALS)
                std::memcpy(&sender, CMSG_DATA(head), sizeof sender);
        }
        if (sender.pid == from && got > 0 && (message.msg_flags & MSG_TRUNC) == 0)
            return std::string(text.data(), static_cast<std::size_t>(got));
    }
}

} // namespace studio
