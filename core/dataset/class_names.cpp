// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/class_names.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/base/unicode_form.h"
#include "core/dataset/folder_names.h"
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

/// For names that look the same: "63 61 66 C3 A9".
std::string bytesText(const std::string& name) {
    std::string text;
    for (const char c : name) {
        char hex[4];
        std::snprintf(hex, sizeof hex, "%02X ", static_cast<unsigned char>(c));
        text += hex;
    }
    if (!text.empty())
        text.pop_back();
    return text;
}

} // namespace

std::optional<std::uint32_t> findClass(const std::vector<ClassInfo>& classes, const std::string& name) {
    const auto known = std::lower_bound(classes.begin(), classes.end(), name,
                                        [](const ClassInfo& info, const auto& wanted) { return info.folder < wanted; });
    if (known == classes.end() || known->folder != name)
        return std::nullopt;
    return static_cast<std::uint32_t>(known - classes.begin());
}

Error unknownClass(const std::string& folder, const std::string& name, const std::vector<ClassInfo>& classes,
                   const std::string& what, const std::string& training) {
    const auto same = std::find_if(classes.begin(), classes.end(),
                                   [&](const ClassInfo& info) { return looksTheSame(info.folder, name); });
    const std::string place = displayText(folder + "/" + name);
    if (same != classes.end() && decomposedName(same->folder) == decomposedName(name))
        return Error(ErrorKind::Data, {what, place,
                                       "There is \"" + displayText(same->folder) +
                                           "\", the same letters in another Unicode form (NFC, NFD): file names are "
                                           "bytes, and these differ (" +
                                           bytesText(same->folder) + "; " + bytesText(name) + ").",
                                       "Rename one of the two folders to the name of the other."});
    if (same != classes.end())
        return Error(ErrorKind::Data, {what, place,
                                       "There is \"" + displayText(same->folder) +
                                           "\", which differs in case or in a space or full stop at its end.",
                                       "Rename one of the two folders to the name of the other."});
    if (setRoleOf(name) != SetRole::None)
        return Error(ErrorKind::Data, {what, place, "Its name is that of a set, not of a class.",
                                       "Choose the folder that holds the class folders: perhaps " + place + "."});
    return Error(ErrorKind::Data,
                 {what,
                  place,
                  {},
                  training.empty() ? "Choose a folder whose class folders are named as those of the training."
                                   : "Add a folder of this name to " + displayText(training) +
                                         ", or leave this one out of the data set."});
}

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
