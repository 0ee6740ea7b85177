// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architecture.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/model/model_spec.h"

namespace studio {

namespace {

Architecture plain(std::string name, std::string displayName, std::vector<int> blocks) {
    return {std::move(name), std::move(displayName), false, std::move(blocks), false, 1, 1, 64, true};
}

Architecture deep(std::string name, std::string displayName, std::vector<int> blocks, int groups = 1,
                  int widthPerGroup = 64) {
    return {std::move(name), std::move(displayName), false, std::move(blocks), true, 4, groups, widthPerGroup, true};
}

Architecture cifar(std::string name, std::string displayName, int blocks) {
    return {std::move(name), std::move(displayName), true, {blocks, blocks, blocks}, false, 1, 1, 64, false};
}

} // namespace

const std::vector<Architecture>& architectures() {
    static const std::vector<Architecture> kTable{
        plain("resnet18", "ResNet-18", {2, 2, 2, 2}),
        plain("resnet34", "ResNet-34", {3, 4, 6, 3}),
        deep("resnet50", "ResNet-50", {3, 4, 6, 3}),
        deep("resnet101", "ResNet-101", {3, 4, 23, 3}),
        deep("resnet152", "ResNet-152", {3, 8, 36, 3}),
        deep("resnext50_32x4d", "ResNeXt-50 32x4d", {3, 4, 6, 3}, 32, 4),
        deep("resnext101_32x8d", "ResNeXt-101 32x8d", {3, 4, 23, 3}, 32, 8),
        deep("wide_resnet50_2", "Wide ResNet-50-2", {3, 4, 6, 3}, 1, 128),
        deep("wide_resnet101_2", "Wide ResNet-101-2", {3, 4, 23, 3}, 1, 128),
        cifar("resnet20", "ResNet-20", 3),
        cifar("resnet32", "ResNet-32", 5),
        cifar("resnet44", "ResNet-44", 7),
        cifar("resnet56", "ResNet-56", 9),
        cifar("resnet110", "ResNet-110", 18),
    };
    return kTable;
}

const Architecture& architectureOf(const std::string& name) {
    const auto& all = architectures();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& network) { return network.name == name; });
    if (found == all.end())
        throw Error(ErrorKind::Config,
                    {"There is no network of this name", name, {}, "Known are " + modelNamesText() + "."});
    return *found;
}

} // namespace studio
