// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/stored_zip.h"

#include <zlib.h>

#include "core/base/error.h"

namespace studio {

namespace {

void put(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i, value >>= 8) // one byte at a time: a run of zeros may be longer than the number
        out += static_cast<char>(value & 0xFF);
}

constexpr std::uint64_t kAlignment = 64;
constexpr std::uint64_t kLimit = 0xFFFFFFFFull;

} // namespace

void StoredZip::write(const std::string& bytes) {
    file_.write(std::string_view(bytes));
    at_ += bytes.size();
}

void StoredZip::add(const std::string& name, std::span<const std::byte> data) {
    if (at_ + data.size() + 4096 > kLimit)
        throw Error(ErrorKind::Config, {"These weights are too large for a .pth file",
                                        name,
                                        {},
                                        "Use the safetensors checkpoint: it has no such limit."});
    uLong crc = crc32(0, nullptr, 0);
    crc = crc32_z(crc, reinterpret_cast<const Bytef*>(data.data()), data.size());
    const auto size = static_cast<std::uint32_t>(data.size());
    const std::uint64_t unpadded = at_ + 30 + name.size() + 4;
    const std::uint64_t padding = (kAlignment - unpadded % kAlignment) % kAlignment;
    std::string head;
    put(head, 0x04034b50, 4);
    put(head, 20, 2); // version needed
    put(head, 0, 2);  // flags
    put(head, 0, 2);  // stored
    put(head, 0, 4);  // time and date: fixed, so that equal weights give equal files
    put(head, crc, 4);
    put(head, size, 4);
    put(head, size, 4);
    put(head, name.size(), 2);
    put(head, padding + 4, 2);
    records_.push_back({name, static_cast<std::uint32_t>(crc), size, static_cast<std::uint32_t>(at_)});
    head += name;
    put(head, 0x4246, 2);
    put(head, padding, 2);
    head.append(padding, 'Z');
    write(head);
    file_.write(data);
    at_ += data.size();
}

void StoredZip::finish() {
    const std::uint64_t start = at_;
    std::string directory;
    for (const Record& record : records_) {
        put(directory, 0x02014b50, 4);
        put(directory, 20, 2);
        put(directory, 20, 2);
        put(directory, 0, 8); // flags, stored, time, date
        put(directory, record.crc, 4);
        put(directory, record.size, 4);
        put(directory, record.size, 4);
        put(directory, record.name.size(), 2);
        put(directory, 0, 12); // extra, comment, disk, attributes
        put(directory, record.offset, 4);
        directory += record.name;
    }
    std::string end;
    put(end, 0x06054b50, 4);
    put(end, 0, 4);
    put(end, records_.size(), 2);
    put(end, records_.size(), 2);
    put(end, directory.size(), 4);
    put(end, start, 4);
    put(end, 0, 2);
    write(directory);
    write(end);
}

} // namespace studio
