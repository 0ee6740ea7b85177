// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prepare/byte_source_internal.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include "core/base/error.h"
#include "core/base/read_error.h"
#include "core/base/text.h"
#include "core/image/foreign_kinds.h"
#include "core/image/image_header.h"

namespace studio {

namespace {

constexpr std::size_t kBlock = 256u << 10;
constexpr std::string_view kGzip = "\x1F\x8B";

[[noreturn]] void damaged(const std::string& place, const std::string& why) {
    throw Error(ErrorKind::Data, {"An archive is damaged or cut off", displayText(place), why + ".",
                                  "Download it again, then repeat this command: what is right is kept."});
}

std::string beginOf(const FileDescriptor& file, std::size_t length) {
    std::string begin(length, '\0');
    begin.resize(readAt(file.get(), std::as_writable_bytes(std::span(begin)), 0).value_or(0));
    return begin;
}

/// One or more gzip members, as gzip itself reads them: zeros behind the last one are padding.
class GzipSource final : public ByteSource {
public:
    GzipSource(const FileDescriptor& file, std::string place)
        : file_(file)
        , place_(std::move(place)) {
        constexpr int kGzipWindow = 15 + 16; // checks CRC-32 and length
        if (inflateInit2(&stream_, kGzipWindow) != Z_OK)
            throw Error(ErrorKind::Internal, "zlib cannot be started");
    }
    ~GzipSource() override { inflateEnd(&stream_); }
    GzipSource(const GzipSource&) = delete;
    GzipSource& operator=(const GzipSource&) = delete;

    std::size_t read(std::span<char> into) override;
    std::uint64_t position() const override { return read_ - stream_.avail_in; }

private:
    bool fill();
    bool nextMember();

    const FileDescriptor& file_;
    std::string place_;
    z_stream stream_{};
    std::vector<char> block_ = std::vector<char>(kBlock);
    std::uint64_t read_ = 0;
    bool inside_ = false, ended_ = false;
};

/// False at the end of the file.
bool GzipSource::fill() {
    const std::optional<std::size_t> got = readAt(file_.get(), std::as_writable_bytes(std::span(block_)), read_);
    if (!got)
        throw systemError("Cannot read an archive", place_, errno);
    read_ += *got;
    stream_.next_in = reinterpret_cast<Bytef*>(block_.data());
    stream_.avail_in = static_cast<uInt>(*got);
    return *got > 0;
}

/// Whether another one follows.
bool GzipSource::nextMember() {
    bool sawZero = false;
    while (stream_.avail_in > 0 || fill()) {
        if (*stream_.next_in != 0) {
            if (sawZero || *stream_.next_in != static_cast<unsigned char>(kGzip[0]))
                damaged(place_, "Something else follows behind its end");
            inflateReset(&stream_);
            return true;
        }
        sawZero = true;
        ++stream_.next_in;
        --stream_.avail_in;
    }
    return false;
}

std::size_t GzipSource::read(std::span<char> into) {
    stream_.next_out = reinterpret_cast<Bytef*>(into.data());
    stream_.avail_out = static_cast<uInt>(into.size());
    while (stream_.avail_out == into.size() && !ended_) {
        if (!inside_) {
            ended_ = !nextMember();
            inside_ = !ended_;
            continue;
        }
        if (stream_.avail_in == 0 && !fill())
            damaged(place_, "It ends in the middle of its packed content");
        const int result = inflate(&stream_, Z_NO_FLUSH);
        inside_ = result != Z_STREAM_END;
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
            damaged(place_, std::string("Its packed content is wrong (gzip: ") +
                                (stream_.msg != nullptr ? stream_.msg : "unknown reason") + ")");
    }
    return into.size() - stream_.avail_out;
}

/// bzip2, xz and zstd: their libraries compare the checksums themselves.
class FilterSource final : public ByteSource {
public:
    FilterSource(const FileDescriptor& file, std::string place)
        : reader_(archive_read_new())
        , place_(std::move(place)) {
        archive_read_support_format_raw(reader_.get());
        for (const auto support :
             {archive_read_support_filter_bzip2, archive_read_support_filter_xz, archive_read_support_filter_zstd})
            support(reader_.get());
        archive_entry* entry = nullptr;
        if (archive_read_open_fd(reader_.get(), file.get(), kBlock) != ARCHIVE_OK)
            fail();
        const int result = archive_read_next_header(reader_.get(), &entry);
        ended_ = result == ARCHIVE_EOF;
        if (!ended_ && result < ARCHIVE_WARN)
            fail();
    }
    std::size_t read(std::span<char> into) override {
        const la_ssize_t got = ended_ ? 0 : archive_read_data(reader_.get(), into.data(), into.size());
        if (got < 0)
            fail();
        return static_cast<std::size_t>(got);
    }
    std::uint64_t position() const override {
        return static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_filter_bytes(reader_.get(), -1)));
    }

private:
    [[noreturn]] void fail() const {
        const int number = archive_errno(reader_.get());
        if (isVolumeSilent(number) || number == ENOMEM)
            throw systemError("Cannot read an archive", place_, number);
        const char* text = archive_error_string(reader_.get());
        damaged(place_, text != nullptr ? displayText(text) : std::string("Its packed content is wrong"));
    }
    struct Free {
        void operator()(archive* reader) const { archive_read_free(reader); }
    };
    std::unique_ptr<archive, Free> reader_; ///< also where the constructor throws
    std::string place_;
    bool ended_ = false;
};

} // namespace

std::unique_ptr<ByteSource> openPacked(const FileDescriptor& file, const std::string& place) {
    using namespace std::string_view_literals;
    constexpr std::array kOthers{"BZh"sv,
                                 "\xFD"
                                 "7zXZ"sv,
                                 "\x28\xB5\x2F\xFD"sv};
    const std::string begin = beginOf(file, 8);
    if (begin.starts_with(kGzip))
        return std::make_unique<GzipSource>(file, place);
    if (std::any_of(kOthers.begin(), kOthers.end(), [&](auto mark) { return begin.starts_with(mark); }))
        return std::make_unique<FilterSource>(file, place);
    return nullptr;
}

std::string kindOfFile(const FileDescriptor& file) {
    const std::string begin = beginOf(file, 1024);
    const std::span bytes(reinterpret_cast<const std::uint8_t*>(begin.data()), begin.size());
    return imageFormatOf(bytes) != ImageFormat::Unknown ? std::string("a picture") : foreignKindOf(bytes).noun;
}

} // namespace studio
