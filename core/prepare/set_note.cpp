// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/net/download.h"
#include "core/prepare/set_note_internal.h"

namespace studio {

namespace {

constexpr int kFormat = 1;

} // namespace

SetOrigin SetOrigin::ofArchive(const std::string& source) {
    if (isUrl(source))
        return {displayUrl(source), urlKey(source), {}};
    return {baseName(source), absolutePath(source), fileStamp(source)};
}

bool SetOrigin::isSame(const SetOrigin& other) const {
    if (name != other.name)
        return false;
    if (!stamp.empty() && !other.stamp.empty())
        return stamp == other.stamp;
    return key.empty() || other.key.empty() || key == other.key; // a note may lack it
}

std::string SetNote::text() const {
    return nlohmann::ordered_json({{"format", kFormat},
                                   {"source", escapeBytes(origin.name)},
                                   {"key", escapeBytes(origin.key)},
                                   {"stamp", origin.stamp},
                                   {"train", train},
                                   {"val", val},
                                   {"classes", classes},
                                   {"bytes", bytes}})
               .dump() +
           "\n";
}

std::optional<SetNote> SetNote::read(const std::string& path) {
    try {
        const auto json = parseStrictJson(readSmallFile(path, 1u << 16), path);
        if (json.at("format") != kFormat || !json.at("source").is_string())
            return {};
        const auto text = [&](const char* key) { return unescapeBytes(json.value(key, std::string())); };
        const auto number = [&](const char* key) { return json.at(key).get<std::int64_t>(); };
        return SetNote{{text("source"), text("key"), text("stamp")},
                       number("train"),
                       number("val"),
                       number("classes"),
                       json.value("bytes", std::uint64_t{0})};
    } catch (const std::exception&) {
        return {};
    }
}

std::string fileStamp(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode))
        return {};
    return std::to_string(info.st_size) + ":" + std::to_string(info.st_mtim.tv_sec) + "." +
           std::to_string(info.st_mtim.tv_nsec);
}

} // namespace studio
