// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/infer/probe_record.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <filesystem>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/read_error.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

constexpr std::size_t kMaxFileBytes = 16u << 20;
constexpr std::size_t kMaxName = 4'096;

std::string fileOf(const std::string& runFolder) {
    return runFolder + "/probes.json";
}

std::string nameIn(const nlohmann::json& json, const char* key) {
    std::string name = unescapeBytes(json.at(key).get<std::string>());
    if (name.empty() || name.size() > kMaxName || name.find('\0') != std::string::npos)
        throw Error(ErrorKind::Corrupt, std::string(key) + " is no name");
    return name;
}

ProbeAnswer answerFrom(const nlohmann::json& json) {
    ProbeAnswer answer;
    answer.step = json.at("step").get<std::int64_t>();
    answer.epoch = json.at("epoch").get<std::int32_t>();
    answer.savedUtcMs = json.at("saved_utc_ms").get<std::int64_t>();
    const auto& top = json.at("top");
    if (answer.step < 0 || answer.epoch < 0 || top.size() > kMaxProbeClasses)
        throw Error(ErrorKind::Corrupt, std::string("an answer is none"));
    for (const auto& one : top) {
        answer.top.push_back({nameIn(one, "class"), one.at("probability").get<double>()});
        const double probability = answer.top.back().probability;
        if (!(probability >= 0 && probability <= 1))
            throw Error(ErrorKind::Corrupt, std::string("a probability is none"));
    }
    return answer;
}

std::vector<ProbePicture> picturesFrom(const nlohmann::json& json) {
    std::vector<ProbePicture> pictures;
    if (json.at("pictures").size() > kMaxProbes)
        throw Error(ErrorKind::Corrupt, std::string("too many pictures"));
    for (const auto& one : json.at("pictures")) {
        ProbePicture picture;
        picture.path = nameIn(one, "path");
        if (one.at("answers").size() > kMaxProbeAnswers)
            throw Error(ErrorKind::Corrupt, std::string("too many answers"));
        for (const auto& answer : one.at("answers"))
            addAnswer(picture, answerFrom(answer));
        pictures.push_back(std::move(picture));
    }
    return pictures;
}

nlohmann::ordered_json jsonOf(const ProbePicture& picture) {
    nlohmann::ordered_json answers = nlohmann::ordered_json::array();
    for (const ProbeAnswer& answer : picture.answers) {
        nlohmann::ordered_json top = nlohmann::ordered_json::array();
        for (const ProbeAnswer::Class& one : answer.top)
            top.push_back({{"class", escapeBytes(one.folder)}, {"probability", one.probability}});
        answers.push_back(
            {{"step", answer.step}, {"epoch", answer.epoch}, {"saved_utc_ms", answer.savedUtcMs}, {"top", top}});
    }
    return {{"path", escapeBytes(picture.path)}, {"answers", answers}};
}

std::vector<ProbeAnswer>::const_iterator placeOf(const ProbePicture& picture, std::int64_t step) {
    return std::lower_bound(picture.answers.begin(), picture.answers.end(), step,
                            [](const ProbeAnswer& answer, std::int64_t value) { return answer.step < value; });
}

} // namespace

const ProbeAnswer* answerAt(const ProbePicture& picture, std::int64_t step) {
    const auto at = placeOf(picture, step);
    return at != picture.answers.end() && at->step == step ? &*at : nullptr;
}

bool isMissing(const ProbePicture& picture, std::int64_t step, std::int64_t savedUtcMs) {
    if (const ProbeAnswer* answer = answerAt(picture, step))
        return answer->savedUtcMs != savedUtcMs;
    return picture.answers.size() < kMaxProbeAnswers || picture.answers.front().step < step;
}

void cutAnswers(ProbePicture& picture, std::int64_t newestStep) {
    std::erase_if(picture.answers, [newestStep](const ProbeAnswer& answer) { return answer.step > newestStep; });
}

void addAnswer(ProbePicture& picture, ProbeAnswer answer) {
    const auto at = placeOf(picture, answer.step);
    if (at != picture.answers.end() && at->step == answer.step)
        picture.answers[static_cast<std::size_t>(at - picture.answers.begin())] = std::move(answer);
    else
        picture.answers.insert(at, std::move(answer));
    if (picture.answers.size() > kMaxProbeAnswers)
        picture.answers.erase(picture.answers.begin());
}

std::vector<std::int64_t> flipsOf(const ProbePicture& picture) {
    std::vector<std::int64_t> steps;
    const ProbeAnswer* before = nullptr;
    for (const ProbeAnswer& answer : picture.answers) {
        if (answer.top.empty())
            continue;
        if (before != nullptr && before->top.front().folder != answer.top.front().folder)
            steps.push_back(answer.step);
        before = &answer;
    }
    return steps;
}

std::optional<double> probabilityIn(const ProbeAnswer& answer, const std::string& classFolder) {
    for (const ProbeAnswer::Class& one : answer.top) {
        if (one.folder == classFolder)
            return one.probability;
    }
    return std::nullopt;
}

std::vector<ProbePicture> readProbes(const std::string& runFolder) {
    const std::string path = fileOf(runFolder);
    if (std::error_code error; !std::filesystem::exists(path, error))
        return {};
    const std::string text = readSmallFile(path, kMaxFileBytes);
    try {
        return picturesFrom(parseStrictJson(text, path, kMaxFileBytes));
    } catch (const std::exception& error) {
        throw Error(ErrorKind::Corrupt,
                    {"The record of followed pictures is damaged", displayText(path) + ": " + messageOf(error).text(),
                     "The run itself is as it was.", "Remove the file and follow the pictures anew."});
    }
}

void writeProbes(const std::string& runFolder, const std::vector<ProbePicture>& pictures) {
    requireRun(runFolder);
    const std::string path = fileOf(runFolder);
    if (pictures.empty()) {
        if (::unlink(path.c_str()) != 0 && errno != ENOENT)
            throw systemError("Cannot remove the record of followed pictures", displayText(path), errno);
        return;
    }
    nlohmann::ordered_json json{{"format", kRunFormatVersion}, {"pictures", nlohmann::ordered_json::array()}};
    for (const ProbePicture& picture : pictures)
        json["pictures"].push_back(jsonOf(picture));
    writeFileAtomically(path, json.dump() + "\n");
}

} // namespace studio
