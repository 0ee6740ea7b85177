// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backup/manifest_internal.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/net/file_sum.h"
#include "core/run/checkpoint.h"

namespace studio {

namespace {

constexpr int kFormat = 1;
constexpr const char* kKind = "resnet-studio backup";
constexpr std::size_t kMaxFiles = 10'000;
constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 40;
constexpr std::string_view kCheckpoints = "checkpoints/";

Error refused(const std::string& place, const std::string& why) {
    return Error(ErrorKind::Data, {"This is no backup of a run", place, why, "Check the address."});
}

BackupFile fileOf(const nlohmann::json& entry) {
    BackupFile file{entry.at("name").get<std::string>(), entry.at("bytes").get<std::uint64_t>(),
                    entry.at("sha256").get<std::string>()};
    const bool lower = file.sha256.find_first_of("ABCDEF") == std::string::npos;
    if (!isRunFile(file.name) || !entry.at("bytes").is_number_unsigned() || file.bytes > kMaxFileBytes ||
        !isSumText(file.sha256, SumKind::Sha256) || !lower)
        throw Error(ErrorKind::Data, "An entry of it is none of a run: " + displayText(file.name.substr(0, 100)));
    return file;
}

/// Only names that object() gives a run.db.
std::string olderHistoryOf(const nlohmann::json& entry) {
    const std::string name = entry.get<std::string>();
    const BackupFile same{"run.db", 0, name.size() > 7 ? name.substr(4, name.size() - 7) : std::string()};
    if (same.sha256.empty() || same.sha256.find_first_not_of("0123456789abcdef") != std::string::npos ||
        name != same.object())
        throw Error(ErrorKind::Data, "An older history of it is none: " + displayText(name.substr(0, 100)));
    return name;
}

} // namespace

bool isRunFile(const std::string& name) {
    if (name == "run.db" || name == "best_model.pth" ||
        std::find(std::begin(kPlainFiles), std::end(kPlainFiles), name) != std::end(kPlainFiles))
        return true;
    constexpr std::string_view kBefore = "checkpoints/step-", kAfter = ".safetensors";
    if (!name.starts_with(kBefore) || !name.ends_with(kAfter) || name.size() > kBefore.size() + kAfter.size() + 18)
        return false;
    const std::string digits = name.substr(kBefore.size(), name.size() - kBefore.size() - kAfter.size());
    return digits.size() >= 9 && digits.find_first_not_of("0123456789") == std::string::npos &&
           name == std::string(kCheckpoints) + checkpointFileName(std::stoll(digits));
}

std::string BackupFile::object() const {
    constexpr std::size_t kDigits = 12;
    const auto dot = name.rfind('.');
    return name.substr(0, dot) + "." + sha256.substr(0, kDigits) + name.substr(dot);
}

std::string manifestToJson(const BackupManifest& manifest) {
    nlohmann::ordered_json files = nlohmann::ordered_json::array();
    for (const BackupFile& file : manifest.files)
        files.push_back({{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}});
    nlohmann::ordered_json json{{"kind", kKind},
                                {"format", kFormat},
                                {"run", escapeBytes(manifest.run)},
                                {"identity", manifest.identity},
                                {"saved_utc_ms", manifest.savedUtcMs},
                                {"files", files}};
    if (!manifest.olderHistories.empty())
        json["older_histories"] = manifest.olderHistories;
    return json.dump(1) + "\n";
}

BackupManifest manifestFromJson(const std::string& text, const std::string& place) {
    try {
        const auto json = parseStrictJson(text, place, kMaxManifestBytes);
        if (json.at("kind").get<std::string>() != kKind)
            throw refused(place, "Its manifest.json is something else.");
        if (json.at("format").get<int>() != kFormat)
            throw Error(ErrorKind::Data, {"This backup is of another version of ResNet Studio",
                                          place,
                                          {},
                                          "Restore it with the version that made it, or a later one."});
        BackupManifest manifest{unescapeBytes(json.at("run").get<std::string>()),
                                json.at("identity").get<std::string>(),
                                json.at("saved_utc_ms").get<std::int64_t>(),
                                {}};
        const auto& files = json.at("files");
        if (!files.is_array() || files.size() > kMaxFiles)
            throw refused(place, "Its list of files is none.");
        std::set<std::string> seen;
        for (const auto& entry : files) {
            manifest.files.push_back(fileOf(entry));
            if (!seen.insert(manifest.files.back().name).second)
                throw refused(place, "A file is named twice in it.");
        }
        for (const auto& entry : json.value("older_histories", nlohmann::json::array())) {
            if (manifest.olderHistories.size() == kMaxFiles)
                throw refused(place, "Its list of files is none.");
            manifest.olderHistories.push_back(olderHistoryOf(entry));
        }
        if (!seen.contains("recipe.json"))
            throw refused(place, "It holds no recipe.json.");
        return manifest;
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Data && !error.message().place.empty())
            throw;
        throw refused(place, error.message().title + ".");
    } catch (const std::exception&) { // of the JSON library: a key is missing, or of another type
        throw refused(place, "Its manifest.json is something else.");
    }
}

} // namespace studio
