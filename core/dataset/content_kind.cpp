// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/content_kind.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <iterator>
#include <span>

#include "core/base/file.h"
#include "core/base/read_error.h"
#include "core/base/text.h"
#include "core/dataset/neighbours.h"
#include "core/image/image_header.h"

namespace studio {

namespace {

constexpr std::size_t kHead = 64;

constexpr std::string_view kOtherKinds[] = {"txt", "json", "xml",  "csv", "tsv", "md",  "yaml", "yml",    "db",
                                            "ini", "htm",  "html", "log", "npy", "npz", "mat",  "pkl",    "pt",
                                            "pth", "zip",  "tar",  "gz",  "tgz", "bz2", "xz",   "7z",     "rar",
                                            "mp4", "avi",  "mov",  "mkv", "mp3", "wav", "pdf",  "doc",    "docx",
                                            "xls", "xlsx", "py",   "sh",  "lnk", "url", "exe",  "sqlite", "partial"};

bool isOtherKind(std::string_view name) {
    const auto dot = name.rfind('.');
    if (dot == std::string_view::npos)
        return false;
    std::string extension(name.substr(dot + 1));
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return std::find(std::begin(kOtherKinds), std::end(kOtherKinds), extension) != std::end(kOtherKinds);
}

/// Two letters are a weak sign: a text may begin with them. The length of the header that follows is one of few.
bool isBitmap(std::string_view head) {
    constexpr std::array<unsigned char, 7> kLengths{12, 40, 52, 56, 64, 108, 124};
    return head.size() > 18 && head.substr(15, 3) == std::string_view("\0\0\0", 3) &&
           std::find(kLengths.begin(), kLengths.end(), static_cast<unsigned char>(head[14])) != kLengths.end();
}

} // namespace

std::optional<UnusedReason> whyNoPicture(const std::string& path, std::string_view name) {
    if (isOtherKind(name))
        return UnusedReason::NotAPicture;
    std::array<std::byte, kHead> bytes{};
    std::optional<std::size_t> length;
    const auto readHead = [&] {
        const FileDescriptor file = openToRead(path);
        length = file.isOpen() ? readAt(file.get(), bytes, 0) : std::nullopt;
        return length ? 0 : errno;
    };
    if (callOnFile(path, "Cannot read a file", readHead) != 0)
        return UnusedReason::Unreadable;
    const std::string_view head(reinterpret_cast<const char*>(bytes.data()), *length);
    const ImageFormat format = imageFormatOf(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), *length));
    if (format == ImageFormat::Bmp ? isBitmap(head) : format != ImageFormat::Unknown)
        return std::nullopt;
    if (head.starts_with("version https://git-lfs"))
        return UnusedReason::LfsPointer;
    constexpr std::string_view kBrands[] = {"heic", "heix", "hevc", "mif1", "msf1", "avif", "avis"};
    if (head.size() >= 12 && head.substr(4, 4) == "ftyp" &&
        std::find(std::begin(kBrands), std::end(kBrands), head.substr(8, 4)) != std::end(kBrands))
        return UnusedReason::OtherFormat;
    return UnusedReason::NotAPicture;
}

} // namespace studio
