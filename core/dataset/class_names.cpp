// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/class_names.h"

#include <filesystem>
#include <map>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/dataset/image_folder.h"

namespace studio {

namespace {

/// The display name an entry gives, in either of its forms; empty if it gives none.
std::string nameIn(const nlohmann::json& entry) {
    if (entry.is_string())
        return entry.get<std::string>();
    if (entry.is_object() && entry.contains("name") && entry["name"].is_string())
        return entry["name"].get<std::string>();
    return {};
}

} // namespace

void applyClassNames(const std::string& root, std::vector<ClassInfo>& classes) {
    const std::string path = root + "/classes.json";
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        return;
    const auto json = parseStrictJson(readSmallFile(path, 64u << 20), path, 64u << 20);
    if (!json.is_object())
        throw Error(ErrorKind::Config, {"The class names are not a JSON object",
                                        displayText(path),
                                        {},
                                        "Write {\"folder\": \"display name\"}, or remove the file."});
    std::map<std::string, std::string> names;
    if (json.contains("classes") && json["classes"].is_array()) {
        for (const auto& row : json["classes"]) {
            if (row.is_object() && row.contains("folder") && row["folder"].is_string())
                names[unescapeBytes(row["folder"].get<std::string>())] = nameIn(row);
        }
    } else {
        for (const auto& [folder, entry] : json.items())
            names[folder] = nameIn(entry);
    }
    for (ClassInfo& info : classes) {
        const auto found = names.find(info.folder);
        if (found != names.end() && !found->second.empty())
            info.name = displayText(found->second);
    }
}

} // namespace studio
