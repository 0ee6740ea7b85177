// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/class_list.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <set>
#include <sstream>
#include <system_error>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/recipe/imagenet_classes.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxBytes = 16u << 20;

Error bad(const std::string& place, const std::string& why) {
    return Error(ErrorKind::Data, {"The list of classes cannot be used", place + ": " + why, "Nothing was made.",
                                   "Name each class once, in the order of the network's last layer: one a line, or as "
                                   "a list in JSON."});
}

/// Blanks at the ends are the editor's, or a script's that has split a line: no folder's name would be found with them.
std::string trimmed(const std::string& text) {
    constexpr const char* kBlanks = " \t\r\n\v\f";
    const auto first = text.find_first_not_of(kBlanks);
    return first == std::string::npos ? std::string() : text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

/// "n01440764": how ImageNet names its folders.
bool isWordNetNumber(const std::string& word) {
    return word.size() == 9 && word[0] == 'n' &&
           std::all_of(word.begin() + 1, word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// A class by its name; a folder's name can hold no slash.
ClassInfo classOf(std::string folder, const std::string& name) {
    std::replace(folder.begin(), folder.end(), '/', '-');
    return {std::move(folder), displayText(name)};
}

ClassInfo classOfLine(const std::string& text) {
    const std::string line = trimmed(text);
    const std::string first = line.substr(0, line.find_first_of(" \t,"));
    if (!isWordNetNumber(first) || first.size() == line.size())
        return classOf(line, line);
    const auto name = line.find_first_not_of(" \t,", first.size());
    return classOf(first, name == std::string::npos ? first : trimmed(line.substr(name, line.find(',', name) - name)));
}

/// The value of one class: its name, or its folder and name.
std::optional<ClassInfo> classOfJson(const Json& value) {
    if (value.is_string())
        return classOfLine(value.get<std::string>());
    if (value.is_array() && value.size() == 2 && value[0].is_string() && value[1].is_string())
        return classOf(trimmed(value[0].get<std::string>()), trimmed(value[1].get<std::string>()));
    return std::nullopt;
}

std::optional<std::size_t> numberOf(const std::string& text) {
    std::size_t number = 0;
    const char* end = text.data() + text.size();
    const auto [at, problem] = std::from_chars(text.data(), end, number);
    return problem == std::errc{} && at == end ? std::optional(number) : std::nullopt;
}

std::vector<ClassInfo> classesOfObject(const Json& json, const std::string& place) {
    std::vector<std::optional<ClassInfo>> found(json.size());
    for (const auto& [key, value] : json.items()) {
        const bool isNumbered = !value.is_number_unsigned();
        const std::optional<std::size_t> index = isNumbered ? numberOf(key) : std::optional(value.get<std::size_t>());
        const std::optional<ClassInfo> one = isNumbered ? classOfJson(value) : classOfLine(key);
        if (!index || *index >= found.size() || found[*index] || !one)
            throw bad(place, "the entry " + displayText(key) + " is no class with its number");
        found[*index] = one;
    }
    std::vector<ClassInfo> classes;
    for (std::optional<ClassInfo>& one : found)
        classes.push_back(std::move(*one)); // as many different numbers as there are places
    return classes;
}

std::vector<ClassInfo> classesOfJson(const std::string& text, const std::string& path, const std::string& place) {
    Json json;
    try {
        json = parseStrictJson(text, place, kMaxBytes);
    } catch (const Error& error) {
        throw Error(ErrorKind::Data, error.message());
    }
    if (json.is_object() && json.contains("format") && json.contains("classes"))
        return readClassesFile(path);
    if (json.is_object())
        return classesOfObject(json, place);
    std::vector<ClassInfo> classes;
    for (const Json& value : json) {
        const std::optional<ClassInfo> one = classOfJson(value);
        if (!one)
            throw bad(place, "class " + std::to_string(classes.size()) + " is no name");
        classes.push_back(*one);
    }
    return classes;
}

std::vector<ClassInfo> classesOfText(const std::string& text) {
    std::vector<ClassInfo> classes;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        classes.push_back(classOfLine(line));
    while (!classes.empty() && classes.back().folder.empty())
        classes.pop_back();
    return classes;
}

std::vector<ClassInfo> checked(std::vector<ClassInfo> classes, const std::string& place) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        const std::string& folder = classes[i].folder;
        const std::string which = "class " + std::to_string(i) + (i == 0 ? " (the first)" : "");
        if (trimmed(folder).empty() || trimmed(classes[i].name).empty())
            throw bad(place, which + " has an empty name");
        if (folder == "." || folder == ".." || folder.find('\0') != std::string::npos)
            throw bad(place, which + " has a name that no folder can have");
        if (!seen.insert(folder).second)
            throw bad(place, "\"" + displayText(folder) + "\" is there twice");
    }
    return classes;
}

} // namespace

std::vector<ClassInfo> readClassList(const std::string& path) {
    const std::string place = displayText(path);
    if (path == kImagenetClasses && std::filesystem::exists(path))
        throw Error(ErrorKind::Usage, {"It is not clear which list of classes is meant", place,
                                       "There is a file of that name, and a list that comes with the program.",
                                       "For the file write ./" + place + "; for the other list start elsewhere."});
    if (path == kImagenetClasses)
        return classesOfNames(imagenetClassLines(), place);
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF"; // as Windows' editors begin a file
    if (std::error_code error; !std::filesystem::exists(path, error) && !error)
        throw Error(ErrorKind::Data, {"There is no such list of classes", place, {}, "Check the path."});
    std::string text = readSmallFile(path, kMaxBytes);
    if (text.starts_with(kByteOrderMark))
        text.erase(0, kByteOrderMark.size());
    const auto first = text.find_first_not_of(" \t\r\n");
    const bool isJson = first != std::string::npos && (text[first] == '{' || text[first] == '[');
    return checked(isJson ? classesOfJson(text, path, place) : classesOfText(text), place);
}

std::vector<ClassInfo> classesOfFolders(const std::vector<std::string>& folders, const std::vector<std::string>& names,
                                        const std::string& place) {
    std::vector<ClassInfo> classes;
    for (std::size_t i = 0; i < folders.size(); ++i)
        classes.push_back({folders[i], displayText(names.at(i))});
    return checked(std::move(classes), place);
}

std::vector<ClassInfo> classesOfNames(const std::vector<std::string>& names, const std::string& place) {
    std::vector<ClassInfo> classes;
    for (const std::string& name : names)
        classes.push_back(classOfLine(name));
    return checked(std::move(classes), place);
}

} // namespace studio
