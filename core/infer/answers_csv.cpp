// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/infer/answers_csv.h"

#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "core/base/csv.h"

namespace studio {

namespace {

/// Shortest digits that read back as the same float; nothing for what is no number.
std::string exactly(float value) {
    std::array<char, 32> text{};
    return std::isfinite(value)
               ? std::string(text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr)
               : std::string();
}

} // namespace

FolderTruth::FolderTruth(const std::vector<ClassInfo>& classes) {
    for (std::size_t i = 0; i < classes.size(); ++i)
        byFolder_.emplace(classes[i].folder, static_cast<std::int32_t>(i));
}

std::optional<std::int32_t> FolderTruth::of(const std::string& picture) const {
    const auto known = byFolder_.find(std::filesystem::path(picture).parent_path().filename().native());
    return known == byFolder_.end() ? std::nullopt : std::optional(known->second);
}

AnswersCsv::AnswersCsv(const std::string& path, std::vector<ClassInfo> classes)
    : classes_(std::move(classes))
    , truth_(classes_)
    , file_(path) {
    std::string head = "picture,problem,truth";
    for (int i = 1; i <= kBest; ++i) {
        const std::string top = ",top" + std::to_string(i);
        head += top + top + "_name" + top + "_probability";
    }
    for (const ClassInfo& info : classes_)
        head += ',' + csvText(info.folder);
    file_.write(head + '\n');
}

std::string AnswersCsv::beginning(const std::string& picture, const std::string& problem) const {
    std::string row = csvText(picture) + ',' + csvText(problem) + ',';
    if (const auto truth = truth_.of(picture))
        row += csvText(classes_[static_cast<std::size_t>(*truth)].folder);
    return row;
}

void AnswersCsv::add(const std::string& picture, const Prediction& prediction) {
    std::string row = beginning(picture, {});
    for (std::size_t i = 0; i < kBest; ++i) {
        if (i >= prediction.top.size()) {
            row += ",,,";
            continue;
        }
        const ClassInfo& info = classes_.at(static_cast<std::size_t>(prediction.top[i].classIndex));
        row += ',' + csvText(info.folder) + ',' + csvText(info.name) + ',' + exactly(prediction.top[i].probability);
    }
    const bool whole = prediction.probabilities.size() == classes_.size();
    for (std::size_t i = 0; i < classes_.size(); ++i)
        row += ',' + (whole ? exactly(prediction.probabilities[i]) : std::string());
    file_.write(row + '\n');
}

void AnswersCsv::addProblem(const std::string& picture, const std::string& reason) {
    file_.write(beginning(picture, reason) + std::string(3 * kBest + classes_.size(), ',') + '\n');
}

void AnswersCsv::commit() {
    file_.commit();
}

} // namespace studio
