// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/dataset/image_folder.h"
#include "core/image/image_file.h"
#include "core/image/resize.h"

namespace studio {

/// What a classifier says of one picture.
struct Prediction {
    struct Answer {
        std::int32_t classIndex = 0;
        float probability = 0;
    };
    std::vector<Answer> top;          ///< best first
    std::vector<float> probabilities; ///< of every class, in their order
    BoxF crop;                        ///< what the network saw, in pixels of the stored picture
    int width = 0, height = 0;        ///< of the stored picture
    int networkSize = 0;              ///< side of the network's input, px
    std::vector<std::uint8_t> seen;   ///< what the network was given: RGB, networkSize x networkSize
    double milliseconds = 0;
};

/// Where in its input a network finds what speaks for a class: Grad-CAM (Selvaraju et al. 2017, "Grad-CAM: Visual
/// Explanations from Deep Networks via Gradient-based Localization", ICCV). The channels of the last convolutional
/// stage are summed, each weighted with the mean gradient of the class's logit by it; what is below 0 speaks for other
/// classes and is left out. Enlarged bilinearly to the input, and scaled so that the largest is 1.
struct Attention {
    std::int32_t classIndex = 0;
    int size = 0;            ///< side of the network's input, px; 0 = this classifier cannot tell
    std::vector<float> heat; ///< size x size, row by row, 0 ... 1; all 0 where nothing speaks for the class
};

/// A loaded network that answers for pictures. One thread at a time.
class Classifier {
public:
    virtual ~Classifier() = default;
    virtual const std::vector<ClassInfo>& classes() const = 0;
    /// "r50-imagenet-0414, best, epoch 31" or the file's name.
    virtual std::string name() const = 0;
    virtual std::int32_t epoch() const = 0;          ///< of the checkpoint; 0 = unknown
    virtual std::int64_t step() const { return -1; } ///< of the checkpoint, as its file tells; -1 = unknown
    /// Throws Error(Data) if the picture cannot be read.
    virtual Prediction classify(const Picture& picture, int topCount) = 0;
    /// For the crop that classify() looks at. About the time of one answer. Throws Error, as classify(), and
    /// Error(Usage) for a class that the network does not have.
    virtual Attention attention(const Picture&, std::int32_t /*classIndex*/) { return {}; }
};

/// From a run folder (`which`: best, last, epoch number) or a .safetensors checkpoint file. Runs on the CPU unless
/// `device` says otherwise. Throws Error, for example Corrupt for a damaged file.
std::unique_ptr<Classifier> openClassifier(const std::string& model, const std::string& which,
                                           const std::string& device = "cpu");

} // namespace studio
