// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/evaluator.h"

#include <array>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/train/feeder_internal.h"
#include "core/train/measured_pictures_internal.h"
#include "core/train/model_loader_internal.h"
#include "core/train/validation_internal.h"

namespace studio {
namespace {

EvaluationResult evaluate(const std::string& model, const std::string& which, const DataSpec& data,
                          const std::string& device, int workers,
                          const std::function<void(std::int64_t done, std::int64_t total)>& progress,
                          std::stop_token stop, bool split) {
    const LoadedModel loaded = loadModel(model, which);
    MeasuredPictures found = findMeasuredPictures(loaded, model, data, split, stop);
    const std::unique_ptr<ComputeDevice> computer = openDevice(device);
    loaded.network->to(computer->torchDevice());
    const ValidationPlan plan{.evalResize = loaded.about.evalResize,
                              .evalSize = loaded.about.imageSize,
                              .batchSize = 64,
                              .workers = workers > 0 ? workers : workersFor(*computer).count};
    LoaderPlan loader = validationLoaderPlan(found.data.val, plan);
    loader.stop = stop;
    Loader pictures(std::move(loader), computer->slotAllocator());
    const auto next = [&] { return pictures.next(stop); };
    EvaluationResult result = evaluateSet(*loaded.network, *computer, pictures, next, progress);
    result.checkpoint = baseName(loaded.path);
    result.measured = std::move(found.about);
    return result;
}

} // namespace

const char* measuredKindName(Measured::Kind kind) {
    constexpr std::array kNames{"held_back", "validation", "test", "split", "folder"};
    return kNames[static_cast<std::size_t>(kind)];
}

EvaluationResult evaluateModel(const std::string& model, const std::string& which, const DataSpec& data,
                               const std::string& device, int workers,
                               const std::function<void(std::int64_t done, std::int64_t total)>& progress,
                               std::stop_token stop, bool split) {
    return withErrors([&] { return evaluate(model, which, data, device, workers, progress, stop, split); });
}

} // namespace studio
