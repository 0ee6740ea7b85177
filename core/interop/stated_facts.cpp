// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/stated_facts_internal.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <exception>

#include <nlohmann/json.hpp>

#include "core/base/strict_json.h"
#include "core/base/text.h"

namespace studio {

namespace {

constexpr std::size_t kLongestName = 500, kMostNames = 100'000, kMostNameBytes = 4u << 20;

/// A list in the metadata; empty where it is none, and where there is no room for it.
std::vector<std::string> namesIn(const std::string& text, NameBudget& budget) {
    std::vector<std::string> names;
    try {
        const nlohmann::json list = parseStrictJson(text, "metadata", 2 * kMostNameBytes, kMostNames + 2);
        if (!list.is_array())
            return {};
        for (const nlohmann::json& value : list) {
            const auto& name = value.get_ref<const std::string&>();
            if (!budget.takes(name))
                return {};
            names.push_back(name);
        }
    } catch (const std::exception&) { // the word is another program's own, perhaps
        names.clear();
    }
    return names;
}

/// How many classes there are is no list of them.
bool isNumber(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || c == ' '; });
}

StatedClasses classesIn(const std::map<std::string, std::string>& metadata, std::string& trouble) {
    const auto listed = metadata.find("classes"), folders = metadata.find("folders");
    StatedClasses classes{"classes", {}, {}};
    if (listed == metadata.end())
        return classes;
    NameBudget names, places;
    classes.names = namesIn(listed->second, names);
    if (!names.trouble().empty())
        trouble = "its entry \"classes\" has " + names.trouble();
    else if (classes.names.empty() && !isNumber(listed->second))
        trouble = "its entry \"classes\" is no list of names: " + shownValue(listed->second);
    if (folders != metadata.end())
        classes.folders = namesIn(folders->second, places);
    if (classes.folders.size() != classes.names.size())
        classes.folders.clear();
    return classes;
}

} // namespace

bool NameBudget::takes(std::string_view name) {
    bytes_ += name.size();
    if (!trouble_.empty())
        return false;
    if (name.size() > kLongestName)
        trouble_ = "a name of more than " + std::to_string(kLongestName) + " bytes";
    else if (++count_ > kMostNames)
        trouble_ = "more than " + grouped(kMostNames) + " names";
    else if (bytes_ > kMostNameBytes)
        trouble_ = "names of more than " + std::to_string(kMostNameBytes >> 20) + " MB together";
    return trouble_.empty();
}

std::string shownValue(std::string_view text) {
    constexpr std::size_t kLongest = 80;
    return text.size() <= kLongest ? displayText(text) : displayText(text.substr(0, kLongest)) + "...";
}

StatedNumbers statedNumbers(const char* key, std::string_view text) {
    constexpr std::size_t kColours = 3, kLongest = 300;
    constexpr std::string_view kBetween = " \t\r\n,;[]()";
    StatedNumbers stated{key, shownValue(text), {}};
    std::vector<double> numbers;
    for (std::size_t at = text.find_first_not_of(kBetween); at < text.size() && text.size() <= kLongest;
         at = text.find_first_not_of(kBetween, at)) {
        double number = 0;
        const char* end = text.data() + std::min(text.find_first_of(kBetween, at), text.size());
        const auto [read, problem] = std::from_chars(text.data() + at, end, number);
        if (problem != std::errc{} || read != end || !std::isfinite(number))
            return stated;
        numbers.push_back(number);
        at = static_cast<std::size_t>(end - text.data());
    }
    stated.isLone = numbers.size() == 1;
    if (stated.isLone) // of each colour
        numbers.resize(kColours, numbers.front());
    if (numbers.size() == kColours)
        stated.numbers = std::move(numbers);
    return stated;
}

StatedFacts factsIn(const std::map<std::string, std::string>& metadata) {
    StatedFacts facts;
    StatedClasses classes = classesIn(metadata, facts.classesTrouble);
    if (!classes.names.empty())
        facts.classLists.push_back(std::move(classes));
    for (const char* key : kNormalisationKeys) {
        if (const auto said = metadata.find(key); said != metadata.end())
            facts.normalisation.push_back(statedNumbers(key, said->second));
    }
    for (const char* key : kSettingKeys) {
        if (const auto said = metadata.find(key); said != metadata.end())
            facts.settings[key] = said->second.substr(0, kLongestName);
    }
    return facts;
}

} // namespace studio
