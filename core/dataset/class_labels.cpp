// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/class_labels.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <string_view>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/unicode_form.h"

namespace studio {

namespace {

constexpr std::int32_t kSeveral = -1; ///< a display name that more than one class has

/// "001" is a name: it numbers its classes in a way of its own, perhaps from 1.
std::optional<std::int64_t> numberIn(const std::string& text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [at, problem] = std::from_chars(text.data(), end, number);
    const bool isPlain = text.size() == 1 || (!text.starts_with('0') && !text.starts_with('-'));
    return problem == std::errc() && at == end && isPlain ? std::optional(number) : std::nullopt;
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
    const char* const next = ClassLabels(classes).hasPlaces()
                                 ? "Name the folder of its class, or the class's place, counted from 0."
                                 : "Name the folder of its class.";
    return Error(ErrorKind::Data, {title,
                                   displayText(list.file()) + ", line " +
                                       grouped(static_cast<std::int64_t>(list.lineOf(index))) + ": " + why,
                                   classesText(classes), next});
}

std::string joined(const std::vector<std::string>& names) {
    constexpr std::size_t kNamed = 10;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), kNamed); ++i)
        text += (i == 0 ? "" : ", ") + displayText(names[i]);
    return text + (names.size() > kNamed ? " ..." : "");
}

/// Else the folder would be taken for the truth where a column says it.
void requireLabelColumn(const PictureListFile& list) {
    if (!list.otherColumns().empty())
        throw Error(ErrorKind::Data,
                    {"No column of this list is known as that of the labels",
                     displayText(list.file()) + ": beside the pictures it has " + joined(list.otherColumns()),
                     {},
                     "Name the column of the labels \"label\" (or truth, class, target, category), or leave the others "
                     "out; classify --ignore-labels takes the paths alone."});
}

std::string countOf(std::size_t count, const char* one, const char* many) {
    return grouped(static_cast<std::int64_t>(count)) + ' ' + (count == 1 ? one : many);
}

/// Lines that name a picture again, by the same name; empty where there is none.
std::string repeatedText(const PictureListFile& list, const std::vector<std::int32_t>& truth) {
    std::unordered_map<std::string_view, std::size_t> first;
    first.reserve(list.size());
    std::size_t again = 0, otherwise = 0;
    std::string example;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto [at, isNew] = first.try_emplace(list.viewOf(i), i);
        if (isNew)
            continue;
        const bool differs = truth.at(i) != truth.at(at->second);
        if (again == 0 || (differs && otherwise == 0))
            example = "for example line " + grouped(static_cast<std::int64_t>(list.lineOf(i))) + " that of line " +
                      grouped(static_cast<std::int64_t>(list.lineOf(at->second))) + ", " + displayText(at->first);
        ++again;
        otherwise += differs ? 1 : 0;
    }
    if (again == 0)
        return {};
    return countOf(again, "line names a picture", "lines name pictures") + " of an earlier line once more" +
           (otherwise > 0 ? ", " + grouped(static_cast<std::int64_t>(otherwise)) + " of them with another class" : "") +
           " (" + example + "); each line counts";
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
    for (const auto& [name, index] : byName_) {
        const auto [at, isNew] = byForm_.emplace(decomposedName(name), index);
        if (!isNew && at->second != index)
            at->second = kSeveral;
    }
}

ClassLabels::Reading ClassLabels::readingOf(const std::string& label) const {
    if (byName_.contains(label))
        return Reading::Name;
    if (const auto formed = byForm_.find(decomposedName(label)); formed != byForm_.end() && formed->second != kSeveral)
        return Reading::OtherForm;
    const auto number = numbersAreNames_ ? std::nullopt : numberIn(label);
    return number && *number < count_ ? Reading::Place : Reading::None;
}

std::optional<std::int32_t> ClassLabels::of(const std::string& label) const {
    switch (readingOf(label)) {
    case Reading::Name:
        return byName_.at(label);
    case Reading::OtherForm:
        return byForm_.at(decomposedName(label));
    case Reading::Place:
        return static_cast<std::int32_t>(*numberIn(label));
    case Reading::None:
        break;
    }
    return std::nullopt;
}

std::vector<std::int32_t> classesOfList(const PictureListFile& list, const std::vector<ClassInfo>& classes,
                                        bool required) {
    requireLabelColumn(list);
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

std::vector<std::string> notesOfList(const PictureListFile& list, const std::vector<std::int32_t>& truth,
                                     const std::vector<ClassInfo>& classes) {
    const ClassLabels labels(classes);
    std::vector<std::string> places, formed, notes;
    for (const std::string& word : list.words()) {
        const ClassLabels::Reading reading = labels.readingOf(word);
        if (reading == ClassLabels::Reading::Place)
            places.push_back(word);
        if (reading == ClassLabels::Reading::OtherForm)
            formed.push_back(word);
    }
    if (!places.empty())
        notes.push_back("Numbers among the labels are places of classes, counted from 0: " + displayText(places[0]) +
                        " is " + displayText(classes[static_cast<std::size_t>(*labels.of(places[0]))].folder));
    if (!formed.empty())
        notes.push_back(countOf(formed.size(), "label is", "labels are") +
                        " composed of other characters than the class's name that looks the same (" +
                        displayText(formed[0]) + "), and taken for it");
    if (list.turned() > 0)
        notes.push_back(countOf(static_cast<std::size_t>(list.turned()), "path has", "paths have") +
                        " the separators of Windows; with / there is such a file");
    if (const std::string repeated = repeatedText(list, truth); !repeated.empty())
        notes.push_back(repeated);
    return notes;
}

} // namespace studio
