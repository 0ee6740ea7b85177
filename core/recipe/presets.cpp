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

} // namespace

const std::vector<Preset>& presets() {
    static const std::vector<Preset> kPresets{imagenetClassic(), smallImages(), quickLook()};
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
