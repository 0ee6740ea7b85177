// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/infer/answers_read.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/base/text_lines.h"
#include "core/infer/answers_form.h"

namespace studio {

namespace {

using Json = nlohmann::json;

constexpr const char* kTitle = "This is no result of classify or evaluate";
constexpr const char* kNext = "Name a file that --out of one of them wrote, as it was written.";
/// A row may hold the probability of each of 21,841 classes.
constexpr TextLines::Bounds kBounds{16u << 20, 1ull << 40};

float numberIn(const std::string& text, const std::function<Error(const std::string&)>& refused) {
    float value = std::numeric_limits<float>::quiet_NaN(); // an empty field stands for it
    const char* const end = text.data() + text.size();
    const auto [at, problem] = std::from_chars(text.data(), end, value);
    if (!text.empty() && (at != end || problem == std::errc::invalid_argument))
        throw refused("\"" + displayText(text) + "\" is no number");
    return value;
}

class CsvAnswers {
public:
    CsvAnswers(TextLines& lines, const std::function<void(const AnswerRow&)>& take)
        : lines_(lines)
        , table_(lines, ',')
        , take_(take) {}

    void read() {
        readHead();
        for (std::vector<std::string> fields; table_.next(fields);) {
            if (fields.size() == 1 && fields[0].empty())
                continue;
            if (fields.size() != columns_)
                throw lines_.refused(table_.line(), "it has " + std::to_string(fields.size()) +
                                                        " fields, where the first line names " +
                                                        std::to_string(columns_));
            take_(rowOf(fields));
        }
    }

private:
    void readHead() {
        std::vector<std::string> names;
        if (!table_.next(names) || names.size() < 3 || names[0] + ',' + names[1] + ',' + names[2] != kAnswersCsvHead)
            throw lines_.refused(1, "it does not begin with " + std::string(kAnswersCsvHead));
        columns_ = names.size();
        for (std::size_t at = 3; at + 2 < columns_ && isAnswer(&names[at]); at += 3)
            ++top_;
    }

    /// The three columns of the next answer. Files of earlier versions have the bare names of classes behind them, and
    /// one may be called top2.
    bool isAnswer(const std::string* names) const {
        const std::string top = "top" + std::to_string(top_ + 1);
        return names[0] == top && names[1] == top + "_name" && names[2] == top + "_probability";
    }

    std::string nameIn(const std::string& field) const {
        try {
            return unescapeBytes(csvPlain(field));
        } catch (const Error&) {
            throw lines_.refused(table_.line(), "in \"" + displayText(field) + "\" a % is not written as %25");
        }
    }

    AnswerRow rowOf(const std::vector<std::string>& fields) const {
        const auto refused = [this](const std::string& why) { return lines_.refused(table_.line(), why); };
        AnswerRow row{.picture = nameIn(fields[0]),
                      .truth = nameIn(fields[2]),
                      .problem = csvPlain(fields[1]),
                      .top = {},
                      .probabilities = {}};
        if (!row.problem.empty())
            return row;
        for (std::size_t i = 0; i < top_ && !fields[3 + 3 * i].empty(); ++i) {
            const std::string* const field = &fields[3 + 3 * i];
            row.top.push_back({-1, nameIn(field[0]), csvPlain(field[1]), numberIn(field[2], refused)});
        }
        for (std::size_t i = 3 + 3 * top_; i < columns_; ++i)
            row.probabilities.push_back(numberIn(fields[i], refused));
        return row;
    }

    TextLines& lines_;
    CsvReader table_;
    const std::function<void(const AnswerRow&)>& take_;
    std::size_t columns_ = 0, top_ = 0;
};

class JsonAnswers {
public:
    JsonAnswers(TextLines& lines, const std::function<void(const AnswerRow&)>& take)
        : lines_(lines)
        , take_(take) {}

    AnswersAbout read() {
        std::string line;
        if (!lines_.next(line) || !line.starts_with(kAnswersJsonHead) || !line.ends_with(kAnswersJsonRows))
            throw lines_.refused(1, "it does not begin as such a file does");
        AnswersAbout about;
        about.model = textOf(parsed(line + "]}"), "model");
        while (lines_.next(line)) {
            if (line.starts_with(']')) {
                const Json end = parsed("{\"pictures\":[" + line);
                requireCount(end, "count", rows_);
                requireCount(end, "problems", problems_);
                if (end.contains("complete") && end["complete"].is_boolean())
                    about.complete = end["complete"].get<bool>();
                return about;
            }
            if (line.ends_with(','))
                line.pop_back();
            if (line.empty())
                continue;
            const AnswerRow row = rowOf(parsed(line));
            ++rows_;
            problems_ += row.problem.empty() ? 0 : 1;
            take_(row);
        }
        throw lines_.refused(lines_.number(), "the file ends in the middle");
    }

private:
    Json parsed(const std::string& text) const {
        try {
            Json json = parseStrictJson(text, "JSON", kBounds.line + 64);
            if (json.is_object())
                return json;
        } catch (const Error& error) {
            throw refused(error.message().place);
        }
        throw refused("it is no JSON object");
    }

    Error refused(const std::string& why) const { return lines_.refused(lines_.number(), displayText(why)); }

    /// A line that somebody took out is missed.
    void requireCount(const Json& end, const char* key, std::int64_t count) const {
        const auto told = end.find(key);
        if (told == end.end() || !told->is_number_integer())
            throw refused(std::string("it does not tell \"") + key + '"');
        if (told->get<std::int64_t>() != count)
            throw refused(std::string("\"") + key + "\" is " + told->dump() + ", but there are " + grouped(count));
    }

    /// Empty where there is none.
    std::string textOf(const Json& json, const char* key) const {
        const auto found = json.find(key);
        if (found == json.end())
            return {};
        if (!found->is_string())
            throw refused(std::string("\"") + key + "\" is no text");
        try {
            return std::string(key) == "name" || std::string(key) == "error" ? found->get<std::string>()
                                                                             : unescapeBytes(found->get<std::string>());
        } catch (const Error& error) {
            throw refused(error.message().title);
        }
    }

    /// Empty where there is none.
    const Json& arrayIn(const Json& json, const char* key) const {
        static const Json nothing = Json::array();
        const auto found = json.find(key);
        if (found != json.end() && !found->is_array())
            throw refused(std::string("\"") + key + "\" is no list");
        return found == json.end() ? nothing : *found;
    }

    float numberOf(const Json& json) const {
        if (!json.is_number() && !json.is_null())
            throw refused("a probability is no number");
        return json.is_null() ? std::numeric_limits<float>::quiet_NaN() : json.get<float>();
    }

    AnswerRow rowOf(const Json& json) const {
        AnswerRow row{.picture = textOf(json, "file"),
                      .truth = textOf(json, "label"),
                      .problem = textOf(json, "error"),
                      .top = {},
                      .probabilities = {}};
        if (row.picture.empty())
            throw refused("it names no picture");
        for (const Json& answer : arrayIn(json, "top")) {
            if (!answer.is_object() || !answer.contains("probability"))
                throw refused("an answer is none");
            const auto index = answer.find("index");
            const bool isTold = index != answer.end() && index->is_number_integer();
            row.top.push_back({isTold ? index->get<std::int32_t>() : -1, textOf(answer, "class"),
                               textOf(answer, "name"), numberOf(answer["probability"])});
        }
        for (const Json& value : arrayIn(json, "probabilities"))
            row.probabilities.push_back(numberOf(value));
        return row;
    }

    TextLines& lines_;
    const std::function<void(const AnswerRow&)>& take_;
    std::int64_t rows_ = 0, problems_ = 0;
};

/// A table has no mark at its end; but each of its lines has one.
bool endsInALine(const std::string& path) {
    const FileDescriptor file = openToRead(path);
    struct stat info {};
    std::array<std::byte, 1> last{};
    return file.isOpen() && ::fstat(file.get(), &info) == 0 && info.st_size > 0 &&
           readAt(file.get(), last, static_cast<std::uint64_t>(info.st_size) - 1) == 1 && last[0] == std::byte{'\n'};
}

} // namespace

AnswersAbout readAnswers(const std::string& path, const std::function<void(const AnswerRow&)>& take) {
    bool isJson = false;
    {
        TextLines lines(path, kTitle, kNext, kBounds);
        std::string first;
        isJson = lines.next(first) && first.starts_with('{');
    }
    TextLines lines(path, kTitle, kNext, kBounds);
    if (isJson)
        return JsonAnswers(lines, take).read();
    CsvAnswers(lines, take).read();
    if (!endsInALine(path))
        throw lines.refused(lines.number(), "the file ends in the middle of it");
    return {};
}

} // namespace studio
