// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text_lines.h"

#include <cerrno>
#include <cstring>
#include <string_view>
#include <sys/stat.h>

#include "core/base/read_error.h"
#include "core/base/text.h"

namespace studio {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF"; // as Windows' editors begin a file
constexpr std::size_t kBuffer = 256u << 10;

} // namespace

TextLines::TextLines(std::string path, std::string title, std::string next, Bounds bounds)
    : path_(std::move(path))
    , title_(std::move(title))
    , next_(std::move(next))
    , bounds_(bounds)
    , file_(openToRead(path_))
    , buffer_(kBuffer) {
    if (!file_.isOpen())
        throw errno == ENOENT
            ? Error(ErrorKind::Data, {"There is no such file", displayText(path_), {}, "Check the path."})
            : readError("Cannot open a file", path_, errno);
    struct stat info {};
    if (::fstat(file_.get(), &info) != 0)
        throw systemError("Cannot read a file", path_, errno);
    if (!S_ISREG(info.st_mode))
        throw Error(ErrorKind::Data, {title_, displayText(path_) + ": it is no regular file", {}, next_});
    if (static_cast<std::uint64_t>(info.st_size) > bounds_.file)
        throw Error(ErrorKind::Data,
                    {title_, displayText(path_) + ": it is larger than " + byteText(bounds_.file), {}, next_});
}

Error TextLines::refused(std::uint64_t line, const std::string& why) const {
    return Error(
        ErrorKind::Data,
        {title_, displayText(path_) + ", line " + grouped(static_cast<std::int64_t>(line)) + ": " + why, {}, next_});
}

/// False at the end of the file.
bool TextLines::fill() {
    const ssize_t got = readSome(file_.get(), buffer_);
    if (got < 0)
        throw systemError("Cannot read a file", path_, errno);
    at_ = 0;
    end_ = static_cast<std::size_t>(got);
    read_ += end_;
    if (read_ > bounds_.file) // it grows while it is read
        throw refused(number_, "the file is larger than " + byteText(bounds_.file));
    return got > 0;
}

void TextLines::requireText(std::string& line) const {
    if (number_ == 1 && line.starts_with(kByteOrderMark))
        line.erase(0, kByteOrderMark.size());
    if (number_ == 1 && (line.starts_with("\xFF\xFE") || line.starts_with("\xFE\xFF")))
        throw refused(number_, "it is UTF-16; save it as UTF-8");
    if (line.find('\0') != std::string::npos)
        throw refused(number_, "it holds a zero byte, so this is no text");
    if (line.ends_with('\r'))
        line.pop_back();
}

bool TextLines::next(std::string& line) {
    line.clear();
    bool any = false;
    ++number_;
    while (at_ < end_ || fill()) {
        any = true;
        const char* from = reinterpret_cast<const char*>(buffer_.data()) + at_;
        const void* const newline = std::memchr(from, '\n', end_ - at_);
        const std::size_t length =
            newline == nullptr ? end_ - at_ : static_cast<std::size_t>(static_cast<const char*>(newline) - from);
        if (line.size() + length > bounds_.line)
            throw refused(number_, "it is longer than " + byteText(bounds_.line));
        line.append(from, length);
        at_ += length;
        if (newline != nullptr) {
            ++at_;
            break;
        }
    }
    if (!any) {
        --number_;
        return false;
    }
    requireText(line);
    return true;
}

} // namespace studio
