// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model_spec.h"

#include <algorithm>

#include "core/model/architecture.h"

namespace studio {

namespace {

/// Adds up layers as a picture of `side` px passes through them.
struct Counter {
    ModelSize size;
    std::int64_t side = 0;
    bool blurs = false;

    void convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride,
                     std::int64_t groups = 1) {
        const std::int64_t sideBefore = side;
        side = (side + stride - 1) / stride;
        if (blurs && stride > 1) {
            const std::int64_t blurred = kernel > 1 ? sideBefore : side; // a 1x1 convolution skips the others
            size.multiplyAdds += 9 * in * blurred * blurred;
        }
        const std::int64_t weights = in / groups * out * kernel * kernel;
        size.parameters += weights;
        size.multiplyAdds += weights * side * side;
    }
    void norm(std::int64_t channels) {
        size.parameters += 2 * channels;
        size.buffers += 2 * channels + 1; // mean, variance, batches tracked
    }
};

void countBlock(Counter& count, const Architecture& net, std::int64_t in, std::int64_t planes, std::int64_t stride) {
    const std::int64_t out = planes * net.expansion;
    const std::int64_t sideBefore = count.side;
    if (net.bottleneck) {
        const std::int64_t width = planes * net.widthPerGroup / 64 * net.groups;
        count.convolution(in, width, 1, 1);
        count.norm(width);
        count.convolution(width, width, 3, stride, net.groups);
        count.norm(width);
        count.convolution(width, out, 1, 1);
    } else {
        count.convolution(in, out, 3, stride);
        count.norm(out);
        count.convolution(out, out, 3, 1);
    }
    count.norm(out);
    if (net.projection && (stride != 1 || in != out)) {
        count.side = sideBefore;
        count.convolution(in, out, 1, stride);
        count.norm(out);
    }
}

} // namespace

const std::vector<std::string>& modelNames() {
    static const std::vector<std::string> kNames = [] {
        std::vector<std::string> names;
        for (const Architecture& network : architectures())
            names.push_back(network.name);
        return names;
    }();
    return kNames;
}

std::string modelNamesText() {
    std::string text;
    for (const std::string& name : modelNames())
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

bool isModelName(const std::string& name) {
    return std::find(modelNames().begin(), modelNames().end(), name) != modelNames().end();
}

bool isCifarFamily(const std::string& name) {
    return isModelName(name) && architectureOf(name).cifar;
}

std::string modelDisplayName(const std::string& name) {
    return isModelName(name) ? architectureOf(name).displayName : name;
}

ModelSize modelSize(const ModelSpec& spec, int imageSize) {
    const Architecture& net = architectureOf(spec.name);
    Counter count;
    count.side = imageSize;
    const std::int64_t first = net.cifar ? 16 : 64;
    const bool small = net.cifar || spec.stem == Stem::Small;
    count.convolution(3, first, small ? 3 : 7, small ? 1 : 2);
    count.norm(first);
    if (!small)
        count.side = (count.side + 1) / 2; // max pool 3x3, stride 2
    count.blurs = spec.blurPool;
    std::int64_t channels = first;
    for (std::size_t stage = 0; stage < net.blocks.size(); ++stage) {
        const std::int64_t planes = first << stage;
        for (int block = 0; block < net.blocks[stage]; ++block) {
            countBlock(count, net, channels, planes, stage > 0 && block == 0 ? 2 : 1);
            channels = planes * net.expansion;
        }
    }
    count.size.parameters += channels * spec.classes + spec.classes;
    count.size.multiplyAdds += channels * spec.classes;
    return count.size;
}

} // namespace studio
