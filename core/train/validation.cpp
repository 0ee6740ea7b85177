// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/validation_internal.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/metric/running_mean.h"
#include "core/transform/geometry.h"

namespace studio {
namespace {

/// Puts the training mode back however the evaluation ends.
class EvaluationMode {
public:
    explicit EvaluationMode(Network& network)
        : network_(network)
        , wasTraining_(network.is_training()) {
        network_.eval();
    }
    ~EvaluationMode() { network_.train(wasTraining_); }
    EvaluationMode(const EvaluationMode&) = delete;
    EvaluationMode& operator=(const EvaluationMode&) = delete;

private:
    Network& network_;
    bool wasTraining_;
};

constexpr std::size_t kMaxNamed = 1000;

/// Rows of the batch that hold a picture.
at::Tensor readableRows(const Batch& batch) {
    std::set<std::uint32_t> bad;
    for (const BadPicture& picture : batch.bad) {
        bad.insert(picture.sampleIndex);
    }
    std::vector<std::int64_t> rows;
    for (std::size_t row = 0; row < batch.samples.size(); ++row) {
        if (!bad.contains(batch.samples[row])) {
            rows.push_back(static_cast<std::int64_t>(row));
        }
    }
    return at::tensor(rows, at::kLong);
}

void addBatch(RunningMetrics& metrics, at::Tensor logits, at::Tensor labels, const Batch& batch) {
    if (!batch.bad.empty()) {
        const at::Tensor rows = readableRows(batch).to(logits.device());
        logits = logits.index_select(0, rows);
        labels = labels.index_select(0, rows);
    }
    if (labels.size(0) > 0) {
        const double loss = at::cross_entropy_loss(logits, labels).item<double>();
        metrics.add(loss, labels.size(0), countHits(logits, labels, 1), countHits(logits, labels, 5));
    }
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
    loader.replaceBad = false;
    return loader;
}

std::int64_t countHits(const at::Tensor& logits, const at::Tensor& labels, std::int64_t k) {
    const at::Tensor best = std::get<1>(logits.topk(std::min(k, logits.size(1)), 1));
    return best.eq(labels.unsqueeze(1)).sum().item<std::int64_t>();
}

EvaluationResult evaluateSet(Network& network, ComputeDevice& device, const Loader& pictures,
                             const std::function<std::optional<Batch>()>& next,
                             const std::function<void(std::int64_t done, std::int64_t total)>& progress) {
    const torch::NoGradGuard noGrad;
    const EvaluationMode mode(network);
    const Normalisation norm;
    const std::int64_t total = pictures.pictureCount();
    const int side = pictures.imageSize();
    EvaluationResult result;
    RunningMetrics metrics;
    std::int64_t done = 0;
    while (const std::optional<Batch> batch = next()) {
        const at::Tensor logits = network.forward(device.prepare(batch->view(), side, {}, norm));
        addBatch(metrics, logits, device.prepareLabels(batch->view()), *batch);
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
    result.top1 = metrics.top1();
    result.top5 = metrics.top5();
    result.loss = metrics.loss();
    result.count = metrics.count;
    result.complete = done == total;
    if (result.complete && total > 0 && result.count == 0) {
        const BadFile& bad = result.badFiles.front();
        throw Error(ErrorKind::Data, Message{.title = "None of the pictures to measure can be read",
                                             .place = displayText(bad.path),
                                             .done = "There are " + grouped(total) + ". This one: " + bad.reason + ".",
                                             .next = "Check the pictures with resnet-train check."});
    }
    return result;
}

} // namespace studio
