// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/evaluator.h"

#include <memory>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/train/feeder_internal.h"
#include "core/train/model_loader_internal.h"
#include "core/train/validation_internal.h"

namespace studio {
namespace {

void checkClasses(const LoadedModel& model, const ImageFolder& data) {
    bool same = model.classes.size() == data.classes.size();
    if (same && !model.about.classHash.empty()) {
        same = model.about.classHash == data.classHash();
    }
    if (!same) {
        throw Error(ErrorKind::Data,
                    Message{.title = "The pictures have other classes than the model",
                            .place = displayText(data.spec.root),
                            .done = "The model knows " + std::to_string(model.classes.size()) +
                                    " classes, the folder holds " + std::to_string(data.classes.size()) + ".",
                            .next = "Choose the data set that the model was trained for."});
    }
}

EvaluationResult evaluate(const std::string& model, const std::string& which, const DataSpec& data,
                          const std::string& device, int workers,
                          const std::function<void(std::int64_t done, std::int64_t total)>& progress,
                          std::stop_token stop) {
    const LoadedModel loaded = loadModel(model, which);
    const auto folder = std::make_shared<const ImageFolder>(openImageFolder(data, {}, stop));
    checkClasses(loaded, *folder);
    const std::unique_ptr<ComputeDevice> computer = openDevice(device);
    loaded.network->to(computer->torchDevice());
    const ValidationPlan plan{.evalResize = loaded.about.evalResize,
                              .evalSize = loaded.about.imageSize,
                              .batchSize = 64,
                              .workers = workers > 0 ? workers : workersFor(*computer).count};
    LoaderPlan loader = validationLoaderPlan(folder->val, plan);
    loader.owner = folder;
    loader.stop = stop;
    Loader pictures(std::move(loader), computer->slotAllocator());
    const auto next = [&] { return pictures.next(stop); };
    EvaluationResult result = evaluateSet(*loaded.network, *computer, pictures, next, progress);
    result.checkpoint = baseName(loaded.path);
    return result;
}

} // namespace

EvaluationResult evaluateModel(const std::string& model, const std::string& which, const DataSpec& data,
                               const std::string& device, int workers,
                               const std::function<void(std::int64_t done, std::int64_t total)>& progress,
                               std::stop_token stop) {
    return withErrors([&] { return evaluate(model, which, data, device, workers, progress, stop); });
}

} // namespace studio
