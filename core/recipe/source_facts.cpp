// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/source_facts_internal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "core/base/text.h"
#include "core/device/pixel_ops.h"
#include "core/recipe/class_list.h"
#include "core/recipe/source_network_internal.h"

namespace studio {

namespace {

Error ofNoUse(const std::string& place, const std::string& why) {
    return Error(ErrorKind::Data, {{}, place + ": " + why, {}, {}});
}

/// As people write a name here with a capital letter and there without.
std::string inLowerCase(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return name;
}

/// One list may name some or all of the classes in other words, as numbers of WordNet: only a name of both that stands
/// elsewhere is another order.
bool contradicts(const StatedClasses& a, const StatedClasses& b) {
    std::map<std::string, std::set<std::size_t>> places;
    for (std::size_t i = 0; i < a.names.size(); ++i)
        places[inLowerCase(a.names[i])].insert(i);
    for (std::size_t i = 0; i < b.names.size(); ++i) {
        const auto found = places.find(inLowerCase(b.names[i]));
        if (found != places.end() && !found->second.contains(i))
            return true;
    }
    return false;
}

/// As the labels of pictures have: such a list says nothing of the order of classes.
bool namesOneTwice(const StatedClasses& list) {
    const std::set<std::string_view> names(list.names.begin(), list.names.end());
    return names.size() != list.names.size();
}

/// A setting that cannot be read.
void tellUnread(const char* key, const std::string& text, std::vector<std::string>& notes) {
    constexpr std::size_t kShown = 40;
    notes.push_back("Not read, and left out: the file's \"" + std::string(key) + "\", " +
                    displayText(text.substr(0, kShown)) + ".");
}

/// Whether the numbers are those that this program prepares pictures with.
bool isOurs(const StatedNumbers& said) {
    constexpr double kRounded = 0.0015, kWhite = 255; // people write three decimals, or count colours from 0 to 255
    const Normalisation ours;
    const auto& known = said.key.ends_with("mean") ? ours.mean : ours.std;
    const double scale = *std::max_element(said.numbers.begin(), said.numbers.end()) > 1 ? kWhite : 1;
    return std::equal(said.numbers.begin(), said.numbers.end(), known.begin(), known.end(),
                      [scale](double a, float b) { return std::abs(a / scale - static_cast<double>(b)) < kRounded; });
}

bool canBeOfColours(const StatedNumbers& said, double above) {
    constexpr double kWhite = 255;
    return !said.numbers.empty() && std::all_of(said.numbers.begin(), said.numbers.end(),
                                                [above](double number) { return number > above && number <= kWhite; });
}

/// How a file's pictures were prepared beyond doubt: a mean of each colour with a standard deviation beside it. Each by
/// itself, and a lone number, may be a figure of a training.
bool areOfColours(const StatedFacts& stated, const std::string& prefix) {
    const auto said = [&](const std::string& word, double above) {
        return std::any_of(stated.normalisation.begin(), stated.normalisation.end(), [&](const StatedNumbers& one) {
            return one.key == prefix + word && canBeOfColours(one, above) && (word == "std" || !one.isLone);
        });
    };
    constexpr double kAnyMean = -1; // 0 is one
    return said("mean", kAnyMean) && said("std", 0);
}

} // namespace

std::vector<ClassInfo> classesIn(const StatedFacts& stated, std::int64_t count, const std::string& place) {
    const StatedClasses *chosen = nullptr, *doubled = nullptr;
    for (const StatedClasses& list : stated.classLists) {
        if (!std::cmp_equal(list.names.size(), count))
            continue;
        if (list.folders.empty() && namesOneTwice(list))
            doubled = doubled == nullptr ? &list : doubled;
        else if (chosen == nullptr)
            chosen = &list;
        else if (contradicts(*chosen, list))
            throw ofNoUse(place, "its \"" + chosen->key + "\" and \"" + list.key + "\" do not say the same");
    }
    if (chosen == nullptr)
        chosen = doubled; // whoever takes it says what is wrong with it
    if (chosen == nullptr && !stated.classLists.empty()) {
        const StatedClasses& other = stated.classLists.front();
        throw ofNoUse(place, "its \"" + displayText(other.key) + "\" names " + grouped(std::ssize(other.names)) +
                                 " classes, its last layer has " + grouped(count));
    }
    if (chosen == nullptr && !stated.classesTrouble.empty())
        throw ofNoUse(place, stated.classesTrouble);
    if (chosen == nullptr)
        return {};
    return chosen->folders.empty() ? classesOfNames(chosen->names, place)
                                   : classesOfFolders(chosen->folders, chosen->names, place);
}

std::optional<int> sideIn(const StatedFacts& stated, const char* key, std::vector<std::string>& notes) {
    const auto said = stated.settings.find(key);
    if (said == stated.settings.end())
        return std::nullopt;
    int side = 0;
    const std::string& text = said->second;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), side);
    if (problem == std::errc() && end == text.data() + text.size() && side > 0)
        return side;
    tellUnread(key, text, notes);
    return std::nullopt;
}

std::optional<bool> blurPoolIn(const StatedFacts& stated, std::vector<std::string>& notes) {
    constexpr const char* kKey = "blurpool";
    const auto said = stated.settings.find(kKey);
    if (said == stated.settings.end())
        return std::nullopt;
    const std::string word = inLowerCase(said->second);
    if (word == "true" || word == "1")
        return true;
    if (word == "false" || word == "0")
        return false;
    tellUnread(kKey, said->second, notes);
    return std::nullopt;
}

void checkNormalisation(const StatedFacts& stated, bool forTraining, SourceWeights& source) {
    std::vector<std::string> others, doubtful, unread;
    for (const StatedNumbers& said : stated.normalisation) {
        const std::string prefix = said.key.substr(0, said.key.find_last_of('_') + 1); // "image_", or none
        if (said.numbers.empty())
            unread.push_back("\"" + said.key + "\", " + said.text);
        else if (!isOurs(said))
            (areOfColours(stated, prefix) ? others : doubtful).push_back(said.key + " " + said.text);
    }
    if (!others.empty() && !forTraining)
        throw Error(ErrorKind::Data,
                    {"The network wants its pictures prepared in another way", source.place,
                     "The file says " + someOf(others) +
                         ". This program prepares all pictures with mean and standard deviation of ImageNet: the "
                         "network would answer wrongly.",
                     "Begin a training with these weights: resnet-train train --init FILE --data FOLDER"});
    if (!others.empty())
        source.notes.push_back("The file's network had its pictures prepared in another way: " + someOf(others) +
                               ". Training goes on from its weights with mean and standard deviation of ImageNet.");
    if (!doubtful.empty())
        source.notes.push_back("The file says " + someOf(doubtful) +
                               ", which may be how its pictures are prepared, or a figure of something else. Mean and "
                               "standard deviation are taken to be those of ImageNet.");
    if (!unread.empty())
        source.notes.push_back("The file says how its pictures are prepared, which cannot be read: " + someOf(unread) +
                               ". Mean and standard deviation are taken to be those of ImageNet.");
}

} // namespace studio
