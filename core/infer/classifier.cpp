// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/infer/classifier.h"

#include <algorithm>
#include <cmath>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/device/compute_device_internal.h"
#include "core/device/pixel_ops.h"
#include "core/infer/grad_cam_internal.h"
#include "core/train/model_loader_internal.h"
#include "core/transform/geometry.h"

namespace studio {
namespace {

class NetworkClassifier final : public Classifier {
public:
    NetworkClassifier(LoadedModel model, std::string name, std::unique_ptr<ComputeDevice> device)
        : device_(std::move(device))
        , model_(std::move(model))
        , name_(std::move(name)) {
        device_->place(*model_.network);
        program_ = device_->evaluation(*model_.network, model_.about.imageSize, Precision::Fp32);
    }

    const std::vector<ClassInfo>& classes() const override { return model_.classes; }
    std::string name() const override { return name_; }
    std::int32_t epoch() const override { return model_.about.epoch; }
    std::int64_t step() const override { return model_.about.step; }
    Prediction classify(const Picture& picture, int topCount) override;
    Attention attention(const Picture& picture, std::int32_t classIndex) override;

private:
    /// Fills pixels_ with the part of the picture that the network is given.
    BoxF look(const Picture& picture);

    std::unique_ptr<ComputeDevice> device_; ///< outlives the network on it
    LoadedModel model_;
    std::string name_;
    std::unique_ptr<EvalProgram> program_;
    Resizer resizer_;
    std::vector<std::uint8_t> pixels_;
};

BoxF NetworkClassifier::look(const Picture& picture) {
    if (picture.width < 1 || picture.height < 1) {
        throw Error(ErrorKind::Data, "The picture is empty");
    }
    const int size = model_.about.imageSize;
    const BoxF crop = evaluationCrop(picture.width, picture.height, model_.about.evalResize, size);
    pixels_.resize(static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3);
    resizer_.resize(picture, crop, size, size, pixels_.data());
    return crop;
}

Prediction NetworkClassifier::classify(const Picture& picture, int topCount) {
    const double start = monotonicSeconds();
    Prediction prediction;
    prediction.crop = look(picture);
    prediction.width = picture.width;
    prediction.height = picture.height;
    prediction.networkSize = model_.about.imageSize;
    withErrors([&] {
        const at::Tensor chances = program_->probabilities({1, pixels_, {}})[0].contiguous();
        prediction.probabilities.assign(chances.data_ptr<float>(), chances.data_ptr<float>() + chances.size(0));
        if (std::any_of(prediction.probabilities.begin(), prediction.probabilities.end(),
                        [](float chance) { return std::isnan(chance); })) {
            throw answersNoNumbers(model_.path);
        }
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

Attention NetworkClassifier::attention(const Picture& picture, std::int32_t classIndex) {
    if (classIndex < 0 || static_cast<std::size_t>(classIndex) >= model_.classes.size()) {
        throw Error(ErrorKind::Usage, "The network has no such class");
    }
    look(picture);
    const int size = model_.about.imageSize;
    return withErrors([&] {
        at::Tensor input = at::empty({1, 3, size, size}, at::kFloat);
        applyPixelOps(pixels_.data(), size, PixelOps{}, Normalisation{}, input.data_ptr<float>());
        const at::Tensor heat = gradCam(*model_.network, input, classIndex);
        const float* values = heat.data_ptr<float>();
        return Attention{classIndex, size, {values, values + heat.numel()}};
    });
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
           std::to_string(loaded.about.epoch) + (loaded.about.ema ? ", average of the weights" : "");
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
