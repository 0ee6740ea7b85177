// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/ranks/rank_check.h"

#include <algorithm>
#include <charconv>

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

void requireCpu(const std::string& request, const std::string& ranks) {
    if (const DeviceInfo device = findDevice(request); device.accelerator) {
        throw Error(ErrorKind::Usage,
                    Message{.title = "Several ranks train on the CPU only",
                            .place = device.id + ranks,
                            .done = "Gradients are summed over Gloo, between CPUs. NCCL, which sums them between "
                                    "cards, is not built in.",
                            .next = "Train on the card in one process, or add --device cpu."});
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

void requireForRanks(const TrainConfig& config, const std::string& device, int count) {
    if (count <= 1) {
        return;
    }
    const std::string ranks = ", " + std::to_string(count) + " ranks";
    requireBatch(config, count, ranks);
    requireUnmixed(config, ranks);
    requireCpu(device, ranks);
}

} // namespace studio
