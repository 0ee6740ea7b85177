// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ranks/cli_ranks.h"

#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "app/cli_device.h"
#include "app/cli_signals.h"
#include "app/cli_unattended.h"
#include "app/exit_code.h"
#include "core/base/error.h"
#include "core/base/system_info.h"
#include "core/base/text.h"
#include "core/device/device.h"
#include "core/distributed/local_ranks.h"
#include "core/queue/device_claim.h"
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

/// A card each, or a core.
int mostRanksOn(const std::string& device) {
    const DeviceInfo found = findDevice(device);
    if (!found.accelerator)
        return std::max(1, systemInfo().cores);
    const std::vector<DeviceInfo> all = listDevices();
    return device == found.id ? 1 : static_cast<int>(std::count_if(all.begin(), all.end(), [](const DeviceInfo& one) {
        return one.accelerator;
    }));
}

int follow(const RankPlace& place) {
    TrainControl control;
    const SignalThread signals([&control](int number) { control.stopFor(signalName(number)); });
    const std::shared_ptr<Ranks> ranks = joinRanks(place);
    std::unique_ptr<DeviceClaim> claim; // of a card, that no run of the queue is given it
    const auto onDevice = [&](const std::string& device) {
        if (device.starts_with("cuda:"))
            claim = std::make_unique<DeviceClaim>(
                "rank " + std::to_string(place.rank) + ", process " + std::to_string(::getpid()), device);
    };
    const auto findDevices = [](const std::string& device) { findCards(device); };
    return followRanks(ranks, control, {findDevices, onDevice}) ? kExitDone : exitCodeOf(ErrorKind::Device);
}

} // namespace

void addRankOptions(CLI::App& verb, RankOptions& options) {
    verb.add_option("--ranks", options.count,
                    "Processes on this machine that train the run together, each with its part of every batch, and "
                    "each on a card of its own or on the CPU. --threads and --workers are for each of them, and what "
                    "suits is divided among them. Under "
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
    if (before.count > mostRanksOn(device))
        return options;
    std::fprintf(stderr, "note: ranks: %d processes train it, as before\n", before.count);
    return before;
}

RankPlace expectedPlace(const RankOptions& options) {
    if (const std::optional<RankPlace> place = placeHere(options))
        return *place;
    RankPlace place;
    place.count = place.localCount = options.count;
    place.file = "to be made";
    return place;
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

void sendRanksHome(const RankOptions& options, const std::string& why) {
    const std::optional<RankPlace> place = placeHere(options);
    if (!place)
        return;
    std::fprintf(stderr, "note: ranks: %s. The other ranks end with this one, once they have come\n",
                 displayText(why).c_str());
    sendRanksHome(*joinRanks(*place));
}

} // namespace studio
