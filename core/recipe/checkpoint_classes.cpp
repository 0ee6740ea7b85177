// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/checkpoint_classes.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strict_json.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

namespace fs = std::filesystem;

/// A data set may have a file of this name for the names that are shown. One that cannot be read may be ours: whoever
/// reads it says what is wrong with it.
bool isOurs(const std::string& file) {
    constexpr std::size_t kMaxBytes = 64u << 20;
    try {
        const nlohmann::json json = parseStrictJson(readSmallFile(file, kMaxBytes), file, kMaxBytes);
        return json.is_object() && json.contains("format") && json.contains("classes") && json["classes"].is_array();
    } catch (const Error&) {
        return true;
    }
}

std::string problemOf(const std::vector<ClassInfo>& classes, const std::string& hash, std::int64_t count) {
    if (std::cmp_not_equal(classes.size(), count))
        return "It names " + std::to_string(classes.size()) + " classes, the weights know " + std::to_string(count) +
               ".";
    ImageFolder folder;
    folder.classes = classes;
    return hash.empty() || hash == folder.classHash()
               ? std::string()
               : "The weights were trained for other classes than the " + std::to_string(count) + " that it names.";
}

} // namespace

CheckpointClasses classesOfCheckpoint(const std::string& checkpoint, const std::string& hash, std::int64_t count) {
    const fs::path folder = fs::absolute(checkpoint).lexically_normal().parent_path();
    std::vector<fs::path> places{folder};
    if (folder.filename() == fs::path(RunPaths("").checkpoints).filename())
        places.push_back(folder.parent_path());
    for (const fs::path& place : places) {
        CheckpointClasses found;
        found.file = RunPaths(place.string()).classes;
        std::error_code error;
        if (!fs::is_regular_file(found.file, error) || !isOurs(found.file))
            continue;
        found.list = readClassesFile(found.file);
        found.problem = problemOf(found.list, hash, count);
        if (!found.problem.empty())
            found.list.clear();
        return found;
    }
    return {};
}

} // namespace studio
