// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distributed/peer_processes.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace studio {
namespace {

/// Where a number means a process: this start of the machine, this namespace.
std::string spaceHere() {
    const std::string start = machineStart();
    std::error_code none;
    const std::string space = std::filesystem::read_symlink("/proc/self/ns/pid", none).string();
    return start.empty() || space.empty() ? std::string() : start + " " + space;
}

int openProcess(std::int64_t number) {
    return static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(number), 0U));
}

} // namespace

std::string machineStart() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string start;
    std::getline(file, start);
    return start;
}

std::string PeerProcesses::self() {
    const std::string space = spaceHere();
    return space.empty() ? space : space + " " + std::to_string(::getpid());
}

void PeerProcesses::add(int rank, const std::string& told) {
    const std::size_t gap = told.rfind(' ');
    if (gap == std::string::npos || told.substr(0, gap) != spaceHere())
        return;
    const std::int64_t number = std::strtoll(told.c_str() + gap + 1, nullptr, 10);
    if (number <= 0)
        return;
    FileDescriptor process(openProcess(number));
    if (process.isOpen() || errno == ESRCH)
        peers_.insert_or_assign(rank, Peer{std::move(process), number});
}

std::string PeerProcesses::endOf(int rank) const {
    const auto found = peers_.find(rank);
    if (found == peers_.end())
        return {};
    const Peer& peer = found->second;
    pollfd asked{peer.process.get(), POLLIN, 0};
    if (peer.process.isOpen() && ::poll(&asked, 1, 0) <= 0)
        return {};
    return "Its process " + std::to_string(peer.number) + " has ended.";
}

} // namespace studio
