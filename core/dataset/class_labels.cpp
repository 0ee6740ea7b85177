// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/class_labels.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/text.h"

namespace studio {

namespace {

constexpr std::int32_t kSeveral = -1; ///< a display name that more than one class has

std::optional<std::int64_t> numberIn(const std::string& text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [at, problem] = std::from_chars(text.data(), end, number);
    return problem == std::errc() && at == end && number >= 0 ? std::optional(number) : std::nullopt;
}

/// "10 classes: ape, bee, cat ..." so that a person sees how labels are written.
std::string classesText(const std::vector<ClassInfo>& classes) {
    constexpr std::size_t kNamed = 5;
    std::string text = "The network knows " + std::to_string(classes.size()) + " classes";
    for (std::size_t i = 0; i < std::min(classes.size(), kNamed); ++i)
        text += (i == 0 ? ": " : ", ") + displayText(classes[i].folder);
    return text + (classes.size() > kNamed ? " ..." : ".");
}

Error refusedLine(const PictureListFile& list, std::size_t index, const std::string& title, const std::string& why,
                  const std::vector<ClassInfo>& classes) {
    return Error(
        ErrorKind::Data,
        {title,
         displayText(list.file()) + ", line " + grouped(static_cast<std::int64_t>(list.lineOf(index))) + ": " + why,
         classesText(classes), "Name the folder of its class, or the class's place, counted from 0."});
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

ClassLabels::ClassLabels(const std::vector<ClassInfo>& classes)
    : count_(static_cast<std::int32_t>(classes.size())) {
    for (std::int32_t i = 0; i < count_; ++i) {
        const ClassInfo& info = classes[static_cast<std::size_t>(i)];
        byName_.emplace(info.folder, i);
        numbersAreNames_ = numbersAreNames_ || numberIn(info.folder);
    }
    std::unordered_map<std::string, std::int32_t> shown;
    for (std::int32_t i = 0; i < count_; ++i) {
        const auto [at, isNew] = shown.emplace(classes[static_cast<std::size_t>(i)].name, i);
        at->second = isNew ? i : kSeveral;
    }
    for (const auto& [name, index] : shown) {
        if (index != kSeveral)
            byName_.emplace(name, index); // a folder of that name comes first
    }
}

std::optional<std::int32_t> ClassLabels::of(const std::string& label) const {
    if (const auto named = byName_.find(label); named != byName_.end())
        return named->second;
    const auto number = numbersAreNames_ ? std::nullopt : numberIn(label);
    return number && *number < count_ ? std::optional(static_cast<std::int32_t>(*number)) : std::nullopt;
}

std::vector<std::int32_t> classesOfList(const PictureListFile& list, const std::vector<ClassInfo>& classes,
                                        bool required) {
    const ClassLabels labels(classes);
    const FolderTruth folders(classes);
    std::vector<std::optional<std::int32_t>> meanings;
    for (const std::string& word : list.words())
        meanings.push_back(labels.of(word));
    std::vector<std::int32_t> found;
    found.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::int32_t word = list.wordOf(i);
        const auto index = static_cast<std::size_t>(word);
        const std::optional<std::int32_t> meant = word >= 0 ? meanings[index] : folders.of(list.pathOf(i));
        if (word >= 0 && !meant)
            throw refusedLine(list, i, "A label is no class of the network",
                              '"' + displayText(list.words()[index]) + '"', classes);
        if (!meant && required)
            throw refusedLine(list, i, "A picture has no label", displayText(list.nameOf(i)), classes);
        found.push_back(meant.value_or(-1));
    }
    return found;
}

} // namespace studio
