// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/csv.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace studio {

namespace {

bool isNumber(std::string_view text) {
    if (text.starts_with('+')) // as from_chars() takes none
        text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

/// A dash alone stands for "not known".
bool isFormula(std::string_view text) {
    return !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos &&
           text != "-" && !isNumber(text);
}

/// One, or apostrophes before one: a text that has one of its own gets another, so that csvPlain() gives back both.
bool needsApostrophe(std::string_view text) {
    return isFormula(text.substr(std::min(text.find_first_not_of('\''), text.size())));
}

} // namespace

std::string csvField(const std::string& text) {
    if (text.find_first_of("\",\r\n") == std::string::npos)
        return text;
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
    return out + '"';
}

std::string csvText(const std::string& text) {
    return csvField(needsApostrophe(text) ? "'" + text : text);
}

std::string csvPlain(const std::string& text) {
    return text.starts_with('\'') && needsApostrophe(text) ? text.substr(1) : text;
}

/// `at` is behind the opening quote, and then behind the closing one, perhaps in a later line.
std::string CsvReader::quoted(std::string& line, std::size_t& at) {
    std::string field;
    for (;;) {
        const std::size_t quote = line.find('"', at);
        field.append(line, at, quote == std::string::npos ? quote : quote - at);
        if (quote == std::string::npos) {
            more_ += line.size() + 1;
            std::string following;
            if (more_ > lines_.bounds().line || !lines_.next(following))
                throw lines_.refused(begin_, "a quote is not closed");
            field += '\n';
            line = std::move(following);
            at = 0;
        } else if (quote + 1 < line.size() && line[quote + 1] == '"') {
            field += '"';
            at = quote + 2;
        } else {
            at = quote + 1;
            return field;
        }
    }
}

bool CsvReader::next(std::vector<std::string>& fields) {
    fields.clear();
    more_ = 0;
    std::string line;
    do {
        if (!lines_.next(line))
            return false;
    } while (comment_ != 0 && line.starts_with(comment_));
    begin_ = lines_.number();
    for (std::size_t at = 0;; ++at) { // a separator is passed
        if (fields.size() == kMostFields)
            throw lines_.refused(begin_, "it has too many fields");
        if (at < line.size() && line[at] == '"') {
            fields.push_back(quoted(line, ++at));
            if (at < line.size() && line[at] != separator_)
                throw lines_.refused(begin_, "something follows a closing quote");
        } else {
            const std::size_t end = std::min(line.find(separator_, at), line.size());
            fields.push_back(line.substr(at, end - at));
            at = end;
        }
        if (at == line.size())
            return true;
    }
}

} // namespace studio
