// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/cli.h"
#include "core/distributed/ranks.h"

namespace studio {

/// What a training verb takes for a run that several processes train (data parallel).
struct RankOptions {
    int count = 1; ///< to be started here
    double seconds = kRankSeconds;
};

/// --ranks, --rank-timeout.
void addRankOptions(CLI::App& verb, RankOptions& options);
/// What the children of --ranks run; people do not.
CliAction addRankVerb(CLI::App& app);

/// The exit code of a rank other than the first, which torchrun, srun or mpirun started: it has followed rank 0 to the
/// run's end. Nothing: this process is rank 0, or alone.
std::optional<int> followedRanks(const RankOptions& options);
/// For a run that goes on and is told no number: as many as trained it before, where no launcher says how many, the
/// device (as `--device` takes it) is one that several can train on, and this machine has a core for each.
RankOptions ranksAsBefore(const RankOptions& options, const std::string& runFolder, const std::string& device);
/// Where this process stands, as far as is known before the others are met: `file` is empty where a launcher starts
/// them.
RankPlace expectedPlace(const RankOptions& options);
/// The other ranks, for rank 0: started here, or met. Null: this process trains alone. Throws Error.
std::shared_ptr<Ranks> gatherRanks(const RankOptions& options);
/// Rank 0 of a launcher's, that does not train, for that reason: the others end with it, once they have come.
void sendRanksHome(const RankOptions& options, const std::string& why);

} // namespace studio
