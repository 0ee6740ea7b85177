// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/onnx_run_internal.h"

#include <map>

#include "core/base/error.h"
#include "core/device/host_copy_internal.h"

namespace studio {

namespace {

/// What an operation finds: its inputs, and its attributes.
class Operands {
public:
    Operands(const OnnxNode& node, const std::map<std::string, at::Tensor>& values)
        : node_(node)
        , values_(values) {}
    const at::Tensor& input(std::size_t i) const {
        const auto found = i < node_.inputs.size() ? values_.find(node_.inputs[i]) : values_.end();
        if (found == values_.end())
            throw Error(ErrorKind::Corrupt, "The operation " + node_.op + " lacks an input");
        return found->second;
    }
    std::vector<std::int64_t> whole(std::size_t i) const {
        const at::Tensor values = input(i).to(at::kLong).contiguous();
        return {values.data_ptr<std::int64_t>(), values.data_ptr<std::int64_t>() + values.numel()};
    }
    const std::vector<std::int64_t>& list(const char* name) const { return attribute(node_.lists, name); }
    std::int64_t number(const char* name) const { return attribute(node_.numbers, name); }
    double real(const char* name) const { return attribute(node_.reals, name); }
    /// Begin and end are padded alike.
    std::vector<std::int64_t> padding() const {
        const auto& pads = list("pads");
        if (pads.size() != 4 || pads[0] != pads[2] || pads[1] != pads[3])
            throw Error(ErrorKind::Corrupt, "The operation " + node_.op + " pads unevenly");
        return {pads[0], pads[1]};
    }

private:
    template<typename Map>
    const typename Map::mapped_type& attribute(const Map& map, const char* name) const {
        const auto found = map.find(name);
        if (found == map.end())
            throw Error(ErrorKind::Corrupt, "The operation " + node_.op + " has no " + name);
        return found->second;
    }
    const OnnxNode& node_;
    const std::map<std::string, at::Tensor>& values_;
};

at::Tensor sliced(const Operands& operands) {
    at::Tensor x = operands.input(0);
    const auto from = operands.whole(1), to = operands.whole(2), axes = operands.whole(3), steps = operands.whole(4);
    for (std::size_t i = 0; i < axes.size(); ++i)
        x = x.slice(axes[i], from.at(i), to.at(i), steps.at(i));
    return x;
}

/// ONNX names all begins and then all ends, from the first dimension on; LibTorch begins and ends by turns, from the
/// last on.
at::Tensor padded(const Operands& operands) {
    const auto pads = operands.whole(1);
    std::vector<std::int64_t> turned;
    for (std::size_t i = pads.size() / 2; i-- > 0;) {
        turned.push_back(pads[i]);
        turned.push_back(pads[i + pads.size() / 2]);
    }
    return at::constant_pad_nd(operands.input(0), turned);
}

at::Tensor compute(const OnnxNode& node, const Operands& operands) {
    const auto in = [&operands](std::size_t i) { return operands.input(i); };
    if (node.op == "Conv")
        return at::conv2d(in(0), in(1), {}, operands.list("strides"), operands.padding(), operands.list("dilations"),
                          operands.number("group"));
    if (node.op == "BatchNormalization")
        return at::batch_norm(in(0), in(1), in(2), in(3), in(4), false, 0, operands.real("epsilon"), false);
    if (node.op == "Relu")
        return at::relu(in(0));
    if (node.op == "Add")
        return in(0) + in(1);
    if (node.op == "MaxPool")
        return at::max_pool2d(in(0), operands.list("kernel_shape"), operands.list("strides"), operands.padding());
    if (node.op == "Slice")
        return sliced(operands);
    if (node.op == "Pad")
        return padded(operands);
    if (node.op == "GlobalAveragePool")
        return in(0).mean({2, 3}, true);
    if (node.op == "Flatten")
        return in(0).flatten(operands.number("axis"));
    if (node.op == "Gemm" && operands.number("transB") == 1)
        return at::linear(in(0), in(1), in(2));
    throw Error(ErrorKind::Corrupt, "The operation " + node.op + " is not known");
}

} // namespace

at::Tensor runOnnx(const OnnxGraph& graph, const at::Tensor& pictures) {
    std::map<std::string, at::Tensor> values;
    for (const HostTensor& weight : graph.weights)
        values[weight.name] = fromHostTensor(weight);
    values[graph.input] = pictures;
    for (const OnnxNode& node : graph.nodes)
        values[node.output] = compute(node, Operands(node, values));
    const auto answer = values.find(graph.output);
    if (answer == values.end())
        throw Error(ErrorKind::Corrupt, "The graph has no output");
    return answer->second;
}

} // namespace studio
