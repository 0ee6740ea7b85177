// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/pth_facts_internal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <optional>
#include <string_view>
#include <utility>

#include "core/interop/pth_tensor_internal.h"
#include "core/interop/stated_facts_internal.h"

namespace studio {

namespace {

using Kind = PickleNode::Kind;

/// Number and name of one row of a dictionary of classes, whichever is the key.
std::optional<std::pair<std::size_t, std::string_view>> classRow(const PickleNode& key, const PickleNode& value) {
    const PickleNode& number = key.kind == Kind::Int ? key : value;
    const PickleNode& name = key.kind == Kind::Int ? value : key;
    if (number.kind == Kind::Int && name.kind == Kind::Text && number.number >= 0)
        return std::pair(static_cast<std::size_t>(number.number), name.text);
    std::size_t written = 0; // {"0": "cat"}, as JSON has it
    const char* end = key.text.data() + key.text.size();
    if (key.kind == Kind::Text && value.kind == Kind::Text &&
        std::from_chars(key.text.data(), end, written).ptr == end && !key.text.empty())
        return std::pair(written, value.text);
    return std::nullopt;
}

std::vector<std::string> namesOfList(const Pickle& pickle, const PickleNode& list, NameBudget& budget) {
    std::vector<std::string> names;
    for (const std::uint32_t item : list.items) {
        if (pickle.at(item).kind != Kind::Text || !budget.takes(pickle.at(item).text))
            return {};
        names.emplace_back(pickle.at(item).text);
    }
    return names;
}

/// Names of classes where `node` is a list of texts, or names with their numbers, or numbers with their names; else
/// empty.
std::vector<std::string> classNamesOf(const Pickle& pickle, std::uint32_t node, NameBudget& budget) {
    const PickleNode& value = pickle.at(node);
    if (value.kind == Kind::List || value.kind == Kind::Tuple)
        return namesOfList(pickle, value, budget);
    constexpr std::size_t kAll = 1'000'000; // the pickle bounds them, the budget what is kept
    const PicklePairs pairs = pairsOf(pickle, node, kAll);
    std::vector<std::string_view> found(pairs.size());
    for (const auto& [first, second] : pairs) {
        const auto row = classRow(pickle.at(first), pickle.at(second));
        if (!row || row->first >= found.size() || found[row->first].data() != nullptr || !budget.takes(row->second))
            return {};
        found[row->first] = row->second;
    }
    return {found.begin(), found.end()};
}

/// What cannot be read may be something else altogether: how many classes there are, or the numbers of pictures.
bool isAboutNames(const Pickle& pickle, std::uint32_t node) {
    const auto isText = [&pickle](std::uint32_t item) { return pickle.at(item).kind == Kind::Text; };
    const PickleNode& value = pickle.at(node);
    if (value.kind == Kind::List || value.kind == Kind::Tuple)
        return std::any_of(value.items.begin(), value.items.end(), isText);
    const PicklePairs pairs = pairsOf(pickle, node); // names may be keys, or values of numbers
    return std::any_of(pairs.begin(), pairs.end(),
                       [&isText](const auto& pair) { return isText(pair.first) || isText(pair.second); });
}

/// As Python shows it; empty for what is no number.
std::string numberText(const PickleNode& value) {
    if (value.kind == Kind::Int)
        return std::to_string(value.number);
    std::array<char, 32> text{};
    if (value.kind == Kind::Float)
        std::snprintf(text.data(), text.size(), "%.9g", value.real());
    return text.data();
}

StatedNumbers numbersOf(const Pickle& pickle, const char* key, std::uint32_t node) {
    constexpr std::size_t kMost = 8;
    const PickleNode& value = pickle.at(node);
    if (value.kind == Kind::Text)
        return statedNumbers(key, value.text);
    if (value.kind == Kind::Int || value.kind == Kind::Float)
        return statedNumbers(key, numberText(value));
    if (isPthTensor(pickle, node))
        return {key, "a tensor", {}};
    const bool isList = value.kind == Kind::List || value.kind == Kind::Tuple;
    if (!isList || value.items.size() > kMost)
        return {key, isList ? "a list of " + std::to_string(value.items.size()) + " values" : "a value of Python", {}};
    std::string text = "[";
    bool isPlain = true;
    for (const std::uint32_t item : value.items) {
        const std::string number = numberText(pickle.at(item));
        isPlain = isPlain && !number.empty();
        text += (text.size() > 1 ? ", " : "") + (number.empty() ? "?" : number);
    }
    text += "]";
    return isPlain ? statedNumbers(key, text) : StatedNumbers{key, text, {}};
}

/// As text; a value that is none is told as what it is.
std::string settingText(const Pickle& pickle, std::uint32_t node) {
    constexpr std::size_t kLongest = 500;
    const PickleNode& value = pickle.at(node);
    if (value.kind == Kind::Text)
        return std::string(value.text.substr(0, kLongest));
    if (value.kind == Kind::Bool)
        return value.number != 0 ? "true" : "false";
    const std::string number = numberText(value);
    return !number.empty() ? number : isPthTensor(pickle, node) ? "a tensor" : "a value of Python";
}

/// A training state that our own export wrote, or that PyTorch has saved again: there "classes" are folders, and
/// "class_names" what they are called.
bool isOwnState(const Pickle& pickle, const PicklePairs& pairs) {
    const auto kindOf = [&](const char* key) { return pickle.at(valueOf(pickle, pairs, key)).kind; };
    return kindOf("recipe") == Kind::Text && kindOf("optimizer") == Kind::Dict && kindOf("frozen") == Kind::List;
}

void pairFolders(std::vector<StatedClasses>& lists) {
    const auto named = [&lists](const char* key) {
        return std::find_if(lists.begin(), lists.end(), [key](const StatedClasses& list) { return list.key == key; });
    };
    const auto folders = named("classes"), names = named("class_names");
    if (folders == lists.end() || names == lists.end() || folders->names.size() != names->names.size())
        return;
    folders->folders = std::exchange(folders->names, std::move(names->names));
    lists.erase(names);
}

std::vector<StatedClasses> classListsOf(const Pickle& pickle, const PicklePairs& pairs, std::string& trouble) {
    std::vector<StatedClasses> lists;
    NameBudget budget; // of all lists together
    for (const char* key : {"classes", "class_names", "class_to_idx", "idx_to_class", "categories", "labels"}) {
        NameBudget after = budget; // a list that is not kept takes no room
        std::vector<std::string> names = classNamesOf(pickle, valueOf(pickle, pairs, key), after);
        if (!after.trouble().empty())
            trouble = "its entry \"" + std::string(key) + "\" has " + after.trouble();
        else if (names.empty() && trouble.empty() && isAboutNames(pickle, valueOf(pickle, pairs, key)))
            trouble = "its entry \"" + std::string(key) + "\" is no list of names, nor names with numbers from 0";
        if (names.empty())
            continue;
        budget = after;
        lists.push_back({key, std::move(names), {}});
    }
    return lists;
}

} // namespace

StatedFacts factsIn(const Pickle& pickle, std::map<std::size_t, StoredTensor>& tensors) {
    StatedFacts facts;
    const PicklePairs pairs = pairsOf(pickle, pickle.root());
    facts.classLists = classListsOf(pickle, pairs, facts.classesTrouble);
    if (isOwnState(pickle, pairs))
        pairFolders(facts.classLists);
    for (const char* key : kNormalisationKeys) {
        const std::uint32_t value = valueOf(pickle, pairs, key);
        if (value == 0 || pickle.at(value).kind == Kind::None)
            continue;
        constexpr std::int64_t kColours = 3;
        std::string why;
        std::optional<StoredTensor> tensor = isPthTensor(pickle, value) ? pthTensor(pickle, value, why) : std::nullopt;
        if (tensor && (elementCount(tensor->shape) == 1 || elementCount(tensor->shape) == kColours))
            tensors.emplace(facts.normalisation.size(), std::move(*tensor));
        facts.normalisation.push_back(numbersOf(pickle, key, value));
    }
    for (const char* key : kSettingKeys) {
        if (const std::uint32_t value = valueOf(pickle, pairs, key); value != 0 && pickle.at(value).kind != Kind::None)
            facts.settings[key] = settingText(pickle, value);
    }
    return facts;
}

} // namespace studio
