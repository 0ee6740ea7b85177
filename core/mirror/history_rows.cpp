// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mirror/history_rows.h"

#include <algorithm>
#include <cstdlib>

namespace studio {

namespace {

constexpr std::int64_t kChunk = 20'000;

namespace figure {
constexpr const char *kEpoch = "epoch", *kLoss = "step/loss", *kRate = "step/learning_rate", *kTop1 = "step/top1",
                     *kTop5 = "step/top5", *kSpeed = "step/images_per_second", *kWait = "step/wait_share";
constexpr const char *kTrainLoss = "train/loss", *kTrainTop1 = "train/top1", *kTrainTop5 = "train/top5",
                     *kValLoss = "validation/loss", *kValTop1 = "validation/top1", *kValTop5 = "validation/top5",
                     *kEpochSpeed = "train/images_per_second", *kSeconds = "train/epoch_seconds",
                     *kBad = "train/bad_pictures";
constexpr const char *kAverageLoss = "average/loss", *kAverageTop1 = "average/top1", *kWeightsLoss = "weights/loss",
                     *kWeightsTop1 = "weights/top1";
} // namespace figure

} // namespace

const std::vector<const char*>& historyFigures() {
    using namespace figure;
    static const std::vector<const char*> kAll{kEpoch,   kLoss,        kRate,        kTop1,        kTop5,
                                               kSpeed,   kWait,        kTrainLoss,   kTrainTop1,   kTrainTop5,
                                               kValLoss, kValTop1,     kValTop5,     kEpochSpeed,  kSeconds,
                                               kBad,     kAverageLoss, kAverageTop1, kWeightsLoss, kWeightsTop1};
    return kAll;
}

void HistoryRows::read(const RunDatabase& database, const std::function<void(const HistoryRow&)>& take) {
    if (!isBegun_) {
        utcSeconds_ = std::strtod(database.value("started_utc_ms").value_or("0").c_str(), nullptr) / 1000;
        isBegun_ = true;
    }
    const std::vector<EpochRecord> epochs = database.epochsAfter(epochStep_, -1);
    auto epoch = epochs.begin();
    for (std::int64_t count = kChunk; count == kChunk;) {
        const std::vector<StepRecord> steps = database.steps(step_, kChunk);
        count = static_cast<std::int64_t>(steps.size());
        for (const StepRecord& step : steps) {
            for (; epoch != epochs.end() && epoch->step < step.step; ++epoch)
                addEpoch(*epoch, take);
            addStep(step, take);
        }
    }
    for (; epoch != epochs.end(); ++epoch)
        addEpoch(*epoch, take);
}

void HistoryRows::addStep(const StepRecord& record, const std::function<void(const HistoryRow&)>& take) {
    using namespace figure;
    step_ = record.step;
    ++steps_;
    utcSeconds_ += record.seconds;
    runSeconds_ += record.seconds;
    HistoryRow row{record.step, false, utcSeconds_, runSeconds_, {}};
    row.figures = {{kEpoch, record.epoch}, {kLoss, record.loss}, {kRate, record.learningRate}};
    if (record.count > 0) {
        row.figures.emplace_back(kTop1, static_cast<double>(record.correct1) / record.count);
        row.figures.emplace_back(kTop5, static_cast<double>(record.correct5) / record.count);
    }
    if (record.seconds > 0) {
        row.figures.emplace_back(kSpeed, record.count / record.seconds);
        row.figures.emplace_back(kWait, record.waitSeconds / record.seconds);
    }
    take(row);
}

void HistoryRows::addEpoch(const EpochRecord& record, const std::function<void(const HistoryRow&)>& take) {
    using namespace figure;
    epochStep_ = record.step;
    runSeconds_ += record.validationSeconds;
    // Pauses, and breaks before a resume, are known from here alone. A clock that was set back does not turn time back.
    utcSeconds_ = std::max(utcSeconds_, static_cast<double>(record.finishedUtcMs) / 1000);
    HistoryRow row{record.step, true, utcSeconds_, runSeconds_, {}};
    row.figures = {{kTrainLoss, record.trainLoss},
                   {kTrainTop1, record.trainTop1},
                   {kTrainTop5, record.trainTop5},
                   {kValLoss, record.valLoss},
                   {kValTop1, record.valTop1},
                   {kValTop5, record.valTop5},
                   {kEpochSpeed, record.imagesPerSecond},
                   {kSeconds, record.seconds},
                   {kBad, static_cast<double>(record.badPictures)}};
    if (record.step != step_) // else the row of its last step has it
        row.figures.emplace_back(kEpoch, record.epoch);
    if (record.hasAverage())
        row.figures.insert(row.figures.end(), {{kAverageLoss, record.averageLoss},
                                               {kAverageTop1, record.averageTop1},
                                               {kWeightsLoss, record.weightsLoss},
                                               {kWeightsTop1, record.weightsTop1}});
    take(row);
}

} // namespace studio
