// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_evaluation.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"

namespace studio {

namespace {

constexpr int kFormat = 1;
constexpr std::size_t kMostBytes = 16u << 20, kMostClasses = 1'000'000, kMostText = 4096;
constexpr std::size_t kMostNameBytes = 6u << 20; ///< of all pictures that are named, as they are written

bool isFraction(double value) {
    return value >= 0 && value <= 1;
}

/// A count that a reader can add up.
bool isCount(std::int64_t value) {
    return value >= 0 && value <= std::int64_t{1} << 52;
}

bool isSound(const ClassCount& count, std::size_t classes) {
    return isCount(count.pictures) && isCount(count.right) && isCount(count.confused) &&
           count.right + count.confused <= count.pictures && count.confusedWith >= -1 &&
           std::cmp_less(count.confusedWith, static_cast<std::int64_t>(classes)) &&
           (count.confusedWith >= 0) == (count.confused > 0);
}

/// A picture somewhere below the folder that was measured.
bool isBelow(const std::string& name) {
    const std::filesystem::path path(name);
    return !name.empty() && name.size() <= kMostText && name.find('\0') == std::string::npos && path.is_relative() &&
           std::none_of(path.begin(), path.end(), [](const auto& part) { return part == ".."; });
}

bool isSound(const Confusion& one, std::size_t classes) {
    const auto isClass = [classes](std::int32_t index) { return index >= 0 && std::cmp_less(index, classes); };
    return isClass(one.label) && isClass(one.answer) && one.label != one.answer && one.count > 0 &&
           isCount(one.count) && one.files.size() <= Confusion::kMostFiles &&
           std::cmp_less_equal(one.files.size(), one.count) && std::all_of(one.files.begin(), one.files.end(), isBelow);
}

bool isSound(const RunEvaluation& found) {
    bool sound = isCount(found.utcMs) && isCount(found.step) && found.epoch >= 0 && isFraction(found.top1) &&
                 isFraction(found.top5) && isCount(found.pictures) && isCount(found.badPictures) &&
                 found.checkpoint.size() <= kMostText && found.checkpoint.find('/') == std::string::npos &&
                 found.measured.size() <= kMostText && found.folder.size() <= kMostText &&
                 found.confusions.size() <= Confusion::kMostPairs && found.counts.size() <= kMostClasses;
    for (const ClassCount& count : found.counts)
        sound = sound && isSound(count, found.counts.size());
    for (const Confusion& one : found.confusions)
        sound = sound && isSound(one, found.counts.size()) &&
                one.count <= found.counts[static_cast<std::size_t>(one.label)].pictures -
                                 found.counts[static_cast<std::size_t>(one.label)].right;
    return sound;
}

std::int64_t intOf(const nlohmann::json& value) {
    return value.is_number_integer() ? value.get<std::int64_t>() : -2;
}

ClassCount countOf(const nlohmann::json& row) {
    ClassCount count{intOf(row.at(0)), intOf(row.at(1)), -1, intOf(row.at(3))};
    const std::int64_t other = intOf(row.at(2));
    count.confusedWith = other >= -1 && other <= std::numeric_limits<std::int32_t>::max()
                             ? static_cast<std::int32_t>(other)
                             : std::int32_t{-2};
    return count;
}

std::int32_t classOf(const nlohmann::json& value) {
    const std::int64_t index = intOf(value);
    return index >= 0 && index <= std::numeric_limits<std::int32_t>::max() ? static_cast<std::int32_t>(index) : -1;
}

Confusion confusionOf(const nlohmann::json& row) {
    Confusion one;
    one.label = classOf(row.at(0));
    one.answer = classOf(row.at(1));
    one.count = intOf(row.at(2));
    for (const nlohmann::json& file : row.at(3))
        one.files.push_back(unescapeBytes(file.get<std::string>()));
    return one;
}

nlohmann::ordered_json jsonOf(const std::vector<Confusion>& confusions) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    std::size_t bytes = 0;
    for (const Confusion& one : confusions) {
        nlohmann::ordered_json files = nlohmann::ordered_json::array();
        for (const std::string& file : one.files) {
            std::string escaped = escapeBytes(file);
            bytes += escaped.size();
            if (bytes > kMostNameBytes)
                break; // the reader takes no file that is larger than it may be
            files.push_back(std::move(escaped));
        }
        rows.push_back({one.label, one.answer, one.count, std::move(files)});
    }
    return rows;
}

std::optional<RunEvaluation> evaluationOf(const nlohmann::json& json) {
    if (json.at("format") != kFormat)
        return {};
    RunEvaluation found;
    found.utcMs = intOf(json.at("utc_ms"));
    found.checkpoint = unescapeBytes(json.at("checkpoint").get<std::string>());
    found.step = intOf(json.at("step"));
    const std::int64_t epoch = intOf(json.at("epoch"));
    found.epoch = epoch <= std::numeric_limits<std::int32_t>::max() ? static_cast<std::int32_t>(epoch) : -1;
    found.measured = json.at("measured").get<std::string>();
    found.isOwnValidation = json.at("own_validation").get<bool>();
    found.top1 = json.at("top1").get<double>();
    found.top5 = json.at("top5").get<double>();
    const nlohmann::json& loss = json.at("loss");
    found.loss = loss.is_null() ? std::nan("") : loss.get<double>();
    found.pictures = intOf(json.at("pictures"));
    found.badPictures = intOf(json.at("bad_pictures"));
    for (const nlohmann::json& row : json.at("classes"))
        found.counts.push_back(countOf(row));
    if (json.contains("folder"))
        found.folder = unescapeBytes(json.at("folder").get<std::string>());
    if (json.contains("confusions")) { // since they are counted
        for (const nlohmann::json& row : json.at("confusions"))
            found.confusions.push_back(confusionOf(row));
    }
    return isSound(found) ? std::optional(std::move(found)) : std::nullopt;
}

} // namespace

std::string evaluationFile(const std::string& runFolder) {
    return runFolder + "/evaluation.json";
}

std::optional<RunEvaluation> readEvaluation(const std::string& runFolder) {
    const std::string path = evaluationFile(runFolder);
    std::error_code error;
    if (!std::filesystem::exists(std::filesystem::symlink_status(path, error)))
        return {};
    const nlohmann::json json = parseStrictJson(readSmallFile(path, kMostBytes), path, kMostBytes);
    std::optional<RunEvaluation> found;
    try {
        found = evaluationOf(json);
    } catch (const nlohmann::json::exception&) { // something is missing, or of another kind
        found = {};
    }
    if (!found)
        throw Error(ErrorKind::Corrupt, {"The evaluation of this run cannot be used",
                                         displayText(path),
                                         {},
                                         "Evaluate the run again: resnet-train evaluate RUN."});
    return found;
}

void writeEvaluation(const std::string& runFolder, const RunEvaluation& evaluation) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const ClassCount& count : evaluation.counts)
        rows.push_back({count.pictures, count.right, count.confusedWith, count.confused});
    const nlohmann::ordered_json loss =
        std::isfinite(evaluation.loss) ? nlohmann::ordered_json(evaluation.loss) : nlohmann::ordered_json(nullptr);
    const nlohmann::ordered_json json{{"format", kFormat},
                                      {"utc_ms", evaluation.utcMs},
                                      {"checkpoint", escapeBytes(evaluation.checkpoint)},
                                      {"step", evaluation.step},
                                      {"epoch", evaluation.epoch},
                                      {"measured", displayText(evaluation.measured.substr(0, kMostText / 4))},
                                      {"own_validation", evaluation.isOwnValidation},
                                      {"top1", evaluation.top1},
                                      {"top5", evaluation.top5},
                                      {"loss", loss},
                                      {"pictures", evaluation.pictures},
                                      {"bad_pictures", evaluation.badPictures},
                                      {"folder", escapeBytes(evaluation.folder)},
                                      {"class_columns", {"pictures", "right", "most_confused_with", "so_often"}},
                                      {"classes", rows},
                                      {"confusion_columns", {"class", "taken_for", "so_often", "pictures"}},
                                      {"confusions", jsonOf(evaluation.confusions)}};
    if (!evaluationOf(json)) // a reader would refuse it, and the one before would be gone
        throw Error(ErrorKind::Data, {"This evaluation cannot be kept",
                                      displayText(runFolder),
                                      "It names pictures outside its folder, or its figures do not fit together.",
                                      {}});
    writeFileAtomically(evaluationFile(runFolder), json.dump() + "\n");
}

} // namespace studio
