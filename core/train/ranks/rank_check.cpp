// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/ranks/rank_check.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "core/base/error.h"
#include "core/device/device.h"
#include "core/distributed/rank_share.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

namespace studio {
namespace {

void requireBatch(const TrainConfig& config, int count, const std::string& ranks) {
    const std::int64_t least = kSmallestWholeShare * count;
    if (config.batchSize < least) {
        throw Error(ErrorKind::Config,
                    Message{.title = "The batch is too small for so many ranks",
                            .place = "batch_size " + std::to_string(config.batchSize) + ranks,
                            .done = "Each rank has a part of every batch, at least " +
                                    std::to_string(kSmallestWholeShare) + " pictures.",
                            .next = "Use fewer ranks, or a batch_size of " + std::to_string(least) + " or more."});
    }
}

void requireUnmixed(const TrainConfig& config, const std::string& ranks) {
    for (const char* key : {"mixup", "cutmix"}) {
        if (const std::string value = configValue(config, key); value != "0") {
            throw Error(ErrorKind::Config,
                        Message{.title = "Several ranks cannot mix pictures",
                                .place = std::string(key) + " " + value + ranks,
                                .done = "Each picture is mixed with its neighbour in the batch, which another rank may "
                                        "have.",
                                .next = "Train in one process (without --ranks or a launcher), or start a run with "
                                        "mixup=0 and cutmix=0."});
        }
    }
}

std::vector<DeviceInfo> cardsHere() {
    std::vector<DeviceInfo> cards = listDevices();
    std::erase_if(cards, [](const DeviceInfo& device) { return !device.accelerator; });
    return cards;
}

/// Of ranks that are started here. A launcher may show each of its own a card that this process does not see: those are
/// looked at when they meet.
void requireCards(const std::string& request, const RankPlace& place, const std::string& ranks) {
    const DeviceInfo device = findDevice(request);
    if (!device.accelerator || place.file.empty()) {
        return;
    }
    const bool isOne = request == device.id;
    const std::size_t cards = isOne ? 1 : cardsHere().size();
    if (cards < static_cast<std::size_t>(place.count)) {
        throw Error(
            ErrorKind::Usage,
            Message{.title = "Each rank needs a card of its own",
                    .place = request + ranks,
                    .done = isOne ? "One card is named."
                                  : "This machine has " + std::to_string(cards) + (cards == 1 ? " card." : " cards."),
                    .next =
                        std::string(isOne ? "Use --device cuda, which gives each rank another one, start" : "Start") +
                        " as many ranks as there are cards, or add --device cpu."});
    }
}

} // namespace

int ranksOf(const std::string& runFolder) {
    const RunDatabase history(RunPaths(runFolder).database, RunDatabase::Mode::Read);
    const std::string kept = history.value(kRanksKey).value_or("1");
    int count = 1;
    std::from_chars(kept.data(), kept.data() + kept.size(), count);
    return std::max(1, count);
}

void requireForRanks(const TrainConfig& config, const std::string& device, const RankPlace& place) {
    if (place.count <= 1) {
        return;
    }
    const std::string ranks = ", " + std::to_string(place.count) + " ranks";
    requireBatch(config, place.count, ranks);
    requireUnmixed(config, ranks);
    requireCards(device, place, ranks);
}

std::string deviceOfRank(const std::string& device, const RankPlace& place) {
    if (place.count <= 1 || (device != "auto" && device != "cuda")) {
        return device;
    }
    const std::vector<DeviceInfo> cards = cardsHere();
    return cards.empty() ? device : cards[static_cast<std::size_t>(place.localRank) % cards.size()].id;
}

} // namespace studio
