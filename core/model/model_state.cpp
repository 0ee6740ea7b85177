// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model_state.h"

#include "core/model/architecture.h"

namespace studio {

namespace {

/// Lists layers as a network registers them.
class StateList {
public:
    void convolution(const std::string& name, std::int64_t in, std::int64_t out, std::int64_t kernel,
                     std::int64_t groups = 1) {
        add(name + ".weight", {out, in / groups, kernel, kernel}, true);
    }
    void norm(const std::string& name, std::int64_t channels) {
        add(name + ".weight", {channels}, true);
        add(name + ".bias", {channels}, true);
        add(name + ".running_mean", {channels}, false);
        add(name + ".running_var", {channels}, false);
        add(name + ".num_batches_tracked", {}, false);
    }
    void linear(const std::string& name, std::int64_t in, std::int64_t out) {
        add(name + ".weight", {out, in}, true);
        add(name + ".bias", {out}, true);
    }
    std::vector<NamedShape> take() { return std::move(rows_); }

private:
    void add(std::string name, std::vector<std::int64_t> shape, bool isParameter) {
        rows_.push_back({std::move(name), std::move(shape), isParameter});
    }
    std::vector<NamedShape> rows_;
};

void addBlock(StateList& list, const std::string& name, const Architecture& net, std::int64_t in, std::int64_t planes,
              std::int64_t stride) {
    const std::int64_t out = planes * net.expansion;
    if (net.bottleneck) {
        const std::int64_t width = planes * net.widthPerGroup / 64 * net.groups;
        list.convolution(name + ".conv1", in, width, 1);
        list.norm(name + ".bn1", width);
        list.convolution(name + ".conv2", width, width, 3, net.groups);
        list.norm(name + ".bn2", width);
        list.convolution(name + ".conv3", width, out, 1);
        list.norm(name + ".bn3", out);
    } else {
        list.convolution(name + ".conv1", in, out, 3);
        list.norm(name + ".bn1", out);
        list.convolution(name + ".conv2", out, out, 3);
        list.norm(name + ".bn2", out);
    }
    if (net.projection && (stride != 1 || in != out)) {
        list.convolution(name + ".downsample.0", in, out, 1);
        list.norm(name + ".downsample.1", out);
    }
}

} // namespace

std::vector<NamedShape> modelState(const ModelSpec& spec) {
    const Architecture& net = architectureOf(spec.name);
    StateList list;
    std::int64_t channels = net.cifar ? 16 : 64;
    const std::int64_t first = channels;
    list.convolution("conv1", 3, channels, net.cifar || spec.stem == Stem::Small ? 3 : 7);
    list.norm("bn1", channels);
    for (std::size_t stage = 0; stage < net.blocks.size(); ++stage) {
        for (int block = 0; block < net.blocks[stage]; ++block) {
            const std::int64_t stride = stage > 0 && block == 0 ? 2 : 1;
            addBlock(list, "layer" + std::to_string(stage + 1) + "." + std::to_string(block), net, channels,
                     first << stage, stride);
            channels = (first << stage) * net.expansion;
        }
    }
    list.linear(net.cifar ? "linear" : "fc", channels, spec.classes);
    return list.take();
}

} // namespace studio
