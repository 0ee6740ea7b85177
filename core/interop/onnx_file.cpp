// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/onnx_file.h"

#include <bit>
#include <cstring>
#include <functional>
#include <string_view>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/interop/proto.h"
#include "studio_version.h"

namespace studio {

namespace {

// Numbers of the fields in onnx.proto, of the types that are used here.
namespace model {
constexpr int kIrVersion = 1, kProducer = 2, kProducerVersion = 3, kGraph = 7, kOpset = 8, kMetadata = 14;
}
namespace graphs {
constexpr int kNode = 1, kName = 2, kWeight = 5, kInput = 11, kOutput = 12;
}
namespace nodes {
constexpr int kInput = 1, kOutput = 2, kName = 3, kOp = 4, kAttribute = 5;
}
namespace attributes {
constexpr int kName = 1, kReal = 2, kNumber = 3, kNumbers = 8, kType = 20;
constexpr std::uint64_t kIsReal = 1, kIsNumber = 2, kIsNumbers = 7;
} // namespace attributes
namespace tensors {
constexpr int kDims = 1, kType = 2, kName = 8, kRaw = 9;
}
constexpr std::uint64_t kFloat = 1, kInt64 = 7; ///< TensorProto.DataType
constexpr std::uint64_t kIrVersion = 7;

Proto nodeProto(const OnnxNode& node) {
    Proto proto;
    for (const std::string& input : node.inputs)
        proto.bytes(nodes::kInput, input);
    proto.bytes(nodes::kOutput, node.output).bytes(nodes::kName, node.output).bytes(nodes::kOp, node.op);
    for (const auto& [name, values] : node.lists) {
        Proto attribute;
        attribute.bytes(attributes::kName, name);
        for (const std::int64_t value : values)
            attribute.number(attributes::kNumbers, static_cast<std::uint64_t>(value));
        proto.message(nodes::kAttribute, attribute.number(attributes::kType, attributes::kIsNumbers));
    }
    for (const auto& [name, value] : node.numbers)
        proto.message(nodes::kAttribute, Proto()
                                             .bytes(attributes::kName, name)
                                             .number(attributes::kNumber, static_cast<std::uint64_t>(value))
                                             .number(attributes::kType, attributes::kIsNumber));
    for (const auto& [name, value] : node.reals)
        proto.message(nodes::kAttribute, Proto()
                                             .bytes(attributes::kName, name)
                                             .real(attributes::kReal, value)
                                             .number(attributes::kType, attributes::kIsReal));
    return proto;
}

Proto tensorProto(const HostTensor& tensor) {
    Proto proto;
    for (const std::int64_t size : tensor.shape)
        proto.number(tensors::kDims, static_cast<std::uint64_t>(size));
    proto.number(tensors::kType, tensor.type == TensorType::I64 ? kInt64 : kFloat).bytes(tensors::kName, tensor.name);
    return proto.bytes(tensors::kRaw, {reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size()});
}

/// A tensor of floats whose first size is any number.
Proto valueProto(const std::string& name, const std::vector<std::int64_t>& sizes) {
    Proto shape;
    shape.message(1, Proto().bytes(2, "N"));
    for (const std::int64_t size : sizes)
        shape.message(1, Proto().number(1, static_cast<std::uint64_t>(size)));
    const Proto type = Proto().message(1, Proto().number(1, kFloat).message(2, shape));
    return Proto().bytes(1, name).message(2, type);
}

Proto modelProto(const OnnxGraph& graph) {
    Proto body;
    for (const OnnxNode& node : graph.nodes)
        body.message(graphs::kNode, nodeProto(node));
    body.bytes(graphs::kName, graph.name);
    for (const HostTensor& weight : graph.weights)
        body.message(graphs::kWeight, tensorProto(weight));
    body.message(graphs::kInput, valueProto(graph.input, {3, graph.side, graph.side}));
    body.message(graphs::kOutput, valueProto(graph.output, {graph.classes}));
    Proto whole;
    whole.number(model::kIrVersion, kIrVersion)
        .bytes(model::kProducer, "ResNet Studio")
        .bytes(model::kProducerVersion, kVersion)
        .message(model::kGraph, body)
        .message(model::kOpset, Proto().bytes(1, "").number(2, static_cast<std::uint64_t>(kOnnxOpset)));
    for (const auto& [key, value] : graph.metadata)
        whole.message(model::kMetadata, Proto().bytes(1, key).bytes(2, value));
    return whole;
}

Error damaged(const std::string& why) {
    return Error(ErrorKind::Corrupt, "This is no ONNX file of this program: " + why);
}

/// Walks over the fields of a message.
class Fields {
public:
    struct Field {
        int number = 0;
        std::uint64_t value = 0;  ///< of a number; the bits of a real
        std::string_view bytes{}; ///< of text and messages
    };
    explicit Fields(std::string_view bytes)
        : rest_(bytes) {}
    bool next(Field& field) {
        if (rest_.empty())
            return false;
        const std::uint64_t key = varint();
        field = {static_cast<int>(key >> 3 & 0xFFFF), 0, {}};
        switch (key & 7) {
        case Proto::kVarint:
            field.value = varint();
            return true;
        case Proto::kBytes:
            field.bytes = take(varint());
            return true;
        case Proto::kFixed32: {
            const std::string_view four = take(4);
            for (std::size_t i = 0; i < 4; ++i)
                field.value |= std::uint64_t{static_cast<std::uint8_t>(four[i])} << (8 * i);
            return true;
        }
        default:
            throw damaged("a field of an unknown kind");
        }
    }

private:
    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<std::uint8_t>(take(1)[0]);
            value |= std::uint64_t{byte & 127u} << shift;
            if (byte < 128)
                return value;
        }
        throw damaged("a number of too many bytes");
    }
    std::string_view take(std::uint64_t count) {
        if (count > rest_.size())
            throw damaged("it ends too early");
        const std::string_view taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }
    std::string_view rest_;
};

void forEachField(std::string_view bytes, const std::function<void(const Fields::Field&)>& take) {
    Fields fields(bytes);
    for (Fields::Field field; fields.next(field);)
        take(field);
}

void readAttribute(std::string_view bytes, OnnxNode& node) {
    std::string name;
    std::vector<std::int64_t> numbers;
    std::uint64_t number = 0, real = 0, type = 0;
    forEachField(bytes, [&](const Fields::Field& field) {
        if (field.number == attributes::kName)
            name = field.bytes;
        else if (field.number == attributes::kNumbers)
            numbers.push_back(static_cast<std::int64_t>(field.value));
        else if (field.number == attributes::kNumber)
            number = field.value;
        else if (field.number == attributes::kReal)
            real = field.value;
        else if (field.number == attributes::kType)
            type = field.value;
    });
    if (type == attributes::kIsNumbers)
        node.lists[name] = numbers;
    else if (type == attributes::kIsNumber)
        node.numbers[name] = static_cast<std::int64_t>(number);
    else if (type == attributes::kIsReal)
        node.reals[name] = std::bit_cast<float>(static_cast<std::uint32_t>(real));
    else
        throw damaged("an attribute of an unknown kind");
}

OnnxNode readNode(std::string_view bytes) {
    OnnxNode node;
    forEachField(bytes, [&](const Fields::Field& field) {
        if (field.number == nodes::kInput)
            node.inputs.emplace_back(field.bytes);
        else if (field.number == nodes::kOutput)
            node.output = field.bytes;
        else if (field.number == nodes::kOp)
            node.op = field.bytes;
        else if (field.number == nodes::kAttribute)
            readAttribute(field.bytes, node);
    });
    return node;
}

HostTensor readWeight(std::string_view bytes) {
    HostTensor tensor;
    forEachField(bytes, [&](const Fields::Field& field) {
        if (field.number == tensors::kDims)
            tensor.shape.push_back(static_cast<std::int64_t>(field.value));
        else if (field.number == tensors::kType)
            tensor.type = field.value == kInt64 ? TensorType::I64 : TensorType::F32;
        else if (field.number == tensors::kName)
            tensor.name = field.bytes;
        else if (field.number == tensors::kRaw)
            tensor.bytes.assign(reinterpret_cast<const std::byte*>(field.bytes.data()),
                                reinterpret_cast<const std::byte*>(field.bytes.data()) + field.bytes.size());
    });
    if (tensor.shape.size() > 8 ||
        static_cast<std::uint64_t>(elementCount(tensor.shape)) * bytesPerElement(tensor.type) != tensor.bytes.size())
        throw damaged("a weight of another size than its shape");
    return tensor;
}

void readGraph(std::string_view bytes, OnnxGraph& graph) {
    forEachField(bytes, [&](const Fields::Field& field) {
        if (field.number == graphs::kNode)
            graph.nodes.push_back(readNode(field.bytes));
        else if (field.number == graphs::kName)
            graph.name = field.bytes;
        else if (field.number == graphs::kWeight)
            graph.weights.push_back(readWeight(field.bytes));
    });
}

} // namespace

void writeOnnx(const std::string& path, const OnnxGraph& graph) {
    const Proto proto = modelProto(graph);
    if (proto.text().size() > kMostOnnxBytes)
        throw Error(ErrorKind::Data, {"The network is too large for an ONNX file", displayText(path),
                                      "Such a file holds 2 GiB at most.", "Export it in another format."});
    writeFileAtomically(path, proto.text());
}

OnnxGraph readOnnx(const std::string& path) {
    const std::string bytes = readSmallFile(path, kMostOnnxBytes);
    OnnxGraph graph;
    forEachField(bytes, [&](const Fields::Field& field) {
        if (field.number == model::kGraph) {
            readGraph(field.bytes, graph);
        } else if (field.number == model::kMetadata) {
            std::string key, value;
            forEachField(field.bytes,
                         [&](const Fields::Field& entry) { (entry.number == 1 ? key : value) = entry.bytes; });
            graph.metadata[key] = value;
        }
    });
    return graph;
}

} // namespace studio
