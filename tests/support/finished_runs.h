// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/atomic_file.h"
#include "core/recipe/config.h"
#include "core/recipe/presets.h"
#include "core/run/checkpoint.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

namespace studio::test {

inline CheckpointRecord checkpointOf(int epoch, bool best) {
    CheckpointRecord record;
    record.file = checkpointFileName(epoch * 10);
    record.step = epoch * 10;
    record.epoch = epoch;
    record.epochEnd = true;
    record.valTop1 = 0.5;
    record.bytes = 1000;
    record.best = best;
    return record;
}

/// The next epoch of a run, with its checkpoint, as a trainer elsewhere would write it.
inline void addEpochTo(const std::string& folder, int epoch, bool best) {
    RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Write);
    EpochRecord record;
    record.epoch = epoch;
    record.step = epoch * 10;
    record.valTop1 = best ? 0.5 + epoch * 0.01 : 0.1;
    record.best = best;
    database.addEpoch(record);
    const CheckpointRecord checkpoint = checkpointOf(epoch, best);
    writeFileAtomically(RunPaths(folder).checkpoints + "/" + checkpoint.file, "weights");
    database.addCheckpoint(checkpoint);
}

/// A run folder that is as a run of so many epochs leaves it; the last of them is the best.
inline void writeFinishedRun(const std::string& folder, int epochs, std::int64_t startedUtcMs,
                             const std::string& dataRoot = "/pictures/flowers") {
    RunSetup setup;
    setup.data.root = dataRoot;
    createRunFolder(folder, runRecipeToJson(findPreset("quick-look").config, setup), {{"a", "a"}, {"b", "b"}});
    {
        RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Create);
        database.setValue("state", "stopped");
        database.setValue("started_utc_ms", std::to_string(startedUtcMs));
    }
    for (int epoch = 1; epoch <= epochs; ++epoch)
        addEpochTo(folder, epoch, true);
}

/// `count` steps of half a second after step `after`, as a trainer that was killed leaves them.
inline void writeInterruptedSteps(const std::string& folder, std::int64_t after, int count) {
    RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Write);
    database.setValue("state", "training");
    for (int i = 1; i <= count; ++i) {
        StepRecord step;
        step.step = after + i;
        step.epoch = static_cast<std::int32_t>(after / 10) + 1;
        step.stepInEpoch = i;
        step.seconds = 0.5;
        database.addStep(step);
    }
    database.flush();
}

/// Files that verify in place of those of writeFinishedRun().
inline void makeCheckpointsReal(const std::string& folder, int epochs) {
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        CheckpointContent content;
        content.step = epoch * 10;
        content.epoch = epoch;
        content.epochEnd = true;
        writeCheckpoint(RunPaths(folder).checkpoints, content, epoch == epochs);
    }
}

} // namespace studio::test
