// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/pth_tensor_internal.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <utility>

namespace studio {

namespace {

using Kind = PickleNode::Kind;

constexpr const char* kComplex = "its numbers are complex (save its .real)";
constexpr const char* kQuantised = "it is quantised (save its .dequantize())";

/// torch.FloatStorage, torch.cuda.FloatStorage ... Nothing for one that is not known.
std::optional<PthStorage> typeOfStorage(const std::string& global) {
    constexpr std::array<std::pair<std::string_view, TensorType>, 10> kTypes{{{"FloatStorage", TensorType::F32},
                                                                              {"HalfStorage", TensorType::F16},
                                                                              {"BFloat16Storage", TensorType::BF16},
                                                                              {"DoubleStorage", TensorType::F64},
                                                                              {"LongStorage", TensorType::I64},
                                                                              {"IntStorage", TensorType::I32},
                                                                              {"ShortStorage", TensorType::I16},
                                                                              {"CharStorage", TensorType::I8},
                                                                              {"ByteStorage", TensorType::U8},
                                                                              {"BoolStorage", TensorType::Bool}}};
    constexpr std::array<std::tuple<std::string_view, const char*, std::uint64_t>, 5> kOthers{
        {{"ComplexFloatStorage", kComplex, 8},
         {"ComplexDoubleStorage", kComplex, 16},
         {"QInt8Storage", kQuantised, 1},
         {"QUInt8Storage", kQuantised, 1},
         {"QInt32Storage", kQuantised, 4}}};
    const std::string name = global.substr(global.rfind('.') + 1);
    if (!global.starts_with("torch."))
        return std::nullopt;
    for (const auto& [word, type] : kTypes) {
        if (word == name)
            return PthStorage{type, 0, nullptr, bytesPerElement(type)};
    }
    for (const auto& [word, trouble, width] : kOthers) {
        if (word == name)
            return PthStorage{TensorType::U8, 0, trouble, width};
    }
    return std::nullopt;
}

const PickleNode* argument(const Pickle& pickle, std::uint32_t args, std::size_t index) {
    const PickleNode& tuple = pickle.at(args);
    return tuple.kind == Kind::Tuple && index < tuple.items.size() ? &pickle.at(tuple.items[index]) : nullptr;
}

/// A tuple of whole numbers that are not negative, also as torch.Size.
std::optional<std::vector<std::int64_t>> numbers(const Pickle& pickle, std::uint32_t node) {
    constexpr std::size_t kMaxRank = 16;
    if (pickle.globalName(node) == "torch.Size" && argument(pickle, pickle.at(node).args, 0) != nullptr)
        node = pickle.at(pickle.at(node).args).items[0];
    const PickleNode& tuple = pickle.at(node);
    if ((tuple.kind != Kind::Tuple && tuple.kind != Kind::List) || tuple.items.size() > kMaxRank)
        return std::nullopt;
    std::vector<std::int64_t> values;
    for (const std::uint32_t item : tuple.items) {
        if (pickle.at(item).kind != Kind::Int || pickle.at(item).number < 0)
            return std::nullopt;
        values.push_back(pickle.at(item).number);
    }
    return values;
}

/// How many elements it has, if each lies in the storage: more than that where it was expanded (a stride of 0).
std::optional<std::uint64_t> elementsWithin(const StoredTensor& tensor, std::uint64_t count) {
    std::uint64_t last = tensor.offset, elements = 1;
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        const auto size = static_cast<std::uint64_t>(tensor.shape[i]);
        std::uint64_t reach = 0;
        if (__builtin_mul_overflow(size - 1, static_cast<std::uint64_t>(tensor.strides[i]), &reach) ||
            __builtin_add_overflow(last, reach, &last) || __builtin_mul_overflow(elements, size, &elements) ||
            last >= count)
            return std::nullopt;
    }
    return last < count ? std::optional(elements) : std::nullopt;
}

/// Of the arguments of _rebuild_tensor(storage, offset, size, stride).
std::optional<StoredTensor> viewOf(const Pickle& pickle, std::uint32_t args, std::string& why) {
    const PickleNode* offset = argument(pickle, args, 1);
    if (offset == nullptr || argument(pickle, args, 3) == nullptr) {
        why = "it is not written as PyTorch writes tensors";
        return std::nullopt;
    }
    const std::vector<std::uint32_t>& items = pickle.at(args).items;
    const auto storage = pthStorage(pickle, items[0]);
    if (!storage) {
        why = "its type of number is not read";
        return std::nullopt;
    }
    if (storage->about.trouble != nullptr) {
        why = storage->about.trouble;
        return std::nullopt;
    }
    const auto shape = numbers(pickle, items[2]), strides = numbers(pickle, items[3]);
    if (offset->kind != Kind::Int || offset->number < 0 || !shape || !strides || shape->size() != strides->size()) {
        why = "its shape is none";
        return std::nullopt;
    }
    if (std::find(shape->begin(), shape->end(), 0) != shape->end()) {
        why = "it is empty";
        return std::nullopt;
    }
    StoredTensor tensor{{},          storage->about.type, *shape, *strides, static_cast<std::uint64_t>(offset->number),
                        storage->key};
    const auto elements = elementsWithin(tensor, storage->about.count);
    if (!elements) {
        why = "it reaches beyond its storage";
        return std::nullopt;
    }
    if (*elements > storage->about.count && *elements > kMostRepeatedBytes / storage->about.width) {
        why = "it was expanded to more than this program makes of a small file (save its .contiguous())";
        return std::nullopt;
    }
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) { // a single element is never stepped from
        if (tensor.shape[i] == 1)
            tensor.strides[i] = 0;
    }
    return tensor;
}

/// Of a tensor that is no view of a storage.
const char* kindIsNotRead(const std::string& global) {
    constexpr std::array<std::pair<std::string_view, const char*>, 3> kKinds{
        {{"torch._utils._rebuild_sparse", "it is sparse (save its .to_dense())"},
         {"torch._utils._rebuild_q", kQuantised},
         {"torch._utils._rebuild_meta", "it has a shape and no numbers: it was on the device \"meta\""}}};
    const auto* const found =
        std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& row) { return global.starts_with(row.first); });
    return found != kKinds.end() ? found->second : "its kind of tensor is not read";
}

bool isParameter(const std::string& global) {
    return global == "torch._utils._rebuild_parameter" || global == "torch._utils._rebuild_parameter_with_state" ||
           global == "torch.nn.parameter.Parameter";
}

} // namespace

bool isPthTensor(const Pickle& pickle, std::uint32_t node) {
    if (pickle.at(node).kind != Kind::Object)
        return false;
    const std::string global = pickle.globalName(node);
    return isParameter(global) || global.starts_with("torch._utils._rebuild_") ||
           global.starts_with("torch._tensor._rebuild_");
}

std::optional<StoredTensor> pthTensor(const Pickle& pickle, std::uint32_t node, std::string& why) {
    constexpr int kDeepest = 4; // a parameter of a subclass of tensors
    for (int depth = 0; depth < kDeepest && pickle.at(node).kind == Kind::Object; ++depth) {
        const std::string global = pickle.globalName(node);
        const std::uint32_t args = pickle.at(node).args;
        if (global == "torch._utils._rebuild_tensor_v2" || global == "torch._utils._rebuild_tensor")
            return viewOf(pickle, args, why);
        if (global == "torch._tensor._rebuild_from_type_v2" && argument(pickle, args, 2) != nullptr &&
            pickle.globalName(pickle.at(args).items[0]) == "torch._utils._rebuild_tensor_v2")
            return viewOf(pickle, pickle.at(args).items[2], why);
        if (!isParameter(global) || argument(pickle, args, 0) == nullptr)
            break;
        node = pickle.at(args).items[0];
    }
    why = kindIsNotRead(pickle.globalName(node));
    return std::nullopt;
}

std::optional<NamedStorage> pthStorage(const Pickle& pickle, std::uint32_t node) {
    const PickleNode& persistent = pickle.at(node);
    if (persistent.kind != Kind::Persistent || persistent.args == 0)
        return std::nullopt;
    const PickleNode& id = pickle.at(persistent.args);
    if (id.kind != Kind::Tuple || id.items.size() < 5)
        return std::nullopt;
    const PickleNode& word = pickle.at(id.items[0]);
    const PickleNode& key = pickle.at(id.items[2]);
    const PickleNode& count = pickle.at(id.items[4]);
    std::optional<PthStorage> about = typeOfStorage(pickle.globalName(id.items[1]));
    const bool isView = id.items.size() > 5 && pickle.at(id.items[5]).kind != Kind::None;
    constexpr std::size_t kLongestKey = 100;
    if (word.text != "storage" || key.kind != Kind::Text || key.text.size() > kLongestKey || count.kind != Kind::Int ||
        count.number < 0 || !about || isView)
        return std::nullopt;
    about->count = static_cast<std::uint64_t>(count.number);
    return NamedStorage{std::string(key.text), *about};
}

} // namespace studio
