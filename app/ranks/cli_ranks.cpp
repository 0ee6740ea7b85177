// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ranks/cli_ranks.h"

#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>

#include "app/cli_device.h"
#include "app/cli_signals.h"
#include "app/cli_unattended.h"
#include "app/exit_code.h"
#include "core/base/error.h"
#include "core/base/system_info.h"
#include "core/device/device.h"
#include "core/distributed/local_ranks.h"
#include "core/remote/background.h"
#include "core/train/ranks/rank_check.h"
#include "core/train/ranks/rank_follower.h"

namespace studio {

namespace {

constexpr const char* kRankVerb = "rank";
constexpr int kMostLocalRanks = 256;
constexpr double kLongestWait = 1'000'000;

std::optional<RankPlace> placeHere(const RankOptions& options) {
    std::optional<RankPlace> place = rankPlaceFrom(environmentValue);
    if (place && options.count > 1 && options.count != place->count)
        throw Error(ErrorKind::Usage, {"The ranks are started already", "--ranks " + std::to_string(options.count),
                                       "The environment says that this is rank " + std::to_string(place->rank) +
                                           " of " + std::to_string(place->count) + ".",
                                       "Leave --ranks out under torchrun, srun or mpirun."});
    if (place && options.seconds != kRankSeconds)
        place->seconds = options.seconds;
    return place;
}

int follow(const RankPlace& place) {
    TrainControl control;
    const SignalThread signals([&control](int number) { control.stopFor(signalName(number)); });
    const std::shared_ptr<Ranks> ranks = joinRanks(place);
    return followRanks(ranks, control) ? kExitDone : exitCodeOf(ErrorKind::Device);
}

} // namespace

void addRankOptions(CLI::App& verb, RankOptions& options) {
    verb.add_option("--ranks", options.count,
                    "Processes on this machine that train the run together, each with its part of every batch; on the "
                    "CPU. --threads and --workers are for each of them, and what suits is divided among them. Under "
                    "torchrun --no-python, srun or mpirun leave it out")
        ->check(CLI::Range(1, kMostLocalRanks))
        ->capture_default_str();
    verb.add_option("--rank-timeout", options.seconds,
                    "A rank that the others wait for so many seconds in a step is lost; the run ends, to be resumed")
        ->check(CLI::Range(1.0, kLongestWait))
        ->capture_default_str();
}

CliAction addRankVerb(CLI::App& app) {
    app.add_subcommand(kRankVerb, "One of the processes of --ranks")->group("");
    return [] {
        const std::optional<RankPlace> place = rankPlaceFrom(environmentValue);
        if (!place || place->rank == 0 || place->file.empty())
            throw Error(
                ErrorKind::Usage,
                {"Only resnet-train train and resume start this", {}, {}, "Train with resnet-train train --ranks N."});
        endWithStandardInput();
        return follow(*place);
    };
}

std::optional<int> followedRanks(const RankOptions& options) {
    const std::optional<RankPlace> place = placeHere(options);
    return place && place->rank > 0 ? std::optional<int>(follow(*place)) : std::nullopt;
}

RankOptions ranksAsBefore(const RankOptions& options, const std::string& runFolder, const std::string& device) {
    RankOptions before = options;
    if (rankPlaceFrom(environmentValue) || !canJoinRanks())
        return before;
    try {
        before.count = ranksOf(runFolder);
    } catch (const Error&) { // what is wrong with its history is told when the run is opened
        std::fputs("note: ranks: how many processes trained it cannot be read: one goes on, unless --ranks says\n",
                   stderr);
    }
    if (before.count == 1)
        return before;
    findCards(device);
    // Those of several machines are too many for one; that they are others now is told in the journal.
    if (findDevice(device).accelerator || before.count > std::max(1, systemInfo().cores))
        return options;
    std::fprintf(stderr, "note: ranks: %d processes train it, as before\n", before.count);
    return before;
}

int rankCount(const RankOptions& options) {
    const std::optional<RankPlace> place = placeHere(options);
    return place ? place->count : options.count;
}

std::shared_ptr<Ranks> gatherRanks(const RankOptions& options) {
    if (const std::optional<RankPlace> place = placeHere(options))
        return joinRanks(*place);
    if (options.count == 1)
        return nullptr;
    if (!canJoinRanks())
        return joinRanks({}); // which says why not
    const auto local = std::make_shared<LocalRanks>(options.count, options.seconds,
                                                    std::vector<std::string>{trainerProgram(), kRankVerb});
    return joinRanks(local->place(), [local](int rank) { return local->endOf(rank); });
}

void sendRanksHome(const RankOptions& options) {
    if (const std::optional<RankPlace> place = placeHere(options))
        sendRanksHome(*joinRanks(*place));
}

} // namespace studio
