// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/base/file.h"

namespace studio {

/// A word that the kernel draws at each start of this machine; empty where it is not told.
std::string machineStart();

/// The processes of other ranks on this machine, whoever started them: a launcher tells no rank that another one is
/// gone, and a sum between cards is no connection that would break. Owned by who has the ranks, on his thread.
class PeerProcesses {
public:
    /// What a rank says of its own process, on one line: the start of the machine, the namespace of processes, the
    /// number. Empty where it cannot be known.
    static std::string self();

    /// What rank `rank` has said. A process of another machine or namespace cannot be watched from here.
    void add(int rank, const std::string& told);
    /// A sentence once the process of that rank has ended; else, and where it is not watched, empty.
    std::string endOf(int rank) const;

private:
    struct Peer {
        FileDescriptor process; ///< becomes readable at its end (pidfd_open(2)); closed: it was gone already
        std::int64_t number = 0;
    };
    std::map<int, Peer> peers_;
};

} // namespace studio
