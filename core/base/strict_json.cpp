// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/strict_json.h"

#include <string>
#include <unordered_set>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/text.h"

namespace studio {

namespace {

constexpr std::size_t kMaxDepth = 32;

/// For a message, which also names what it read last: that may be all of the text.
std::string cut(const std::string& text) {
    constexpr std::size_t kLongest = 300;
    return text.size() <= kLongest ? text : displayText(text.substr(0, kLongest)) + "...";
}

/// Looks at the text before anything of it is kept: nesting, keys that an object has already, and how much there is.
/// The library's own hook looks through the whole parent at the end of each object, which takes hours for a large one.
class Guard final : public nlohmann::json_sax<nlohmann::json> {
public:
    Guard(std::size_t maxValues, std::size_t maxKeys)
        : left_(maxValues)
        , maxKeys_(maxKeys) {}

    bool null() override { return count(); }
    bool boolean(bool) override { return count(); }
    bool number_integer(number_integer_t) override { return count(); }
    bool number_unsigned(number_unsigned_t) override { return count(); }
    bool number_float(number_float_t, const string_t&) override { return count(); }
    bool string(string_t&) override { return count(); }
    bool binary(binary_t&) override { return count(); }
    bool start_object(std::size_t) override { return open(); }
    bool start_array(std::size_t) override { return open(); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        if (!open_.back().insert(name).second)
            throw Error(ErrorKind::Config, "the key \"" + cut(name) + "\" appears twice");
        if (open_.back().size() > maxKeys_)
            throw Error(ErrorKind::Config, "an object in it has too many keys");
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
        return false; // the parser that keeps it says so, in the same place
    }

private:
    bool count() {
        if (left_-- == 0)
            throw Error(ErrorKind::Config, "it holds too many values");
        return true;
    }
    bool open() {
        if (open_.size() == kMaxDepth)
            throw Error(ErrorKind::Config, "it is nested too deeply");
        open_.emplace_back();
        return count();
    }
    bool close() {
        open_.pop_back();
        return true;
    }
    std::vector<std::unordered_set<std::string>> open_; ///< the keys of each object; none of an array
    std::size_t left_, maxKeys_;
};

} // namespace

nlohmann::json parseStrictJson(const std::string& text, const std::string& place, std::size_t maxBytes,
                               std::size_t maxValues, std::size_t maxKeys) {
    const auto refuse = [&](const std::string& why) {
        return Error(ErrorKind::Config, {"This file is not valid JSON", place + ": " + why, {}, {}});
    };
    if (text.size() > maxBytes)
        throw refuse("it is larger than " + std::to_string(maxBytes) + " bytes");
    try {
        Guard guard(maxValues, maxKeys);
        nlohmann::json::sax_parse(text, &guard);
        return nlohmann::json::parse(text);
    } catch (const Error& error) {
        throw refuse(error.message().title);
    } catch (const nlohmann::json::exception& error) {
        std::string why = error.what();
        if (const auto at = why.find("] "); at != std::string::npos)
            why = why.substr(at + 2);
        throw refuse(cut(why));
    }
}

} // namespace studio
