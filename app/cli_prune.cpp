// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/cli.h"
#include "app/cli_output.h"
#include "app/exit_code.h"
#include "core/base/text.h"
#include "core/recipe/run_recipe.h"
#include "core/run/checkpoint.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

constexpr int kMostLast = 1'000, kMostEvery = 10'000;

struct PruneOptions {
    std::string run;
    int keepLast = 0;   ///< 0 = as the recipe says
    int keepEvery = -1; ///< the same
    bool isMeant = false;
};

RetentionPolicy policyOf(const PruneOptions& options) {
    const TrainConfig config = readRunRecipe(RunPaths(options.run).recipe).config;
    const auto last = static_cast<int>(std::clamp<std::int64_t>(config.keepLast, kFewestNewest, kMostLast));
    const auto every = static_cast<int>(std::clamp<std::int64_t>(config.keepEvery, 0, kMostEvery));
    return {options.keepLast > 0 ? options.keepLast : last, options.keepEvery >= 0 ? options.keepEvery : every};
}

std::string ruleText(const RetentionPolicy& policy) {
    return "the newest " + std::to_string(policy.keepLast) +
           (policy.keepEvery > 0 ? ", one in " + std::to_string(policy.keepEvery) + " epochs" : std::string()) +
           ", the best and the pinned ones";
}

std::string wordsOf(const CheckpointRecord& record, bool goes) {
    return std::string(goes ? "goes" : "stays") + (record.best ? ", best" : "") + (record.pinned ? ", pinned" : "");
}

int prune(const PruneOptions& options) {
    requireRun(options.run);
    const RetentionPolicy policy = policyOf(options);
    const std::vector<CheckpointRecord> records = checkpointsOfRun(options.run);
    const std::vector<std::string> files = expendableCheckpoints(records, policy);
    const std::set<std::string> going(files.begin(), files.end());
    if (options.isMeant) {
        const PrunedCheckpoints pruned = pruneCheckpoints(options.run, policy, files);
        std::printf("%lld of %zu checkpoints deleted, %s\n", static_cast<long long>(pruned.files), records.size(),
                    byteText(pruned.bytes).c_str());
        return kExitDone;
    }
    std::vector<std::vector<std::string>> lines{{"epoch", "step", "size", ""}};
    std::uint64_t bytes = 0;
    for (const CheckpointRecord& record : records) {
        const bool goes = going.contains(record.file);
        bytes += goes ? record.bytes : 0;
        lines.push_back({std::to_string(record.epoch) + (record.epochEnd ? "" : " (part)"), grouped(record.step),
                         byteText(record.bytes), wordsOf(record, goes)});
    }
    printColumns(std::move(lines), "rrrl");
    std::printf("%zu of %zu would go, %s; what stays: %s\n", files.size(), records.size(), byteText(bytes).c_str(),
                ruleText(policy).c_str());
    if (!files.empty())
        std::printf("Nothing was deleted. The same with --delete does it.\n");
    return kExitDone;
}

} // namespace

CliAction addPruneVerb(CLI::App& app) {
    auto options = std::make_shared<PruneOptions>();
    CLI::App* verb = app.add_subcommand("prune", "Say which checkpoints of a run may go, or delete them");
    verb->add_option("run", options->run, "Run folder")->required()->type_name("RUN");
    verb->add_option("--keep-last", options->keepLast, "Newest checkpoints that stay; without it, as the recipe says")
        ->check(CLI::Range(kFewestNewest, kMostLast));
    verb->add_option("--keep-every", options->keepEvery,
                     "One in so many epochs stays, too; 0 = none; without it, as the recipe says")
        ->check(CLI::Range(0, kMostEvery));
    verb->add_flag("--delete", options->isMeant, "Delete what may go; not while the run trains");
    return [options] { return prune(*options); };
}

} // namespace studio
