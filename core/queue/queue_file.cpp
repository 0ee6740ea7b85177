// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/queue_file_internal.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/recipe/config.h"
#include "core/recipe/run_recipe.h"

namespace studio {

namespace {

constexpr int kFormat = 1;
constexpr std::size_t kLongestPath = 4'096, kLongestWord = 4'096, kMostWords = 200;
constexpr std::int64_t kLargestId = 1'000'000'000'000;
constexpr std::array kStates{"waiting", "held", "running", "done", "failed", "stopped"};

[[noreturn]] void throwBad(const std::string& why) {
    throw Error(ErrorKind::Corrupt, why);
}

void require(bool good, const char* why) {
    if (!good)
        throwBad(why);
}

QueueState stateOf(const std::string& word) {
    const auto at = std::find(kStates.begin(), kStates.end(), std::string_view(word));
    require(at != kStates.end(), "a state is unknown");
    return static_cast<QueueState>(at - kStates.begin());
}

bool isAbsolute(const std::string& path) {
    return path.starts_with('/') && path.size() <= kLongestPath && path.find('\0') == std::string::npos;
}

/// Where it ends inside a letter, dump() puts a mark of three bytes there.
std::string cut(const std::string& message) {
    return displayText(message).substr(0, kMaxQueueMessage - 3);
}

nlohmann::ordered_json wordsJson(const std::vector<std::string>& words) {
    nlohmann::ordered_json array = nlohmann::ordered_json::array();
    for (const std::string& word : words)
        array.push_back(escapeBytes(word));
    return array;
}

nlohmann::ordered_json entryJson(const QueueEntry& entry) {
    return {{"id", entry.id},
            {"state", queueStateName(entry.state)},
            {"run", escapeBytes(entry.run)},
            {"resumes", entry.resumes},
            {"data", escapeBytes(entry.data.root)},
            {"val", escapeBytes(entry.data.val)},
            {"split", entry.data.split},
            {"split_seed", entry.data.splitSeed},
            {"recipe", entry.recipe},
            {"recipe_name", escapeBytes(entry.recipeName)},
            {"settings", wordsJson(entry.settings)},
            {"company", wordsJson(entry.company)},
            {"device", entry.device},
            {"workers", entry.workers},
            {"threads", entry.threads},
            {"used_device", entry.usedDevice},
            {"attempts", entry.attempts},
            {"step", entry.step},
            {"added_utc_ms", entry.addedUtcMs},
            {"started_utc_ms", entry.startedUtcMs},
            {"ended_utc_ms", entry.endedUtcMs},
            {"not_before_utc_ms", entry.notBeforeUtcMs},
            {"stops_with_runner", entry.stopsWithRunner},
            {"exit_code", entry.exitCode},
            {"message", cut(entry.message)}};
}

std::string textOf(const nlohmann::json& json, const char* key) {
    return unescapeBytes(json.at(key).get<std::string>());
}

/// nlohmann-json narrows and wraps without a word.
std::int64_t numberOf(const nlohmann::json& json, const char* key, std::int64_t low,
                      std::int64_t high = std::numeric_limits<std::int64_t>::max()) {
    const nlohmann::json& value = json.at(key);
    require(value.is_number_integer(), "a number is none");
    require(!value.is_number_unsigned() ||
                value.get<std::uint64_t>() <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()),
            "a number is too large");
    const auto number = value.get<std::int64_t>();
    require(number >= low && number <= high, "a number is out of its range");
    return number;
}

std::vector<std::string> wordsOf(const nlohmann::json& json, const char* key) {
    const nlohmann::json& array = json.at(key);
    require(array.is_array() && array.size() <= kMostWords, "there are too many words");
    std::vector<std::string> words;
    for (const auto& word : array) {
        words.push_back(unescapeBytes(word.get<std::string>()));
        require(!words.back().empty() && words.back().size() <= kLongestWord &&
                    words.back().find('\0') == std::string::npos,
                "a word is empty or too long");
    }
    return words;
}

void readWhat(const nlohmann::json& json, QueueEntry& entry) {
    entry.run = textOf(json, "run");
    entry.resumes = json.at("resumes").get<bool>();
    entry.data.root = textOf(json, "data");
    entry.data.val = textOf(json, "val");
    entry.data.split = json.at("split").get<double>();
    entry.data.splitSeed = json.at("split_seed").get<std::uint64_t>();
    entry.recipe = json.at("recipe").get<std::string>();
    entry.recipeName = textOf(json, "recipe_name");
    require(isAbsolute(entry.run), "a run folder is no absolute path");
    for (const std::string* folder : {&entry.data.root, &entry.data.val})
        require(folder->empty() || isAbsolute(*folder), "a folder of pictures is no absolute path");
    require(entry.resumes || (!entry.data.root.empty() && !entry.recipe.empty()), "a run has no pictures or no recipe");
    require(entry.data.split >= 0 && entry.data.split <= 1, "a split is no share");
    require(entry.recipe.size() <= kMaxRecipeBytes, "a recipe is too long");
    require(entry.recipeName.size() <= 255 && entry.recipeName.find('/') == std::string::npos &&
                entry.recipeName.find('\0') == std::string::npos,
            "the name of a recipe is none");
    entry.settings = wordsOf(json, "settings");
    for (const std::string& word : entry.settings)
        require(word.find('=') != std::string::npos && word.front() != '-', "a setting is no key=value");
    entry.company = wordsOf(json, "company");
    for (const std::string& word : entry.company)
        require(word.starts_with("--"), "an option is none");
}

QueueEntry entryOf(const nlohmann::json& json) {
    QueueEntry entry;
    entry.id = numberOf(json, "id", 1, kLargestId);
    entry.state = stateOf(json.at("state").get<std::string>());
    readWhat(json, entry);
    entry.device = json.at("device").get<std::string>();
    entry.usedDevice = json.at("used_device").get<std::string>();
    require(isDeviceWord(entry.device) && (entry.usedDevice.empty() || isDeviceWord(entry.usedDevice)),
            "a device is unknown");
    entry.workers = static_cast<int>(numberOf(json, "workers", -1, kMaxWorkerThreads));
    entry.threads = static_cast<int>(numberOf(json, "threads", -1, kMaxComputeThreads));
    entry.attempts = static_cast<int>(numberOf(json, "attempts", 0, 1'000'000));
    entry.step = numberOf(json, "step", 0);
    entry.addedUtcMs = numberOf(json, "added_utc_ms", 0);
    entry.startedUtcMs = numberOf(json, "started_utc_ms", 0);
    entry.endedUtcMs = numberOf(json, "ended_utc_ms", 0);
    entry.notBeforeUtcMs = numberOf(json, "not_before_utc_ms", 0);
    entry.stopsWithRunner = json.at("stops_with_runner").get<bool>();
    entry.exitCode = static_cast<int>(numberOf(json, "exit_code", -1, 1'000));
    entry.message = json.at("message").get<std::string>();
    require(entry.message.size() <= kMaxQueueMessage, "a message is too long");
    return entry;
}

} // namespace

const char* queueStateName(QueueState state) {
    return kStates[static_cast<std::size_t>(state)];
}

bool isDeviceWord(const std::string& word) {
    if (word == "auto" || word == "cpu" || word == "cuda")
        return true;
    constexpr std::string_view kCard = "cuda:";
    return word.starts_with(kCard) && word.size() > kCard.size() && word.size() <= kCard.size() + 3 &&
           std::all_of(word.begin() + kCard.size(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string queueText(std::int64_t nextId, const QueueContent& content) {
    nlohmann::ordered_json entries = nlohmann::ordered_json::array();
    for (const QueueEntry& entry : content.entries)
        entries.push_back(entryJson(entry));
    const nlohmann::ordered_json all{
        {"format", kFormat}, {"next_id", nextId}, {"note", cut(content.note)}, {"entries", entries}};
    return all.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::int64_t parseQueue(const std::string& text, const std::string& place, QueueContent& content) {
    try {
        const auto json = parseStrictJson(text, place, kMaxQueueBytes);
        const std::int64_t format = numberOf(json, "format", 1, 1'000'000);
        if (format != kFormat)
            throw Error(ErrorKind::Data,
                        {"The queue was written by another version", place + ": format " + std::to_string(format),
                         "Nothing was changed.",
                         "Use the program that wrote it, or move the file away to begin another queue."});
        const std::int64_t nextId = numberOf(json, "next_id", 1, kLargestId);
        content.note = json.at("note").get<std::string>();
        const auto& entries = json.at("entries");
        require(entries.is_array() && entries.size() <= kMaxQueueEntries, "it has too many entries");
        std::set<std::int64_t> ids;
        for (const auto& entry : entries) {
            content.entries.push_back(entryOf(entry));
            const std::int64_t id = content.entries.back().id;
            require(id < nextId && ids.insert(id).second, "two entries have one number");
        }
        return nextId;
    } catch (const nlohmann::json::exception& error) {
        throwBad(error.what());
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Config) // of the JSON reader: here the file is ours
            throwBad(error.what());
        throw;
    }
}

} // namespace studio
