// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace studio {

inline constexpr double kRankSeconds = 300; ///< see RankPlace::seconds

/// Where this process stands among those that train one run together (data parallel, distributed training): its rank,
/// the world size, and where all of them meet (rendezvous).
struct RankPlace {
    int rank = 0, count = 1;
    int localRank = 0, localCount = 1; ///< of those on this machine
    std::string host;                  ///< of the store; empty: they meet in `file`
    int port = 0;
    std::string job;               ///< as the launcher calls this start of the ranks; empty: it does not
    bool foreignStore = false;     ///< torchrun keeps the store: no rank is its server
    std::string file;              ///< of ranks on one machine
    double seconds = kRankSeconds; ///< the longest wait for another rank in a step

    bool isOneMachine() const { return localCount == count; }
};

using EnvironmentLookup = std::function<std::optional<std::string>(const std::string& name)>;
std::optional<std::string> environmentValue(const std::string& name);

/// As torchrun, Slurm's srun, mpirun (Open MPI, MPICH) or a rank 0 of ours tell it in the environment. Nothing where
/// this process is alone. Throws Error(Usage) for half of it.
std::optional<RankPlace> rankPlaceFrom(const EnvironmentLookup& lookUp);

/// "node[003-007,9],x1" -> "node003".
std::string firstHostOf(const std::string& slurmNodes);

/// "NAME=value" for rank `rank` beside this one, as rankPlaceFrom() reads it.
std::vector<std::string> environmentOfRank(const RankPlace& place, int rank);

} // namespace studio
