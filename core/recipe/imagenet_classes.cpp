// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/imagenet_classes.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <sstream>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/recipe/imagenet_lines.h"

namespace studio {

namespace {

constexpr std::size_t kDigits = 8;

std::string sumOf(const std::string& path) {
    const FileDescriptor file = openToRead(path);
    if (!file.isOpen())
        throw systemError("The weights cannot be opened", displayText(path), errno);
    Sha256 sum;
    std::vector<std::byte> buffer(std::size_t{1} << 20);
    for (;;) {
        const ssize_t count = readSome(file.get(), buffer);
        if (count < 0)
            throw systemError("The weights cannot be read", displayText(path), errno);
        if (count == 0)
            return sum.hex();
        sum.update({buffer.data(), static_cast<std::size_t>(count)});
    }
}

} // namespace

std::vector<std::string> imagenetClassLines() {
    std::vector<std::string> lines;
    std::istringstream text{std::string(imagenetLines())};
    for (std::string line; std::getline(text, line);) {
        if (!line.starts_with('#'))
            lines.push_back(line);
    }
    return lines;
}

bool isPublishedForImagenet(const std::string& file, const ModelSpec& spec) {
    if (spec.classes != kImagenetClassCount || isCifarFamily(spec.name) || spec.stem != Stem::Standard)
        return false;
    const std::string name = baseName(file);
    const auto dash = name.rfind('-'), dot = name.rfind('.');
    if (!name.starts_with(spec.name) || dash == std::string::npos || dot != dash + 1 + kDigits)
        return false;
    const std::string digits = name.substr(dash + 1, kDigits);
    const auto isDigit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return std::all_of(digits.begin(), digits.end(), isDigit) && sumOf(file).starts_with(digits);
}

} // namespace studio
