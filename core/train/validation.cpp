// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/validation_internal.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/transform/geometry.h"

namespace studio {
namespace {

constexpr std::size_t kMaxNamed = 1000;

/// The labels, with those of rows that hold no picture taken out.
std::vector<std::int64_t> labelsToMeasure(const Batch& batch) {
    std::set<std::uint32_t> bad;
    for (const BadPicture& picture : batch.bad) {
        bad.insert(picture.sampleIndex);
    }
    std::vector<std::int64_t> labels(batch.labels.begin(), batch.labels.end());
    for (std::size_t row = 0; row < labels.size(); ++row) {
        if (bad.contains(batch.samples[row])) {
            labels[row] = kNotMeasured;
        }
    }
    return labels;
}

} // namespace

LoaderPlan validationLoaderPlan(const ImageSet& set, const ValidationPlan& plan) {
    LoaderPlan loader;
    loader.set = &set;
    loader.order.resize(set.size());
    std::iota(loader.order.begin(), loader.order.end(), 0u);
    loader.batchSize = plan.batchSize;
    loader.imageSize = plan.evalSize;
    loader.crop = evaluationCropPlanner(plan.evalResize, plan.evalSize);
    loader.workers = plan.workers;
    loader.held = plan.held;
    loader.replaceBad = false;
    return loader;
}

EvaluationResult evaluateSet(EvalProgram& program, const Loader& pictures,
                             const std::function<std::optional<Batch>()>& next,
                             const std::function<void(std::int64_t done, std::int64_t total)>& progress,
                             std::size_t classes, const std::function<std::string(std::size_t picture)>& fileOf,
                             const std::function<void(EvaluationResult&)>& combine,
                             const std::function<void(const Batch&)>& submitted) {
    const std::int64_t total = pictures.pictureCount();
    std::vector<std::int64_t> measured; // labels
    if (classes > 0) {
        program.keepAnswers();
        measured.reserve(static_cast<std::size_t>(total));
    }
    EvaluationResult result;
    std::int64_t done = 0;
    while (const std::optional<Batch> batch = next()) {
        const std::vector<std::int64_t> labels = labelsToMeasure(*batch);
        program.submit({batch->count, batch->pixels, labels}, batch->lease);
        if (submitted) {
            submitted(*batch);
        }
        if (classes > 0) {
            measured.insert(measured.end(), labels.begin(), labels.end());
        }
        result.badPictures += static_cast<std::int64_t>(batch->bad.size());
        for (const BadPicture& bad : batch->bad) {
            if (result.badFiles.size() < kMaxNamed) {
                result.badFiles.push_back({bad.path, bad.reason});
            }
        }
        done += batch->count;
        if (progress) {
            progress(done, total);
        }
    }
    const RunningMetrics metrics = program.total();
    result.top1 = metrics.top1();
    result.top5 = metrics.top5();
    result.loss = metrics.loss();
    result.count = metrics.count;
    result.complete = done == total;
    if (combine) {
        combine(result);
    }
    if (classes > 0) {
        const std::vector<std::int64_t> answers = program.answers();
        result.classCounts = countByClass(measured, answers, classes);
        result.confusions = countConfusions(measured, answers, classes, fileOf);
    }
    if (result.complete && total > 0 && result.count == 0) {
        const BadFile& bad = result.badFiles.front();
        throw Error(ErrorKind::Data, Message{.title = "None of the pictures to measure can be read",
                                             .place = displayText(bad.path),
                                             .done = "There are " + grouped(total) + ". This one: " + bad.reason + ".",
                                             .next = "Check the pictures with resnet-train check."});
    }
    return result;
}

RunEvaluation evaluationToKeep(const EvaluationResult& result) {
    return {.utcMs = utcMilliseconds(),
            .checkpoint = result.checkpoint,
            .step = result.step,
            .epoch = result.epoch,
            .measured = result.measured.text + (result.ema ? "; by the average of the weights" : "") +
                        (result.flipTest ? "; each with its mirror image" : ""),
            .folder = result.measured.folder,
            .isOwnValidation = result.measured.isOwnValidation,
            .top1 = result.top1,
            .top5 = result.top5,
            .loss = result.loss,
            .pictures = result.count,
            .badPictures = result.badPictures,
            .counts = result.classCounts,
            .confusions = result.confusions};
}

} // namespace studio
