// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/presets.h"

#include "core/base/error.h"

namespace studio {

namespace {

/// The defaults of TrainConfig are this preset, field by field.
Preset imagenetClassic() {
    return {"imagenet-classic", "ResNet-50, SGD, cosine over 90 epochs. For full ImageNet on one GPU.", TrainConfig{}};
}

/// torchvision's references/classification, with the values of its ResNet-50 weights IMAGENET1K_V1.
Preset imagenetReference() {
    TrainConfig c;
    c.batchSize = 256;
    c.learningRate = 0.1;
    c.schedule = "step";
    c.brightness = c.contrast = c.saturation = c.hue = 0;
    return {"imagenet-reference", "torchvision's reference: three drops of the rate over 90 epochs, no colour jitter.",
            c, 0.7613,
            "Follows torchvision's ResNet-50 V1: 76.13 % at 224 px. Here in half precision, there in single."};
}

/// FFCV's rn50_configs: a batch of 4,096 at 1.7; the rate is scaled to a batch that one card takes. `growFrom` and
/// `growUntil` in epochs; `share`: of the classic one's work, in words.
Preset imagenetFast(std::int64_t epochs, double growFrom, double growUntil, double published,
                    const std::string& percent, const std::string& share) {
    TrainConfig c;
    c.imageSize = 192;
    c.startImageSize = 160;
    c.growFrom = growFrom / static_cast<double>(epochs);
    c.growUntil = growUntil / static_cast<double>(epochs);
    c.evalSize = 256;
    c.evalResize = 0;
    c.epochs = epochs;
    c.batchSize = 256;
    c.learningRate = 0.106;
    c.schedule = "polynomial";
    c.schedulePower = 1;
    c.warmupEpochs = 2;
    c.decayNormAndBias = false;
    c.labelSmoothing = 0.1;
    c.flipTest = true;
    c.blurpool = true;
    c.brightness = c.contrast = c.saturation = c.hue = 0;
    const std::string count = std::to_string(epochs);
    return {"imagenet-fast-" + count,
            "ResNet-50 in " + count + " epochs: pictures of 160 px that grow to 192. About " + share +
                " the classic one's work.",
            c, published,
            "Follows FFCV's rn50_" + count + "_epochs (github.com/libffcv/ffcv-imagenet): " + percent +
                " %, validated at 256 px with flip test."};
}

/// Mosaic's resnet50_mild: a batch of 2,048 at 2.048 with a decoupled decay of 5e-4, which comes to 2^-15 in the
/// gradient: 5e-4 x (1 - momentum) / rate. Its average has a half-life of 100 batches and is updated every 20: so many
/// pictures here, too.
Preset imagenetMild36() {
    TrainConfig c;
    c.imageSize = 176;
    c.startImageSize = 88;
    c.growFrom = 0.4;
    c.growUntil = 0.8;
    c.evalSize = 224;
    c.evalResize = 232;
    c.epochs = 36;
    c.batchSize = 256;
    c.learningRate = 0.256;
    c.momentum = 0.875;
    c.weightDecay = 3.0517578125e-05;
    c.warmupEpochs = 8;
    c.labelSmoothing = 0.08;
    c.emaSteps = 160;
    c.emaDecay = 0.870550563296124; // 2^(-160 / 800)
    c.brightness = c.contrast = c.saturation = c.hue = 0;
    return {
        "imagenet-mild-36",
        "ResNet-50 in 36 epochs: pictures of 88 px that grow to 176. About an eighth of the classic one's work.", c,
        0.766,
        "Follows Mosaic's mild recipe (databricks.com/blog/mosaic-resnet-deep-dive): 76.6 % at 224 px. Left out here: "
        "BlurPool; cross-entropy in place of binary cross-entropy; pictures grow by 32 px at a time, there by 4."};
}

/// Alternating flip and label smoothing are of the fast recipes for CIFAR-10, whose networks are their own.
Preset cifarFast() {
    TrainConfig c;
    c.model = "resnet18";
    c.stem = "small";
    c.imageSize = c.evalSize = c.evalResize = 32;
    c.epochs = 24;
    c.batchSize = 256;
    c.learningRate = 0.2;
    c.nesterov = true;
    c.weightDecay = 5e-4;
    c.decayNormAndBias = false;
    c.warmupEpochs = 4;
    c.labelSmoothing = 0.1;
    c.cropScaleMin = 0.5;
    c.brightness = c.contrast = c.saturation = c.hue = 0;
    c.alternatingFlip = true;
    c.saveMinutes = 5;
    return {"cifar-fast",
            "ResNet-18 at 32 px in 24 epochs, each picture mirrored in every other one. For CIFAR and its kind.", c, -1,
            "Takes alternating flip and label smoothing from the fast recipes for CIFAR-10 (Jordan, 2024, arXiv "
            "2404.00498); network, crops, schedule and the rest are this program's. No result is published for it."};
}

Preset smallImages() {
    TrainConfig c;
    c.model = "resnet18";
    c.stem = "small";
    c.imageSize = c.evalSize = 64;
    c.evalResize = 72;
    c.epochs = 30;
    c.batchSize = 64;
    c.nesterov = true;
    c.weightDecay = 5e-4;
    c.warmupEpochs = 2;
    c.precision = "fp32";
    c.cropScaleMin = 0.25;
    c.brightness = c.contrast = c.saturation = 0.2;
    c.hue = 0.02;
    return {"small-images", "ResNet-18 with a small first layer at 64 px. For a few thousand pictures.", c};
}

Preset quickLook() {
    TrainConfig c;
    c.model = "resnet20";
    c.imageSize = c.evalSize = 32;
    c.evalResize = 32;
    c.epochs = 30;
    c.batchSize = 64;
    c.learningRate = 0.1;
    c.nesterov = true;
    c.weightDecay = 5e-4;
    c.warmupEpochs = 1;
    c.precision = "fp32";
    c.cropScaleMin = 0.5;
    c.brightness = c.contrast = c.saturation = c.hue = 0;
    c.saveMinutes = 5;
    return {"quick-look", "ResNet-20 at 32 px: a first result in minutes, without a GPU too.", c};
}

/// The rate for weights that have learned (a tenth of what begins at random, both for 256 pictures; here for 64), ten
/// times as much for the new last layer, and crops that leave more of a picture than in training from scratch.
Preset fineTune() {
    TrainConfig c;
    c.epochs = 15;
    c.batchSize = 64;
    c.learningRate = 0.0025;
    c.headRate = 10;
    c.nesterov = true;
    c.warmupEpochs = 1;
    c.labelSmoothing = 0.1;
    c.cropScaleMin = 0.35;
    c.brightness = c.contrast = c.saturation = 0.2;
    c.hue = 0.02;
    c.saveMinutes = 10;
    return {"fine-tune",
            "ResNet-50 over 15 epochs at a small rate, its last layer at ten times that. For a run that begins with "
            "weights.",
            c};
}

} // namespace

const std::vector<Preset>& presets() {
    static const std::vector<Preset> kPresets{imagenetClassic(),
                                              imagenetReference(),
                                              imagenetFast(16, 11, 13, 0.738, "73.8", "a tenth of"),
                                              imagenetFast(32, 23, 27, 0.766, "76.6", "a fifth of"),
                                              imagenetFast(88, 65, 76, 0.784, "78.4", "half"),
                                              imagenetMild36(),
                                              cifarFast(),
                                              smallImages(),
                                              quickLook(),
                                              fineTune()};
    return kPresets;
}

const Preset& findPreset(const std::string& name) {
    std::string names;
    for (const auto& preset : presets()) {
        if (preset.name == name)
            return preset;
        names += (names.empty() ? "" : ", ") + preset.name;
    }
    throw Error(ErrorKind::Config, {"There is no preset of this name", name, {}, "There are " + names + "."});
}

} // namespace studio
