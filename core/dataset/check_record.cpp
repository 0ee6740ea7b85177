// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/check_record.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"

namespace studio {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kFormat = "resnet-studio data check 1";
constexpr std::size_t kMaxProblems = 20'000;
constexpr std::size_t kMaxRecords = 64;
constexpr std::size_t kMaxBytes = 32u << 20;

constexpr std::uint64_t kFnvStart = 0xcbf29ce484222325;

std::uint64_t fnv(std::uint64_t hash, std::string_view bytes) {
    for (const char c : bytes)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

/// The finaliser of SplitMix64: sums of plain FNV values would meet too easily.
std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

std::string recordFile(const ImageFolder& data, const std::string& folder) {
    return folder + "/" + folderPairKey(data.spec.root, data.spec.val) + ".json";
}

std::string storedPath(const std::string& path) {
    return escapeBytes(absolutePath(path));
}

json toJson(const CheckReport& report, const ImageFolder& data) {
    json sides = json::array(), problems = json::array(), odd = json::array(), duplicates = json::array();
    for (std::size_t i = 0; i < report.shortSides.size(); ++i) {
        if (report.shortSides[i] > 0)
            sides.push_back({i, report.shortSides[i]});
    }
    for (const CheckProblem& problem : report.problems)
        problems.push_back({{"file", storedPath(problem.path)}, {"reason", escapeBytes(problem.reason)}});
    for (const OddPicture& picture : report.odd)
        odd.push_back({{"file", storedPath(picture.path)}, {"reason", escapeBytes(picture.reason)}});
    for (const DuplicatePicture& duplicate : report.duplicates)
        duplicates.push_back({{"file", storedPath(duplicate.path)}, {"same_as", storedPath(duplicate.sameAs)}});
    return {{"format", kFormat},
            {"root", escapeBytes(data.spec.root)},
            {"fingerprint", dataFingerprint(data)},
            {"finished_utc_ms", report.finishedUtcMs},
            {"checked", report.checked},
            {"total", report.total},
            {"complete", report.complete},
            {"bytes", report.bytes},
            {"median_width", report.medianWidth},
            {"median_height", report.medianHeight},
            {"pictures_per_second", report.picturesPerSecond},
            {"short_sides", std::move(sides)},
            {"problems", std::move(problems)},
            {"odd_count", report.oddCount},
            {"odd_kinds", report.oddKinds},
            {"odd", std::move(odd)},
            {"duplicate_count", report.duplicateCount},
            {"leak_count", report.leakCount},
            {"conflict_count", report.conflictCount},
            {"duplicates", std::move(duplicates)}};
}

CheckReport fromJson(const json& in) {
    CheckReport report;
    report.finishedUtcMs = in.at("finished_utc_ms").get<std::int64_t>();
    report.checked = in.at("checked").get<std::int64_t>();
    report.total = in.at("total").get<std::int64_t>();
    report.complete = in.at("complete").get<bool>();
    report.bytes = in.at("bytes").get<std::uint64_t>();
    report.medianWidth = in.at("median_width").get<int>();
    report.medianHeight = in.at("median_height").get<int>();
    report.picturesPerSecond = in.at("pictures_per_second").get<double>();
    report.duplicateCount = in.at("duplicate_count").get<std::int64_t>();
    report.leakCount = in.at("leak_count").get<std::int64_t>();
    report.conflictCount = in.at("conflict_count").get<std::int64_t>();
    report.shortSides.assign(2049, 0);
    for (const json& side : in.at("short_sides"))
        report.shortSides.at(side.at(0).get<std::size_t>()) = side.at(1).get<std::int64_t>();
    for (const json& row : in.at("problems")) {
        CheckProblem problem;
        problem.path = unescapeBytes(row.at("file").get<std::string>());
        problem.reason = unescapeBytes(row.at("reason").get<std::string>());
        report.problems.push_back(std::move(problem));
    }
    report.oddCount = in.value("odd_count", std::int64_t{0}); // records from before it was counted
    report.oddKinds = in.value("odd_kinds", std::map<std::string, std::int64_t>{});
    for (const json& row : in.value("odd", json::array()))
        report.odd.push_back({unescapeBytes(row.at("file").get<std::string>()), 0, false,
                              unescapeBytes(row.at("reason").get<std::string>())});
    for (const json& row : in.at("duplicates")) {
        DuplicatePicture duplicate;
        duplicate.path = unescapeBytes(row.at("file").get<std::string>());
        duplicate.sameAs = unescapeBytes(row.at("same_as").get<std::string>());
        report.duplicates.push_back(std::move(duplicate));
    }
    return report;
}

/// Where a file is in the data set as it is opened now.
struct Place {
    std::string path;
    std::uint32_t classIndex = 0;
    bool validation = false;
};

/// Puts classes and sets to the paths of a record; false if one is not in the data set.
bool findPlaces(CheckReport& report, const ImageFolder& data) {
    std::unordered_map<std::string, std::optional<Place>> places;
    for (const CheckProblem& problem : report.problems)
        places[problem.path];
    for (const OddPicture& odd : report.odd)
        places[odd.path];
    for (const DuplicatePicture& duplicate : report.duplicates) {
        places[duplicate.path];
        places[duplicate.sameAs];
    }
    if (places.empty())
        return true;
    for (const ImageSet* set : {&data.train, &data.val}) {
        const std::string folder = absolutePath(set->folder) + "/";
        for (std::size_t i = 0; i < set->size(); ++i) {
            if (const auto found = places.find(folder + std::string(set->fileOf(i))); found != places.end())
                found->second = Place{set->pathOf(i), set->classOf(i), set == &data.val};
        }
    }
    for (const auto& [path, place] : places) {
        if (!place)
            return false;
    }
    for (CheckProblem& problem : report.problems) {
        const Place& place = *places[problem.path];
        problem = {place.path, place.classIndex, place.validation, problem.reason};
    }
    for (OddPicture& odd : report.odd) {
        const Place& place = *places[odd.path];
        odd = {place.path, place.classIndex, place.validation, odd.reason};
    }
    for (DuplicatePicture& duplicate : report.duplicates) {
        const Place &second = *places[duplicate.path], &first = *places[duplicate.sameAs];
        duplicate = {second.path, second.classIndex, second.validation, first.path, first.classIndex, first.validation};
    }
    return true;
}

/// The split may be another one than that of the check.
void countLeaks(CheckReport& report) {
    auto& list = report.duplicates;
    if (static_cast<std::int64_t>(list.size()) == report.duplicateCount)
        report.leakCount = std::count_if(list.begin(), list.end(), [](const auto& pair) { return pair.leaks(); });
    std::stable_partition(list.begin(), list.end(), [](const auto& pair) { return pair.leaks(); });
}

} // namespace

std::string defaultCheckFolder() {
    return defaultCacheFolder() + "/data-checks";
}

std::string dataFingerprint(const ImageFolder& data) {
    std::uint64_t sum = 0, count = 0;
    for (const ImageSet* set : {&data.train, &data.val}) {
        const std::uint64_t start = fnv(kFnvStart, absolutePath(set->folder) + '/');
        for (std::size_t i = 0; i < set->size(); ++i)
            sum += mixed(fnv(start, set->fileOf(i)));
        count += set->size();
    }
    char text[48];
    std::snprintf(text, sizeof text, "%016llx-%llu", static_cast<unsigned long long>(sum),
                  static_cast<unsigned long long>(count));
    return text;
}

void saveCheckRecord(const CheckReport& report, const ImageFolder& data, const std::string& folder) {
    if (report.problems.size() > kMaxProblems)
        return;
    if (!report.complete) {
        const auto before = loadCheckRecord(data, folder);
        if (report.checked == 0 || (before && before->complete))
            return;
    }
    makeFolder(folder);
    writeFileAtomically(recordFile(data, folder), toJson(report, data).dump() + "\n");
    keepNewestFiles(folder, kMaxRecords, ".json");
}

std::optional<CheckReport> loadCheckRecord(const ImageFolder& data, const std::string& folder) {
    const std::string file = recordFile(data, folder);
    std::error_code missing;
    if (!fs::exists(file, missing))
        return std::nullopt;
    try {
        const json record = parseStrictJson(readSmallFile(file, kMaxBytes), file, kMaxBytes);
        if (record.at("format") != kFormat || record.at("fingerprint") != dataFingerprint(data))
            return std::nullopt;
        CheckReport report = fromJson(record);
        if (!findPlaces(report, data))
            return std::nullopt;
        countLeaks(report);
        return report;
    } catch (const std::exception&) {
        return std::nullopt; // a cache: a new check writes it again
    }
}

std::string knownProblemsText(const std::optional<CheckReport>& report) {
    if (!report || (report->problems.empty() && report->leakCount == 0))
        return {};
    std::string text;
    if (!report->problems.empty())
        text = grouped(static_cast<std::int64_t>(report->problems.size())) + " of " + grouped(report->checked) +
               " pictures cannot be used";
    if (report->leakCount > 0)
        text += (text.empty() ? "" : ", ") + grouped(report->leakCount) + (report->leakCount == 1 ? " is" : " are") +
                " in training and in validation";
    return text + " (checked " + utcText(report->finishedUtcMs) + ")";
}

} // namespace studio
