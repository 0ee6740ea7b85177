// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/infer/answers_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <numeric>

#include <nlohmann/json.hpp>

#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/infer/answers_form.h"
#include "core/run/unstarted_run.h"

namespace studio {

namespace {

/// A JSON string of a text that may hold any bytes.
std::string jsonText(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// The name of a file or a folder.
std::string csvName(const std::string& name) {
    return csvText(escapeBytes(name));
}

std::string jsonNumber(float value) {
    const std::string digits = exactDigits(value);
    return digits.empty() ? "null" : digits;
}

} // namespace

std::string exactDigits(float value) {
    std::array<char, 32> text{};
    return std::isfinite(value)
               ? std::string(text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr)
               : std::string();
}

AnswerRow answerRow(std::string picture, std::int32_t truth, std::span<const float> probabilities,
                    const std::vector<ClassInfo>& classes, int top) {
    AnswerRow row{.picture = std::move(picture),
                  .truth = truth < 0 ? std::string() : classes.at(static_cast<std::size_t>(truth)).folder,
                  .problem = {},
                  .top = {},
                  .probabilities = {probabilities.begin(), probabilities.end()}};
    std::vector<std::int32_t> order(std::min(probabilities.size(), classes.size()));
    std::iota(order.begin(), order.end(), 0);
    const auto count = std::min(order.size(), static_cast<std::size_t>(std::max(top, 1)));
    const auto chance = [&probabilities](std::int32_t index) {
        const float value = probabilities[static_cast<std::size_t>(index)];
        return std::isnan(value) ? -1.0f : value; // an order is wanted, whatever the network says
    };
    std::partial_sort(
        order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
        [&chance](std::int32_t a, std::int32_t b) { return chance(a) != chance(b) ? chance(a) > chance(b) : a < b; });
    for (std::size_t i = 0; i < count; ++i) {
        const auto index = static_cast<std::size_t>(order[i]);
        row.top.push_back({order[i], classes[index].folder, classes[index].name, probabilities[index]});
    }
    return row;
}

std::optional<AnswersLayout::Format> answersFormatOf(std::string_view path) {
    std::string ending(path.substr(path.size() - std::min<std::size_t>(path.size(), 5)));
    for (char& c : ending)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (ending == ".json")
        return AnswersLayout::Format::Json;
    return ending.ends_with(".csv") ? std::optional(AnswersLayout::Format::Csv) : std::nullopt;
}

AnswersFile::AnswersFile(const std::string& path, std::vector<ClassInfo> classes, AnswersLayout layout,
                         const std::string& model, const OutputFile::Manner& manner)
    : classes_(std::move(classes))
    , folders_(classes_)
    , layout_(layout)
    , file_(path, manner) {
    file_.write(layout_.format == AnswersLayout::Format::Csv ? csvHead() : jsonHead(model));
}

std::string AnswersFile::csvHead() const {
    std::string head(kAnswersCsvHead);
    for (int i = 1; i <= layout_.top; ++i) {
        const std::string top = ",top" + std::to_string(i);
        head += top + top + "_name" + top + "_probability";
    }
    for (std::size_t i = 0; layout_.all && i < classes_.size(); ++i)
        head += ',' + csvName(std::string(kAnswersCsvProbability) + classes_[i].folder);
    return head + '\n';
}

std::string AnswersFile::csvRow(const AnswerRow& row) const {
    std::string text = csvName(row.picture) + ',' + csvText(row.problem) + ',' + csvName(row.truth);
    for (std::size_t i = 0; i < static_cast<std::size_t>(layout_.top); ++i) {
        if (i < row.top.size()) {
            const AnswerRow::Answer& answer = row.top[i];
            text += ',' + csvName(answer.folder) + ',' + csvText(answer.name) + ',' + exactDigits(answer.probability);
        } else {
            text += ",,,";
        }
    }
    const bool whole = row.probabilities.size() == classes_.size();
    for (std::size_t i = 0; layout_.all && i < classes_.size(); ++i)
        text += ',' + (whole ? exactDigits(row.probabilities[i]) : std::string());
    return text + '\n';
}

std::string AnswersFile::jsonHead(const std::string& model) const {
    std::string head =
        std::string(kAnswersJsonHead) + ",\"version\":1,\"model\":" + jsonText(escapeBytes(model)) + ",\"classes\":[";
    for (std::size_t i = 0; i < classes_.size(); ++i)
        head += (i > 0 ? ",{\"class\":" : "{\"class\":") + jsonText(escapeBytes(classes_[i].folder)) +
                ",\"name\":" + jsonText(classes_[i].name) + '}';
    return head + "]," + std::string(kAnswersJsonRows);
}

std::string AnswersFile::jsonRow(const AnswerRow& row) const {
    std::string text = (rows_ > 0 ? ",\n{\"file\":" : "\n{\"file\":") + jsonText(escapeBytes(row.picture));
    if (!row.truth.empty())
        text += ",\"label\":" + jsonText(escapeBytes(row.truth));
    if (!row.problem.empty())
        return text + ",\"error\":" + jsonText(row.problem) + '}';
    text += ",\"top\":[";
    const std::size_t count = std::min(row.top.size(), static_cast<std::size_t>(layout_.top));
    for (std::size_t i = 0; i < count; ++i) {
        const AnswerRow::Answer& answer = row.top[i];
        text += (i > 0 ? ",{\"index\":" : "{\"index\":") + std::to_string(answer.index) +
                ",\"class\":" + jsonText(escapeBytes(answer.folder)) + ",\"name\":" + jsonText(answer.name) +
                ",\"probability\":" + jsonNumber(answer.probability) + '}';
    }
    text += ']';
    if (layout_.all && row.probabilities.size() == classes_.size()) {
        text += ",\"probabilities\":[";
        for (std::size_t i = 0; i < row.probabilities.size(); ++i)
            text += (i > 0 ? "," : "") + jsonNumber(row.probabilities[i]);
        text += ']';
    }
    return text + '}';
}

void AnswersFile::add(const AnswerRow& row) {
    file_.write(layout_.format == AnswersLayout::Format::Csv ? csvRow(row) : jsonRow(row));
    ++rows_;
    problems_ += row.problem.empty() ? 0 : 1;
}

std::string AnswersFile::truthOf(const std::string& picture) const {
    const auto truth = folders_.of(picture);
    return truth ? classes_[static_cast<std::size_t>(*truth)].folder : std::string();
}

void AnswersFile::add(const std::string& picture, const Prediction& prediction) {
    AnswerRow row{.picture = picture,
                  .truth = truthOf(picture),
                  .problem = {},
                  .top = {},
                  .probabilities = prediction.probabilities};
    for (const Prediction::Answer& answer : prediction.top) {
        const ClassInfo& info = classes_.at(static_cast<std::size_t>(answer.classIndex));
        row.top.push_back({answer.classIndex, info.folder, info.name, answer.probability});
    }
    add(row);
}

void AnswersFile::addProblem(const std::string& picture, const std::string& reason) {
    add({.picture = picture, .truth = truthOf(picture), .problem = reason, .top = {}, .probabilities = {}});
}

void AnswersFile::writeEnd(bool complete) {
    if (layout_.format == AnswersLayout::Format::Json)
        file_.write("\n],\"count\":" + std::to_string(rows_) + ",\"problems\":" + std::to_string(problems_) +
                    ",\"complete\":" + (complete ? "true" : "false") + "}\n");
}

void AnswersFile::commit(bool complete) {
    writeEnd(complete);
    file_.commit();
}

std::string AnswersFile::breakOff() {
    writeEnd(false);
    return file_.breakOff();
}

bool isAnswersFile(const std::string& path) {
    const FileDescriptor file = openToRead(path);
    std::array<std::byte, 64> first{};
    const std::size_t got = file.isOpen() ? readAt(file.get(), first, 0).value_or(0) : 0;
    const std::string_view text(reinterpret_cast<const char*>(first.data()), got);
    return text.starts_with(std::string(kAnswersCsvHead) + ",top1,top1_name,") || text.starts_with(kAnswersJsonHead);
}

void requireAnswersPlace(const std::string& path, bool replace) {
    requireNoPartOfRun(path);
    requireWritable(path);
    std::error_code error;
    const bool isKept = replacesFile(path) || !std::filesystem::exists(path, error);
    for (const std::string& place : {path, isKept ? unfinishedPath(path) : path}) {
        requireWritable(place);
        if (replace || !replacesFile(place) || std::filesystem::file_size(place, error) == 0 || isAnswersFile(place))
            continue;
        throw Error(ErrorKind::Usage, {"Something else lies where the result should go",
                                       displayText(place),
                                       {},
                                       "Name another file, or say --replace to write over it."});
    }
}

} // namespace studio
