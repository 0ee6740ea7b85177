// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdint>
#include <cstring>

#include <zlib.h>

#include "core/base/error.h"
#include "core/prepare/prepare_mat_internal.h"

namespace studio {

namespace {

// Types of elements and classes of arrays, as the MAT-file format names them.
enum : std::uint32_t {
    kInt8 = 1,
    kUint8,
    kInt16,
    kUint16,
    kInt32,
    kUint32,
    kSingle,
    kDouble = 9,
    kInt64 = 12,
    kUint64
};
enum : std::uint32_t { kMatrix = 14, kCompressed = 15, kUtf8 = 16, kUtf16 = 17 };
enum : std::uint8_t { kStructClass = 2, kCharClass = 4, kFirstNumericClass = 6, kLastNumericClass = 15 };

constexpr std::size_t kHeaderBytes = 128;
constexpr std::size_t kMaxInflated = 64u << 20;
constexpr std::size_t kMaxRows = 100'000;
constexpr std::size_t kMaxFields = 64;

[[noreturn]] void fail(const std::string& why) {
    throw Error(ErrorKind::Data,
                {"The list of classes (meta.mat) cannot be read", why, {}, "Download the devkit again."});
}

template<typename T>
T load(std::string_view bytes, std::size_t at) {
    if (at > bytes.size() || bytes.size() - at < sizeof(T))
        fail("It ends too early.");
    T value;
    std::memcpy(&value, bytes.data() + at, sizeof(T));
    return value;
}

struct Element {
    std::uint32_t type = 0;
    std::string_view data;
};

/// Walks the elements of a buffer; none may reach past its end.
class Elements {
public:
    explicit Elements(std::string_view bytes)
        : bytes_(bytes) {}

    bool atEnd() const { return at_ >= bytes_.size(); }

    Element next() {
        const auto word = load<std::uint32_t>(bytes_, at_);
        if (word >> 16 != 0) { // the small form: size and type share a word
            const std::size_t size = word >> 16;
            if (size > 4 || bytes_.size() - at_ < 8)
                fail("A short element is too long.");
            const Element element{word & 0xFFFF, bytes_.substr(at_ + 4, size)};
            at_ += 8;
            return element;
        }
        const std::size_t size = load<std::uint32_t>(bytes_, at_ + 4);
        at_ += 8;
        if (size > bytes_.size() - at_)
            fail("An element reaches past the end.");
        const Element element{word, bytes_.substr(at_, size)};
        at_ += size;
        if (word != kCompressed)
            at_ = std::min(bytes_.size(), (at_ + 7) / 8 * 8);
        return element;
    }

private:
    std::string_view bytes_;
    std::size_t at_ = 0;
};

std::string inflateAll(std::string_view packed) {
    struct Stream {
        z_stream z{};
        ~Stream() { inflateEnd(&z); }
    } stream;
    if (inflateInit(&stream.z) != Z_OK)
        fail("It cannot be decompressed.");
    std::string in(packed), out;
    stream.z.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.z.avail_in = static_cast<uInt>(in.size());
    for (int state = Z_OK; state != Z_STREAM_END;) {
        char buffer[16384];
        stream.z.next_out = reinterpret_cast<Bytef*>(buffer);
        stream.z.avail_out = sizeof buffer;
        state = inflate(&stream.z, Z_NO_FLUSH);
        const std::size_t got = sizeof buffer - stream.z.avail_out;
        if ((state != Z_OK && state != Z_STREAM_END) || (state == Z_OK && got == 0))
            fail("Its compressed part is damaged.");
        out.append(buffer, got);
        if (out.size() > kMaxInflated)
            fail("It is larger than such a list can be.");
    }
    return out;
}

void appendUtf8(std::string& out, std::uint32_t point) {
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0 | (point >> 6));
        out += static_cast<char>(0x80 | (point & 0x3F));
    } else {
        out += static_cast<char>(0xE0 | (point >> 12));
        out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (point & 0x3F));
    }
}

std::string textOf(const Element& element) {
    if (element.type == kInt8 || element.type == kUtf8)
        return std::string(element.data);
    std::string text;
    if (element.type == kUint8) { // Latin-1
        for (const char c : element.data)
            appendUtf8(text, static_cast<unsigned char>(c));
    } else if (element.type == kUint16 || element.type == kUtf16) {
        for (std::size_t at = 0; at + 2 <= element.data.size(); at += 2) {
            const auto unit = load<std::uint16_t>(element.data, at);
            appendUtf8(text, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
        }
    } else {
        fail("A text is of an unknown kind.");
    }
    return text;
}

template<typename T>
std::vector<double> numbersAs(std::string_view data) {
    std::vector<double> numbers;
    for (std::size_t at = 0; at + sizeof(T) <= data.size(); at += sizeof(T))
        numbers.push_back(static_cast<double>(load<T>(data, at)));
    return numbers;
}

std::vector<double> numbersOf(const Element& element) {
    switch (element.type) {
    case kInt8:
        return numbersAs<std::int8_t>(element.data);
    case kUint8:
        return numbersAs<std::uint8_t>(element.data);
    case kInt16:
        return numbersAs<std::int16_t>(element.data);
    case kUint16:
        return numbersAs<std::uint16_t>(element.data);
    case kInt32:
        return numbersAs<std::int32_t>(element.data);
    case kUint32:
        return numbersAs<std::uint32_t>(element.data);
    case kSingle:
        return numbersAs<float>(element.data);
    case kDouble:
        return numbersAs<double>(element.data);
    case kInt64:
        return numbersAs<std::int64_t>(element.data);
    case kUint64:
        return numbersAs<std::uint64_t>(element.data);
    default:
        fail("A number is of an unknown kind.");
    }
}

/// What every array starts with.
struct Head {
    std::uint8_t arrayClass = 0;
    std::size_t count = 1;
    std::string name;
};

Head readHead(Elements& elements) {
    Head head;
    const Element flags = elements.next();
    if (flags.type != kUint32 || flags.data.size() < 8)
        fail("An array has no kind.");
    head.arrayClass = load<std::uint8_t>(flags.data, 0);
    for (const double side : numbersOf(elements.next())) {
        if (!(side >= 0) || side > static_cast<double>(kMaxInflated))
            fail("An array has an impossible size.");
        head.count *= static_cast<std::size_t>(side);
        if (head.count > kMaxInflated)
            fail("An array is too large.");
    }
    head.name = std::string(elements.next().data);
    return head;
}

MatCell readCell(const Element& element) {
    MatCell cell;
    if (element.type != kMatrix)
        fail("A field is no array.");
    if (element.data.empty())
        return cell;
    Elements inner(element.data);
    const Head head = readHead(inner);
    if (inner.atEnd())
        return cell;
    if (head.arrayClass == kCharClass)
        cell.text = textOf(inner.next());
    else if (head.arrayClass >= kFirstNumericClass && head.arrayClass <= kLastNumericClass)
        cell.numbers = numbersOf(inner.next());
    return cell;
}

std::vector<std::string> readFieldNames(Elements& elements) {
    const std::vector<double> length = numbersOf(elements.next());
    const std::string_view names = elements.next().data;
    if (length.size() != 1 || !(length[0] >= 1 && length[0] <= 256))
        fail("Its fields have no names.");
    const auto width = static_cast<std::size_t>(length[0]);
    if (names.size() % width != 0 || names.size() / width > kMaxFields)
        fail("Its fields have no names.");
    std::vector<std::string> fields;
    for (std::size_t at = 0; at < names.size(); at += width) {
        const std::string_view name = names.substr(at, width);
        fields.emplace_back(name.substr(0, name.find('\0')));
    }
    return fields;
}

/// True if the array is the one that is looked for.
bool readStruct(std::string_view data, std::string_view variable, MatStruct& result) {
    Elements elements(data);
    const Head head = readHead(elements);
    if (head.name != variable || head.arrayClass != kStructClass)
        return false;
    result.fields = readFieldNames(elements);
    if (head.count > kMaxRows)
        fail("It has too many rows.");
    for (std::size_t row = 0; row < head.count; ++row) {
        std::vector<MatCell>& cells = result.rows.emplace_back();
        for (std::size_t field = 0; field < result.fields.size(); ++field)
            cells.push_back(readCell(elements.next()));
    }
    return true;
}

} // namespace

std::size_t MatStruct::column(std::string_view field) const {
    const auto found = std::find(fields.begin(), fields.end(), field);
    if (found == fields.end())
        fail("It has no field " + std::string(field) + ".");
    return static_cast<std::size_t>(found - fields.begin());
}

MatStruct readMatStruct(std::string_view file, std::string_view variable) {
    if (file.size() < kHeaderBytes || file.substr(kHeaderBytes - 2, 2) != "IM")
        fail("It is not a MATLAB 5 file.");
    MatStruct result;
    for (Elements elements(file.substr(kHeaderBytes)); !elements.atEnd();) {
        const Element element = elements.next();
        if (element.type == kMatrix && readStruct(element.data, variable, result))
            return result;
        if (element.type != kCompressed)
            continue;
        const std::string plain = inflateAll(element.data);
        const Element inner = Elements(plain).next();
        if (inner.type == kMatrix && readStruct(inner.data, variable, result))
            return result;
    }
    fail("It has no list named " + std::string(variable) + ".");
}

} // namespace studio
