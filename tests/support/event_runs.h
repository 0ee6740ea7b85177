// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include "core/recipe/config.h"
#include "core/recipe/presets.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"

namespace studio::test {

constexpr int kStepsPerEpoch = 5;
constexpr std::int64_t kStartedMs = 1'700'000'000'000;

inline StepRecord stepOf(std::int64_t step, double loss) {
    const auto before = static_cast<std::int32_t>(step - 1);
    return {step, before / kStepsPerEpoch + 1, before % kStepsPerEpoch + 1, loss, 0.25, 32, 16, 24, 2, 0.5};
}

inline EpochRecord epochOf(std::int32_t epoch, double top1) {
    EpochRecord record;
    record.epoch = epoch;
    record.step = std::int64_t{epoch} * kStepsPerEpoch;
    record.valTop1 = top1;
    record.trainLoss = 1.5;
    record.validationSeconds = 1;
    record.finishedUtcMs = kStartedMs + epoch * 100'000;
    return record;
}

/// A run folder that a trainer has just made; `dataRoot` is where its recipe has its pictures.
inline void makeRun(const std::string& folder, const std::string& dataRoot = "/pictures") {
    RunSetup setup;
    setup.data.root = dataRoot;
    createRunFolder(folder, runRecipeToJson(findPreset("quick-look").config, setup), {{"a", "a"}, {"b", "b"}});
    RunDatabase rows(RunPaths(folder).database, RunDatabase::Mode::Create);
    rows.setValue("state", "training");
    rows.setValue("started_utc_ms", std::to_string(kStartedMs));
}

/// The steps (from, to], with the ends of epochs among them; `loss` is that of each step, the top-1 of each epoch.
inline void addSteps(RunDatabase& rows, std::int64_t from, std::int64_t to, double loss) {
    for (std::int64_t step = from + 1; step <= to; ++step) {
        rows.addStep(stepOf(step, loss));
        if (step % kStepsPerEpoch == 0)
            rows.addEpoch(epochOf(static_cast<std::int32_t>(step / kStepsPerEpoch), loss / 10));
    }
    rows.flush();
}
inline void addSteps(const std::string& folder, std::int64_t from, std::int64_t to, double loss) {
    RunDatabase rows(RunPaths(folder).database, RunDatabase::Mode::Write);
    addSteps(rows, from, to, loss);
}

/// What a reader that shares no code with ours finds in a folder of events; empty, with a warning, where anything in
/// it is not as it must be.
inline QJsonObject eventsIn(const std::string& folder) {
    const CliResult result =
        runProgram(QStringLiteral("/usr/bin/python3"),
                   {QStringLiteral(STUDIO_SOURCE_DIR "/tests/support/read_events.py"), QString::fromStdString(folder)});
    if (result.code != 0)
        qWarning("%s", result.err.constData());
    return result.code == 0 ? result.json().object() : QJsonObject();
}

/// "1:0.5 2:0.5": steps and figures under a tag.
inline QString pointsOf(const QJsonObject& events, const char* tag) {
    QStringList points;
    for (const QJsonValue& point : events[QLatin1String("scalars")].toObject()[QLatin1String(tag)].toArray())
        points += QStringLiteral("%1:%2").arg(point.toArray()[0].toInteger()).arg(point.toArray()[1].toDouble());
    return points.join(u' ');
}

} // namespace studio::test
