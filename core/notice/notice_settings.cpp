// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notice/notice_settings.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <type_traits>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/net/url.h"
#include "core/notice/word_index_internal.h"

namespace studio {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxFileBytes = 64 << 10, kMaxName = 40, kMaxUrl = 2'000, kMaxWord = 1'000, kMaxArguments = 30;
constexpr int kMaxSeconds = 300;

constexpr std::array<const char*, kChannelTypes> kTypeNames{"desktop", "webhook", "ntfy", "command", "mail"};
constexpr std::array kShapeNames{"json", "slack", "discord"};

/// Printable ASCII without a blank: nothing that could end a line, a header or an address.
bool isOneWord(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

bool isMailAddress(std::string_view text) {
    constexpr std::string_view kOdd = ",;:<>()[]\\\"";
    return isOneWord(text) && text.size() <= kMaxWord && text[0] != '-' &&
           text.find_first_of(kOdd) == std::string_view::npos;
}

bool isText(std::string_view text, std::size_t most) {
    return text.size() <= most && text.find('\0') == std::string_view::npos;
}

std::string urlProblem(const std::string& url) {
    if (!url.starts_with("https://") && !url.starts_with("http://"))
        return "Its address must begin with https:// (or http://).";
    if (!isOneWord(url) || url.size() > kMaxUrl || url.find("://") + 3 == url.size())
        return "Its address is not a valid one.";
    return {};
}

std::string programProblem(const ChannelSettings& channel) {
    if (!channel.program.empty() && channel.program[0] != '/')
        return "The program must be given by its whole path.";
    const bool fits = isText(channel.program, kMaxWord) && channel.arguments.size() <= kMaxArguments &&
                      std::all_of(channel.arguments.begin(), channel.arguments.end(),
                                  [](const std::string& word) { return isText(word, kMaxWord); });
    if (!fits)
        return "The program's words are too long.";
    if (channel.seconds < 1 || channel.seconds > kMaxSeconds)
        return "The program's time must be 1 to " + std::to_string(kMaxSeconds) + " seconds.";
    return {};
}

[[noreturn]] void refuse(const std::string& why) {
    throw Error(ErrorKind::Config, why);
}

void requireKeys(const Json& object, const std::set<std::string>& known, const std::string& of) {
    if (!object.is_object())
        refuse(of + " must be an object");
    for (const auto& [key, value] : object.items()) {
        if (!known.contains(key))
            refuse(of + " has an unknown key \"" + displayText(clipped(key, kMaxName)) + "\"");
    }
}

/// The key's value where it is there; of another type: refused.
template<class Value>
void take(const Json& object, const char* key, Value& into) {
    const auto found = object.find(key);
    if (found == object.end())
        return;
    const bool fits = std::is_same_v<Value, std::string> ? found->is_string()
                      : std::is_same_v<Value, bool>      ? found->is_boolean()
                                                         : found->is_number_integer();
    if (!fits)
        refuse(std::string("\"") + key + "\" is of the wrong type");
    into = found->get<Value>();
}

template<class Value, class Read>
void takeWord(const Json& object, const char* key, Value& into, Read read) {
    std::string word;
    take(object, key, word);
    if (!object.contains(key))
        return;
    const std::optional<Value> value = read(word);
    if (!value)
        refuse(std::string("\"") + key + "\" has an unknown value \"" + displayText(clipped(word, kMaxName)) + "\"");
    into = *value;
}

std::vector<std::string> wordsOf(const Json& object, const char* key) {
    std::vector<std::string> words;
    const auto found = object.find(key);
    if (found == object.end())
        return words;
    if (!found->is_array() || found->size() > kMaxArguments)
        refuse(std::string("\"") + key + "\" must be a short list");
    for (const Json& word : *found) {
        if (!word.is_string())
            refuse(std::string("\"") + key + "\" must hold texts");
        words.push_back(word.get<std::string>());
    }
    return words;
}

ChannelSettings channelOf(const Json& json) {
    requireKeys(json,
                {"name", "type", "enabled", "level", "kinds", "url", "shape", "program", "arguments", "seconds", "to"},
                "A channel");
    ChannelSettings channel;
    take(json, "name", channel.name);
    if (!json.contains("type"))
        refuse("A channel has no type");
    takeWord(json, "type", channel.type, channelTypeFromName);
    take(json, "enabled", channel.enabled);
    takeWord(json, "level", channel.level, noticeLevelFromName);
    for (const std::string& word : wordsOf(json, "kinds")) {
        const auto kind = noticeKindFromName(word);
        if (!kind)
            refuse("There is no kind of notice \"" + displayText(clipped(word, kMaxName)) + "\"");
        channel.kinds.insert(*kind);
    }
    take(json, "url", channel.url);
    takeWord(json, "shape", channel.shape, webhookShapeFromName);
    take(json, "program", channel.program);
    channel.arguments = wordsOf(json, "arguments");
    std::int64_t seconds = channel.seconds;
    take(json, "seconds", seconds);
    channel.seconds = static_cast<int>(std::clamp<std::int64_t>(seconds, 0, kMaxSeconds + 1));
    take(json, "to", channel.to);
    return channel;
}

nlohmann::ordered_json jsonOf(const ChannelSettings& channel) {
    nlohmann::ordered_json json{{"name", channel.name},
                                {"type", channelTypeName(channel.type)},
                                {"enabled", channel.enabled},
                                {"level", noticeLevelName(channel.level)}};
    if (!channel.kinds.empty()) {
        json["kinds"] = nlohmann::ordered_json::array();
        for (const NoticeKind kind : channel.kinds)
            json["kinds"].push_back(noticeKindName(kind));
    }
    if (channel.type == ChannelType::Webhook || channel.type == ChannelType::Ntfy)
        json["url"] = channel.url;
    if (channel.type == ChannelType::Webhook)
        json["shape"] = webhookShapeName(channel.shape);
    if (!channel.program.empty())
        json["program"] = channel.program;
    if (channel.type == ChannelType::Command)
        json["arguments"] = channel.arguments;
    if (channel.type == ChannelType::Command || channel.type == ChannelType::Mail)
        json["seconds"] = channel.seconds;
    if (channel.type == ChannelType::Mail)
        json["to"] = channel.to;
    return json;
}

void requireUsable(const NoticeSettings& settings) {
    if (settings.channels.size() > kMaxChannels)
        refuse("There are more than " + std::to_string(kMaxChannels) + " channels");
    std::set<std::string> names;
    for (const ChannelSettings& channel : settings.channels) {
        if (const std::string problem = channelProblem(channel); !problem.empty())
            refuse("Channel \"" + displayText(clipped(channel.name, kMaxName)) +
                   "\" cannot be used: " + problem.substr(0, problem.size() - 1));
        if (!names.insert(channel.name).second)
            refuse("Two channels are called \"" + channel.name + "\"");
    }
}

} // namespace

const char* channelTypeName(ChannelType type) {
    return kTypeNames[static_cast<std::size_t>(type)];
}

std::optional<ChannelType> channelTypeFromName(std::string_view name) {
    return valueOfWord<ChannelType>(kTypeNames, name);
}

const char* webhookShapeName(WebhookShape shape) {
    return kShapeNames[static_cast<std::size_t>(shape)];
}

std::optional<WebhookShape> webhookShapeFromName(std::string_view name) {
    return valueOfWord<WebhookShape>(kShapeNames, name);
}

bool ChannelSettings::takes(const Notice& notice) const {
    if (!enabled)
        return false;
    return notice.kind == NoticeKind::Test || (notice.level >= level && (kinds.empty() || kinds.contains(notice.kind)));
}

std::string ChannelSettings::place() const {
    switch (type) {
    case ChannelType::Desktop:
        return "this desktop";
    case ChannelType::Webhook:
    case ChannelType::Ntfy:
        return displayServer(url);
    case ChannelType::Command:
        return displayText(program);
    case ChannelType::Mail:
        return displayText(to);
    }
    return {};
}

std::string channelProblem(const ChannelSettings& channel) {
    if (!isOneWord(channel.name) || channel.name.size() > kMaxName || channel.name[0] == '-')
        return "Its name must be one word of at most " + std::to_string(kMaxName) + " letters.";
    switch (channel.type) {
    case ChannelType::Desktop:
        return {};
    case ChannelType::Webhook:
    case ChannelType::Ntfy:
        return urlProblem(channel.url);
    case ChannelType::Command:
        return channel.program.empty() ? "It needs a program." : programProblem(channel);
    case ChannelType::Mail:
        return !isMailAddress(channel.to) ? "Its address is not a valid one." : programProblem(channel);
    }
    return {};
}

const ChannelSettings* NoticeSettings::find(std::string_view name) const {
    const auto found = std::find_if(channels.begin(), channels.end(),
                                    [name](const ChannelSettings& channel) { return channel.name == name; });
    return found == channels.end() ? nullptr : &*found;
}

std::string NoticeSettings::freeName(ChannelType type) const {
    std::string name = channelTypeName(type);
    for (int number = 2; find(name) != nullptr; ++number)
        name = std::string(channelTypeName(type)) + "-" + std::to_string(number);
    return name;
}

std::string noticeSettingsFile() {
    return defaultConfigFolder() + "/notices.json";
}

NoticeSettings readNoticeSettings(const std::string& file) {
    std::error_code error;
    if (std::filesystem::status(file, error).type() == std::filesystem::file_type::not_found)
        return {};
    const std::string text = readSmallFile(file, kMaxFileBytes), place = displayText(file);
    try {
        const Json json = parseStrictJson(text, place, kMaxFileBytes);
        requireKeys(json, {"format", "channels"}, "The file");
        std::int64_t format = 0;
        take(json, "format", format);
        if (format != 1)
            refuse("It is not of format 1");
        const auto channels = json.find("channels");
        if (channels == json.end() || !channels->is_array())
            refuse("It has no list of channels");
        NoticeSettings settings;
        for (const Json& channel : *channels)
            settings.channels.push_back(channelOf(channel));
        requireUsable(settings);
        return settings;
    } catch (const Error& error2) {
        // The parser's words quote what it stumbled over, which may be a secret.
        const bool isParser = error2.message().title == "This file is not valid JSON";
        throw Error(ErrorKind::Config, {"The settings of notices cannot be used", place,
                                        isParser ? "It is not valid JSON. It was left as it is."
                                                 : error2.message().title + ". It was left as it is.",
                                        "Correct it, or delete it and set the channels anew."});
    }
}

void writeNoticeSettings(const std::string& file, const NoticeSettings& settings) {
    requireUsable(settings);
    nlohmann::ordered_json json{{"format", 1}, {"channels", nlohmann::ordered_json::array()}};
    for (const ChannelSettings& channel : settings.channels)
        json["channels"].push_back(jsonOf(channel));
    makeFolder(folderOf(file));
    // Bytes of a program's path that are no UTF-8 cannot be kept in JSON.
    try {
        writeFileAtomically(file, json.dump(2) + "\n", AtomicFile::Kind::Private);
    } catch (const Json::exception&) {
        throw Error(ErrorKind::Config, "A channel holds text that is not UTF-8");
    }
}

} // namespace studio
