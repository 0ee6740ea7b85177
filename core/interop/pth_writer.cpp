// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/pth_writer.h"

#include <cstdint>

#include "core/base/error.h"
#include "core/interop/stored_zip.h"

namespace studio {

namespace {

/// Emits the few pickle opcodes (protocol 2) that a state_dict needs; every one is on the allow list of PyTorch's
/// weights-only unpickler.
class Pickle {
public:
    Pickle() { out_ += "\x80\x02"; }
    void op(char code) { out_ += code; }
    void global(const std::string& module, const std::string& name) { out_ += "c" + module + "\n" + name + "\n"; }
    void text(const std::string& value) {
        out_ += 'X';
        little(value.size(), 4);
        out_ += value;
    }
    void integer(std::int64_t value) {
        if (value >= 0 && value < 256) {
            out_ += 'K';
            little(static_cast<std::uint64_t>(value), 1);
        } else if (value >= INT32_MIN && value <= INT32_MAX) {
            out_ += 'J';
            little(static_cast<std::uint32_t>(static_cast<std::int32_t>(value)), 4);
        } else {
            out_ += "\x8a\x08";
            little(static_cast<std::uint64_t>(value), 8);
        }
    }
    /// A tuple of integers: ( a b c t.
    void tuple(const std::vector<std::int64_t>& values) {
        op('(');
        for (const std::int64_t value : values)
            integer(value);
        op('t');
    }
    void emptyOrderedDict() {
        global("collections", "OrderedDict");
        op(')');
        op('R');
    }
    const std::string& bytes() const { return out_; }

private:
    void little(std::uint64_t value, int count) {
        for (int i = 0; i < count; ++i)
            out_ += static_cast<char>(value >> (8 * i) & 0xFF);
    }
    std::string out_;
};

const char* storageName(TensorType type) {
    switch (type) {
    case TensorType::F32:
        return "FloatStorage";
    case TensorType::F16:
        return "HalfStorage";
    case TensorType::BF16:
        return "BFloat16Storage";
    case TensorType::F64:
        return "DoubleStorage";
    case TensorType::I64:
        return "LongStorage";
    case TensorType::I32:
        return "IntStorage";
    case TensorType::I16:
        return "ShortStorage";
    case TensorType::I8:
        return "CharStorage";
    case TensorType::U8:
        return "ByteStorage";
    case TensorType::Bool:
        return "BoolStorage";
    }
    throw Error(ErrorKind::Internal, "A tensor type has no storage name");
}

std::vector<std::int64_t> contiguousStrides(const std::vector<std::int64_t>& shape) {
    std::vector<std::int64_t> strides(shape.size(), 1);
    for (std::size_t i = shape.size(); i-- > 1;)
        strides[i - 1] = strides[i] * shape[i];
    return strides;
}

/// torch._utils._rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks)
void pickleTensor(Pickle& pickle, const HostTensor& tensor, std::size_t index) {
    pickle.text(tensor.name);
    pickle.global("torch._utils", "_rebuild_tensor_v2");
    pickle.op('(');
    pickle.op('(');
    pickle.text("storage");
    pickle.global("torch", storageName(tensor.type));
    pickle.text(std::to_string(index));
    pickle.text("cpu");
    pickle.integer(elementCount(tensor.shape));
    pickle.op('t');
    pickle.op('Q');
    pickle.integer(0);
    pickle.tuple(tensor.shape);
    pickle.tuple(contiguousStrides(tensor.shape));
    pickle.op('\x89');
    pickle.emptyOrderedDict();
    pickle.op('t');
    pickle.op('R');
}

std::span<const std::byte> bytesOfText(const std::string& text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

} // namespace

void writePth(const std::string& path, const std::vector<HostTensor>& tensors) {
    Pickle pickle;
    pickle.emptyOrderedDict();
    pickle.op('(');
    for (std::size_t i = 0; i < tensors.size(); ++i)
        pickleTensor(pickle, tensors[i], i);
    pickle.op('u');
    pickle.op('.');

    AtomicFile file(path);
    StoredZip zip(file);
    zip.add("archive/data.pkl", bytesOfText(pickle.bytes()));
    for (std::size_t i = 0; i < tensors.size(); ++i)
        zip.add("archive/data/" + std::to_string(i), tensors[i].bytes);
    zip.add("archive/version", bytesOfText("3\n"));
    zip.finish();
    file.commit();
}

} // namespace studio
