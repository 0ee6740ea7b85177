// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model_spec.h"

#include <algorithm>
#include <array>
#include <map>

#include "core/base/error.h"
#include "core/model/architecture.h"

namespace studio {

namespace {

const std::vector<std::pair<std::string, std::string>>& namedModels() {
    static const std::vector<std::pair<std::string, std::string>> kModels{{"resnet18", "ResNet-18"},
                                                                          {"resnet34", "ResNet-34"},
                                                                          {"resnet50", "ResNet-50"},
                                                                          {"resnet101", "ResNet-101"},
                                                                          {"resnet152", "ResNet-152"},
                                                                          {"resnext50_32x4d", "ResNeXt-50 32x4d"},
                                                                          {"resnext101_32x8d", "ResNeXt-101 32x8d"},
                                                                          {"wide_resnet50_2", "Wide ResNet-50-2"},
                                                                          {"wide_resnet101_2", "Wide ResNet-101-2"},
                                                                          {"resnet20", "ResNet-20"},
                                                                          {"resnet32", "ResNet-32"},
                                                                          {"resnet44", "ResNet-44"},
                                                                          {"resnet56", "ResNet-56"},
                                                                          {"resnet110", "ResNet-110"}};
    return kModels;
}

/// Adds up layers as a picture of `side` px passes through them.
struct Counter {
    ModelSize size;
    std::int64_t side = 0;

    void convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride,
                     std::int64_t groups = 1) {
        side = (side + stride - 1) / stride;
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
        for (const auto& row : namedModels())
            names.push_back(row.first);
        return names;
    }();
    return kNames;
}

bool isModelName(const std::string& name) {
    return std::find(modelNames().begin(), modelNames().end(), name) != modelNames().end();
}

bool isCifarFamily(const std::string& name) {
    return isModelName(name) && architectureOf(name).cifar;
}

std::string modelDisplayName(const std::string& name) {
    for (const auto& row : namedModels()) {
        if (row.first == name)
            return row.second;
    }
    return name;
}

Architecture architectureOf(const std::string& name) {
    const auto plain = [](std::vector<int> blocks) {
        return Architecture{false, std::move(blocks), false, 1, 1, 64, true};
    };
    const auto deep = [](std::vector<int> blocks, int groups, int width) {
        return Architecture{false, std::move(blocks), true, 4, groups, width, true};
    };
    const auto cifar = [](int blocks) { return Architecture{true, {blocks, blocks, blocks}, false, 1, 1, 64, false}; };
    static const std::map<std::string, Architecture> kTable{{"resnet18", plain({2, 2, 2, 2})},
                                                            {"resnet34", plain({3, 4, 6, 3})},
                                                            {"resnet50", deep({3, 4, 6, 3}, 1, 64)},
                                                            {"resnet101", deep({3, 4, 23, 3}, 1, 64)},
                                                            {"resnet152", deep({3, 8, 36, 3}, 1, 64)},
                                                            {"resnext50_32x4d", deep({3, 4, 6, 3}, 32, 4)},
                                                            {"resnext101_32x8d", deep({3, 4, 23, 3}, 32, 8)},
                                                            {"wide_resnet50_2", deep({3, 4, 6, 3}, 1, 128)},
                                                            {"wide_resnet101_2", deep({3, 4, 23, 3}, 1, 128)},
                                                            {"resnet20", cifar(3)},
                                                            {"resnet32", cifar(5)},
                                                            {"resnet44", cifar(7)},
                                                            {"resnet56", cifar(9)},
                                                            {"resnet110", cifar(18)}};
    const auto found = kTable.find(name);
    if (found == kTable.end()) {
        std::string names;
        for (const auto& known : modelNames())
            names += (names.empty() ? "" : ", ") + known;
        throw Error(ErrorKind::Config, {"There is no network of this name", name, {}, "Known are " + names + "."});
    }
    return found->second;
}

ModelSize modelSize(const ModelSpec& spec, int imageSize) {
    const Architecture net = architectureOf(spec.name);
    Counter count;
    count.side = imageSize;
    const std::int64_t first = net.cifar ? 16 : 64;
    const bool small = net.cifar || spec.stem == Stem::Small;
    count.convolution(3, first, small ? 3 : 7, small ? 1 : 2);
    count.norm(first);
    if (!small)
        count.side = (count.side + 1) / 2; // max pool 3x3, stride 2
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
