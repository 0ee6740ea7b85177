// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/dataset/image_folder.h"

namespace CLI {
class App;
}

namespace studio {

/// resnet-train: parses the line, runs one verb, returns the exit code. Never throws. main()'s thread.
int runCli(int argc, char** argv);

/// A verb puts its options on its subcommand and returns what runs when it is chosen.
using CliAction = std::function<int()>;
CliAction addTrainVerb(CLI::App& app);
CliAction addResumeVerb(CLI::App& app);
CliAction addSuperviseVerb(CLI::App& app);
CliAction addEvaluateVerb(CLI::App& app);
CliAction addClassifyVerb(CLI::App& app);
CliAction addAnswersVerb(CLI::App& app);
CliAction addExportVerb(CLI::App& app);
CliAction addImportVerb(CLI::App& app);
CliAction addCheckVerb(CLI::App& app);
CliAction addPrepareVerb(CLI::App& app);
CliAction addGetVerb(CLI::App& app);
CliAction addPreflightVerb(CLI::App& app);
CliAction addPackVerb(CLI::App& app);
CliAction addSampleDataVerb(CLI::App& app);
CliAction addQueueVerb(CLI::App& app);
CliAction addRunsVerb(CLI::App& app);
CliAction addPruneVerb(CLI::App& app);
CliAction addBackupVerb(CLI::App& app);
CliAction addRestoreVerb(CLI::App& app);
CliAction addReportVerb(CLI::App& app);
CliAction addSystemInfoVerb(CLI::App& app);
CliAction addNotifyVerb(CLI::App& app);
CliAction addStatusVerb(CLI::App& app);
CliAction addPauseVerb(CLI::App& app);
CliAction addContinueVerb(CLI::App& app);
CliAction addStopVerb(CLI::App& app);
CliAction addStopAfterEpochVerb(CLI::App& app);
CliAction addSnapshotVerb(CLI::App& app);
CliAction addValidateVerb(CLI::App& app);
CliAction addSetVerb(CLI::App& app);
CliAction addLogVerb(CLI::App& app);

/// --data, --val, --split, --split-seed, bound to `spec`.
void addDataOptions(CLI::App& verb, DataSpec& spec);
/// --max-pixels, the recipe's max_pixels for verbs that take no recipe.
void addMaxPixels(CLI::App& verb, std::int64_t& maxPixels);
/// Applies "key=value" words; image_size carries the sizes of validation (carryImageSize()). Throws Error(Usage,
/// Config).
struct TrainConfig;
void applySettings(TrainConfig& config, const std::vector<std::string>& settings);

} // namespace studio
