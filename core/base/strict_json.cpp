// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/strict_json.h"

#include <set>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace studio {

namespace {

constexpr int kMaxDepth = 32;

/// Watches the parser: refuses nesting beyond kMaxDepth and a key that an object has already.
class Guard {
public:
    bool operator()(int depth, nlohmann::json::parse_event_t event, const nlohmann::json& parsed) {
        using Event = nlohmann::json::parse_event_t;
        if (depth > kMaxDepth)
            problem_ = "it is nested too deeply";
        if (event == Event::object_start)
            keys_.emplace_back();
        else if (event == Event::object_end && !keys_.empty())
            keys_.pop_back();
        else if (event == Event::key && !keys_.empty() && !keys_.back().insert(parsed.get<std::string>()).second)
            problem_ = "the key \"" + parsed.get<std::string>() + "\" appears twice";
        if (!problem_.empty())
            throw Error(ErrorKind::Config, problem_);
        return true;
    }

private:
    std::vector<std::set<std::string>> keys_;
    std::string problem_;
};

} // namespace

nlohmann::json parseStrictJson(const std::string& text, const std::string& place, std::size_t maxBytes) {
    const auto refuse = [&](const std::string& why) {
        return Error(ErrorKind::Config, {"This file is not valid JSON", place + ": " + why, {}, {}});
    };
    if (text.size() > maxBytes)
        throw refuse("it is larger than " + std::to_string(maxBytes) + " bytes");
    try {
        Guard guard;
        return nlohmann::json::parse(
            text, [&guard](int depth, auto event, auto& value) { return guard(depth, event, value); });
    } catch (const Error& error) {
        throw refuse(error.message().title);
    } catch (const nlohmann::json::exception& error) {
        std::string why = error.what();
        if (const auto at = why.find("] "); at != std::string::npos)
            why = why.substr(at + 2);
        throw refuse(why);
    }
}

} // namespace studio
