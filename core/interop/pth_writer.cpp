// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/pth_writer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <sys/stat.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/interop/stored_zip.h"
#include "core/interop/zip_directory.h"

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

/// A file as it is written: the pickle, and the storages that it names by their numbers.
struct Records {
    Pickle pickle;
    std::vector<const HostTensor*> storages;
};

void addTensor(Records& records, const HostTensor& tensor) {
    pickleTensor(records.pickle, tensor, records.storages.size());
    records.storages.push_back(&tensor);
}

void addValue(Records& records, const PthValue& value) {
    Pickle& pickle = records.pickle;
    switch (value.kind()) {
    case PthValue::Kind::None:
        return pickle.op('N');
    case PthValue::Kind::Bool:
        return pickle.op(value.number() != 0 ? '\x88' : '\x89');
    case PthValue::Kind::Int:
        return pickle.integer(value.number());
    case PthValue::Kind::Text:
        return pickle.text(value.words());
    case PthValue::Kind::Tensor:
        return addTensor(records, value.host());
    case PthValue::Kind::List:
        pickle.op(']');
        break;
    case PthValue::Kind::Dict:
        pickle.op('}');
        break;
    case PthValue::Kind::OrderedDict:
        pickle.emptyOrderedDict();
        break;
    }
    pickle.op('(');
    for (const PthValue& item : value.items())
        addValue(records, item);
    pickle.op(value.kind() == PthValue::Kind::List ? 'e' : 'u');
}

Records recordsOf(const PthValue& value) {
    Records records;
    addValue(records, value);
    records.pickle.op('.');
    return records;
}

constexpr const char* kPickleRecord = "archive/data.pkl";
constexpr const char* kVersionRecord = "archive/version";
constexpr const char* kVersion = "3\n";

std::string storageRecord(std::size_t index) {
    return "archive/data/" + std::to_string(index);
}

void writeRecords(const std::string& path, const Records& records) {
    AtomicFile file(path);
    StoredZip zip(file);
    zip.add(kPickleRecord, bytesOfText(records.pickle.bytes()));
    for (std::size_t i = 0; i < records.storages.size(); ++i)
        zip.add(storageRecord(i), records.storages[i]->bytes);
    zip.add(kVersionRecord, bytesOfText(kVersion));
    zip.finish();
    file.commit();
}

/// Whether these bytes stand in the file from there on.
bool standsAt(int file, std::uint64_t offset, std::span<const std::byte> wanted) {
    std::array<std::byte, 1u << 16> piece{};
    while (!wanted.empty()) {
        const std::span<std::byte> into = std::span(piece).first(std::min(piece.size(), wanted.size()));
        const std::optional<std::size_t> got = readAt(file, into, offset);
        if (!got || *got != into.size() || std::memcmp(into.data(), wanted.data(), into.size()) != 0)
            return false;
        offset += into.size();
        wanted = wanted.subspan(into.size());
    }
    return true;
}

} // namespace

PthValue PthValue::boolean(bool value) {
    PthValue made(Kind::Bool);
    made.number_ = value ? 1 : 0;
    return made;
}

PthValue PthValue::integer(std::int64_t value) {
    PthValue made(Kind::Int);
    made.number_ = value;
    return made;
}

PthValue PthValue::text(std::string value) {
    PthValue made(Kind::Text);
    made.text_ = std::move(value);
    return made;
}

PthValue PthValue::real(double value) {
    const auto bytes = std::bit_cast<std::array<std::byte, sizeof value>>(value);
    return tensor({{}, TensorType::F64, {}, {bytes.begin(), bytes.end()}});
}

PthValue PthValue::tensor(HostTensor value) {
    PthValue made(Kind::Tensor);
    made.tensor_ = std::make_shared<const HostTensor>(std::move(value));
    return made;
}

PthValue& PthValue::add(PthValue value) {
    items_.push_back(std::move(value));
    return *this;
}

PthValue& PthValue::set(PthValue key, PthValue value) {
    items_.push_back(std::move(key));
    items_.push_back(std::move(value));
    return *this;
}

void writePth(const std::string& path, const std::vector<HostTensor>& tensors) {
    Records records;
    records.pickle.emptyOrderedDict();
    records.pickle.op('(');
    for (const HostTensor& tensor : tensors) {
        records.pickle.text(tensor.name);
        addTensor(records, tensor);
    }
    records.pickle.op('u');
    records.pickle.op('.');
    writeRecords(path, records);
}

void writePth(const std::string& path, const PthValue& value) {
    writeRecords(path, recordsOf(value));
}

void requirePth(const std::string& path, const PthValue& value) {
    const std::string place = displayText(path);
    const FileDescriptor file = openToRead(path);
    struct stat info {};
    if (!file.isOpen() || ::fstat(file.get(), &info) != 0)
        throw systemError("Cannot read a file back", path, errno);
    const auto size = static_cast<std::uint64_t>(info.st_size);
    const Records records = recordsOf(value);
    const std::vector<ZipRecord> found = readZipDirectory(file.get(), size, place);
    const auto require = [&](const std::string& name, std::span<const std::byte> wanted) {
        const auto at =
            std::find_if(found.begin(), found.end(), [&](const ZipRecord& one) { return one.name == name; });
        if (at == found.end() || at->size != wanted.size() ||
            !standsAt(file.get(), findZipData(file.get(), size, *at, place), wanted))
            throw Error(ErrorKind::Corrupt,
                        {"What was read back is not what was written", place + ": " + name, {}, {}});
    };
    require(kPickleRecord, bytesOfText(records.pickle.bytes()));
    for (std::size_t i = 0; i < records.storages.size(); ++i)
        require(storageRecord(i), records.storages[i]->bytes);
    require(kVersionRecord, bytesOfText(kVersion));
}

} // namespace studio
