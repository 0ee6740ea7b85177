// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/infer/classifier.h"

#include <algorithm>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/device/compute_device_internal.h"
#include "core/train/model_loader_internal.h"
#include "core/transform/geometry.h"

namespace studio {
namespace {

class NetworkClassifier final : public Classifier {
public:
    NetworkClassifier(LoadedModel model, std::string name, std::unique_ptr<ComputeDevice> device)
        : model_(std::move(model))
        , name_(std::move(name))
        , device_(std::move(device)) {
        device_->place(*model_.network);
        program_ = device_->evaluation(*model_.network, model_.about.imageSize, Precision::Fp32);
    }

    const std::vector<ClassInfo>& classes() const override { return model_.classes; }
    std::string name() const override { return name_; }
    std::int32_t epoch() const override { return model_.about.epoch; }
    std::int64_t step() const override { return model_.about.step; }
    Prediction classify(const Picture& picture, int topCount) override;

private:
    at::Tensor probabilities(const Picture& picture, const BoxF& crop);

    LoadedModel model_;
    std::string name_;
    std::unique_ptr<ComputeDevice> device_;
    std::unique_ptr<EvalProgram> program_;
    Resizer resizer_;
    std::vector<std::uint8_t> pixels_;
};

at::Tensor NetworkClassifier::probabilities(const Picture& picture, const BoxF& crop) {
    const int size = model_.about.imageSize;
    pixels_.resize(static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3);
    resizer_.resize(picture, crop, size, size, pixels_.data());
    return program_->probabilities({1, pixels_, {}})[0];
}

Prediction NetworkClassifier::classify(const Picture& picture, int topCount) {
    if (picture.width < 1 || picture.height < 1) {
        throw Error(ErrorKind::Data, "The picture is empty");
    }
    const double start = monotonicSeconds();
    Prediction prediction;
    prediction.width = picture.width;
    prediction.height = picture.height;
    prediction.networkSize = model_.about.imageSize;
    prediction.crop = evaluationCrop(picture.width, picture.height, model_.about.evalResize, model_.about.imageSize);
    withErrors([&] {
        const at::Tensor chances = probabilities(picture, prediction.crop);
        const std::int64_t count = std::clamp<std::int64_t>(topCount, 1, chances.size(0));
        const auto [values, indices] = chances.topk(count);
        for (std::int64_t i = 0; i < count; ++i) {
            prediction.top.push_back(
                {static_cast<std::int32_t>(indices[i].item<std::int64_t>()), values[i].item<float>()});
        }
    });
    prediction.seen = pixels_;
    prediction.milliseconds = (monotonicSeconds() - start) * 1000;
    return prediction;
}

/// "r50-imagenet-0414, best, epoch 31" for a run, the file's name otherwise.
std::string nameOf(const std::string& model, const std::string& which, const LoadedModel& loaded) {
    std::string trimmed = model;
    while (trimmed.size() > 1 && trimmed.ends_with('/')) {
        trimmed.pop_back();
    }
    if (trimmed == loaded.path) {
        return displayText(baseName(trimmed));
    }
    const bool word = which == "best" || which == "last";
    return displayText(baseName(trimmed)) + (word ? ", " + which : "") + ", epoch " +
           std::to_string(loaded.about.epoch);
}

} // namespace

std::unique_ptr<Classifier> openClassifier(const std::string& model, const std::string& which,
                                           const std::string& device) {
    return withErrors([&]() -> std::unique_ptr<Classifier> {
        LoadedModel loaded = loadModel(model, which);
        std::string name = nameOf(model, which, loaded);
        return std::make_unique<NetworkClassifier>(std::move(loaded), std::move(name), openDevice(device));
    });
}

} // namespace studio
