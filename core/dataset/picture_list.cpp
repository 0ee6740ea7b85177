// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/picture_list.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <unordered_map>
#include <utility>

#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/base/text_lines.h"
#include "core/dataset/image_folder.h"
#include "core/dataset/list_form_internal.h"
#include "core/image/image_header.h"

namespace studio {

namespace {

constexpr const char* kTitle = "This list of pictures cannot be used";
constexpr const char* kNext = "Write one picture a line, and behind it its label if it has one.";
constexpr std::size_t kLongestPath = 4095; ///< as the system takes them
constexpr std::string_view kBlank = " \t";

bool isDigits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string pathIn(const std::string& folder, std::string_view name) {
    if (name.starts_with('/'))
        return std::string(name);
    std::string path = folder;
    if (!path.ends_with('/'))
        path += '/';
    return path.append(name);
}

/// What one record says.
struct Entry {
    std::string path, label;
};

bool isDivider(char c) {
    return c == ' ' || c == '\t' || c == ',' || c == ';';
}

/// What stands behind a path.
std::string_view labelIn(std::string_view rest) {
    rest = trimmed(rest);
    if (rest.starts_with(',') || rest.starts_with(';'))
        rest = trimmed(rest.substr(1));
    return rest.size() > 1 && rest.front() == '"' && rest.back() == '"' ? rest.substr(1, rest.size() - 2) : rest;
}

/// A line of the plain form. The last place where a picture's name ends and something follows divides it.
Entry plainEntry(std::string_view line) {
    constexpr std::size_t kEnding = 6; // ".jpeg" and one more: the whole line would be looked through at each place
    line = trimmed(line);
    if (hasPictureExtension(line))
        return {std::string(line), {}};
    for (std::size_t at = line.size(); at-- > 1;) {
        const std::size_t from = at - std::min(at, kEnding);
        if (isDivider(line[at]) && !isDivider(line[at - 1]) && hasPictureExtension(line.substr(from, at - from)))
            return {std::string(line.substr(0, at)), std::string(labelIn(line.substr(at)))};
    }
    for (const std::string_view divider :
         {std::string_view("\t"), std::string_view(","), kBlank, std::string_view(";")}) {
        const auto at = line.find_last_of(divider);
        if (at != std::string_view::npos && at > 0)
            return {std::string(trimmed(line.substr(0, at))), std::string(labelIn(line.substr(at + 1)))};
    }
    return {std::string(line), {}};
}

/// A line that begins with a quote: its path, and the rest.
Entry quotedEntry(std::string_view line, const TextLines& lines) {
    std::string path;
    std::size_t at = 1;
    for (;; ++at) {
        if (at >= line.size())
            throw lines.refused(lines.number(), "a quote is not closed");
        if (line[at] == '"' && (at + 1 == line.size() || line[at + 1] != '"'))
            break;
        at += line[at] == '"';
        path += line[at];
    }
    const std::string_view rest = line.substr(at + 1);
    if (!rest.empty() && !isDivider(rest.front()))
        throw lines.refused(lines.number(), "something follows a closing quote");
    return {std::move(path), std::string(labelIn(rest))};
}

/// "4" of MXNet's "4.000000".
std::string wholeNumber(std::string_view text) {
    const auto dot = text.find('.');
    const bool isWhole = dot != std::string_view::npos && isDigits(text.substr(0, dot)) &&
                         text.substr(dot + 1).find_first_not_of('0') == std::string_view::npos;
    return std::string(isWhole ? text.substr(0, dot) : text);
}

bool isThere(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0;
}

/// A field without blanks at its ends, and without quotes that a blank before them kept from being read as such.
std::string labelField(const std::string& field) {
    const std::string_view said = trimmed(field);
    const bool isQuoted = said.size() > 1 && said.data() > field.data() && said.front() == '"' && said.back() == '"';
    return std::string(isQuoted ? said.substr(1, said.size() - 2) : said);
}

class ListReader {
public:
    explicit ListReader(PictureListFile& list)
        : list_(list) {}

    void read() {
        form_ = formOfList(list_.file());
        list_.setOtherColumns(form_.columns.others);
        TextLines lines = linesOfList(list_.file());
        for (std::string line; lines.number() < form_.begin && lines.next(line);) {
        }
        form_.separator != 0 ? readTable(lines) : readPlain(lines);
        if (list_.size() == 0)
            throw Error(ErrorKind::Data, {kTitle, displayText(list_.file()) + ": it names no picture", {}, kNext});
    }

private:
    void readPlain(TextLines& lines) {
        for (std::string line; lines.next(line);) {
            const std::string_view said = trimmed(line);
            if (said.empty())
                continue;
            Entry entry = said.front() == '"' ? quotedEntry(said, lines) : plainEntry(said);
            if (said.front() != '#' || isThere(pathIn(list_.folder(), entry.path))) // else a comment
                take(lines, lines.number(), std::move(entry));
        }
    }

    /// Comments stand above the first record only: a picture may be called "#1.jpg".
    void readTable(TextLines& lines) {
        CsvReader first(lines, form_.separator, '#'), rest(lines, form_.separator);
        bool isFirst = true;
        for (std::vector<std::string> fields; (isFirst ? first : rest).next(fields);) {
            if (fields.size() == 1 && trimmed(fields[0]).empty())
                continue;
            const std::uint64_t line = isFirst ? first.line() : rest.line();
            if (!std::exchange(isFirst, false) || form_.columns.count == 0)
                take(lines, line, entryOf(fields, lines, line));
        }
    }

    Entry entryOf(std::vector<std::string>& fields, const TextLines& lines, std::uint64_t line) const {
        const auto count = std::to_string(fields.size());
        const ListColumns& columns = form_.columns;
        if (columns.count > 0) {
            if (fields.size() > columns.count || fields.size() <= columns.path)
                throw lines.refused(line, "it has " + count + " fields, where the first line names " +
                                              std::to_string(columns.count));
            const bool hasLabel = columns.label && *columns.label < fields.size();
            std::string label = hasLabel ? labelField(fields[*columns.label]) : std::string();
            return {std::move(fields[columns.path]), std::move(label)};
        }
        if (form_.isMxnet && fields.size() == 3 && isDigits(trimmed(fields[0])))
            return {std::move(fields[2]), wholeNumber(trimmed(fields[1]))};
        if (fields.size() > 2)
            throw lines.refused(line, "it has " + count +
                                          " fields; a first line must name them, \"path\" and \"label\" among them");
        if (fields.size() == 1 && form_.separator == '\t')
            return plainEntry(fields[0]);
        return {std::move(fields[0]), fields.size() > 1 ? labelField(fields[1]) : std::string()};
    }

    /// As it is written, if that is there; else without blanks at its ends and with Windows' separators turned, if
    /// that is. Nothing is looked at where the name leaves no doubt.
    void findName(std::string& name) {
        const bool isWindows = name.find('\\') != std::string::npos;
        if ((!isWindows && trimmed(name).size() == name.size()) || isThere(pathIn(list_.folder(), name)))
            return;
        std::string other(trimmed(name));
        std::replace(other.begin(), other.end(), '\\', '/');
        if (other.empty() || !isThere(pathIn(list_.folder(), other)))
            return;
        if (isWindows)
            list_.countTurned();
        name = std::move(other);
    }

    void take(const TextLines& lines, std::uint64_t line, Entry entry) {
        if (entry.path.empty())
            throw lines.refused(line, "it names no picture");
        if (entry.path.size() > kLongestPath)
            throw lines.refused(line, "its path is longer than a path can be");
        if (line > std::numeric_limits<std::uint32_t>::max())
            throw lines.refused(line, "it has too many lines");
        findName(entry.path);
        list_.add(entry.path, wordOf(entry.label), line);
    }

    std::int32_t wordOf(const std::string& label) {
        if (label.empty())
            return -1;
        const auto [at, isNew] = known_.try_emplace(label, static_cast<std::int32_t>(list_.words().size()));
        if (isNew)
            list_.addWord(label);
        return at->second;
    }

    PictureListFile& list_;
    ListForm form_;
    std::unordered_map<std::string, std::int32_t> known_;
};

} // namespace

TextLines linesOfList(const std::string& file) {
    return TextLines(file, kTitle, kNext, {});
}

std::string PictureListFile::pathOf(std::size_t index) const {
    return pathIn(folder_, names_[index]);
}

void PictureListFile::add(std::string_view name, std::int32_t word, std::uint64_t line) {
    names_.add(name);
    words_.push_back(word);
    lines_.push_back(static_cast<std::uint32_t>(line));
}

std::int32_t PictureListFile::addWord(std::string word) {
    distinct_.push_back(std::move(word));
    return static_cast<std::int32_t>(distinct_.size()) - 1;
}

bool isPictureList(const std::string& path) {
    constexpr std::array kEndings{".txt", ".csv", ".tsv", ".lst", ".list"};
    const std::string name = lower(baseName(path));
    if (std::none_of(kEndings.begin(), kEndings.end(), [&name](const char* ending) { return name.ends_with(ending); }))
        return false;
    const FileDescriptor file = openToRead(path);
    struct stat info {};
    if (!file.isOpen() || ::fstat(file.get(), &info) != 0)
        return true; // reading it says what is wrong
    if (!S_ISREG(info.st_mode))
        return false;
    std::array<std::byte, 64> first{};
    const auto got = readAt(file.get(), first, 0).value_or(0);
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(first.data());
    return imageFormatOf({bytes, got}) == ImageFormat::Unknown;
}

PictureListFile readPictureList(const std::string& file, const std::string& folder) {
    PictureListFile list(file, folder.empty() ? folderOf(file) : folder);
    ListReader(list).read();
    return list;
}

} // namespace studio
