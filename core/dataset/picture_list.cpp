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
#include "core/image/image_header.h"

namespace studio {

namespace {

constexpr const char* kTitle = "This list of pictures cannot be used";
constexpr const char* kNext = "Write one picture a line, and behind it its label if it has one.";
constexpr std::size_t kLongestPath = 4095; ///< as the system takes them
constexpr std::string_view kBlank = " \t";

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(kBlank);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(kBlank) + 1 - first);
}

bool isDigits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// What one record says.
struct Entry {
    std::string path, label;
};

// The words that the field's lists name their columns with, those that are meant first.
constexpr std::array kPathWords{"picture",   "path", "filepath",   "file_path",  "filename",
                                "file_name", "file", "image_path", "image_file", "image",
                                "img_path",  "img",  "name",       "image_id",   "id"};
constexpr std::array kLabelWords{"truth",  "label",    "class",       "class_name", "label_name",
                                 "target", "category", "class_index", "class_id",   "label_id"};

/// The field that is one of the words; of several the one whose word is first.
template<typename Words>
std::optional<std::size_t> columnOf(const std::vector<std::string>& fields, const Words& words) {
    constexpr std::size_t kLongestWord = 16;
    std::size_t best = words.size();
    std::optional<std::size_t> column;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].size() > kLongestWord)
            continue;
        const std::string field = lower(trimmed(fields[i]));
        const auto rank = static_cast<std::size_t>(std::find(words.begin(), words.end(), field) - words.begin());
        if (rank < best) {
            best = rank;
            column = i;
        }
    }
    return column;
}

/// Which fields of a record hold what.
struct Columns {
    std::size_t count = 0; ///< 0 = no line names them
    std::size_t path = 0;
    std::optional<std::size_t> label;
};

std::optional<Columns> namedColumns(const std::vector<std::string>& fields, bool isTable) {
    const auto path = columnOf(fields, kPathWords);
    if (!path || (fields.size() < 2 && !isTable))
        return std::nullopt;
    return Columns{fields.size(), *path, columnOf(fields, kLabelWords)};
}

bool isDivider(char c) {
    return c == ' ' || c == '\t' || c == ',';
}

/// What stands behind a path.
std::string_view labelIn(std::string_view rest) {
    rest = trimmed(rest);
    if (rest.starts_with(','))
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
    for (const std::string_view divider : {std::string_view("\t"), std::string_view(","), kBlank}) {
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

/// What a file's name and its first line tell of its form.
struct Form {
    char separator = 0;   ///< of a table; 0 = plain lines
    bool isMxnet = false; ///< .lst
    Columns columns;
};

class ListReader {
public:
    explicit ListReader(PictureListFile& list)
        : list_(list) {}

    void read() {
        form_ = formOf(list_.file());
        TextLines lines(list_.file(), kTitle, kNext, {});
        form_.separator != 0 ? readTable(lines) : readPlain(lines);
        if (list_.size() == 0)
            throw Error(ErrorKind::Data, {kTitle, displayText(list_.file()) + ": it names no picture", {}, kNext});
    }

private:
    /// Looks at the first line that says anything.
    static Form formOf(const std::string& file) {
        const std::string name = lower(baseName(file));
        Form form;
        form.isMxnet = name.ends_with(".lst");
        TextLines lines(file, kTitle, kNext, {});
        std::string first;
        while (lines.next(first) && (trimmed(first).empty() || first.starts_with('#'))) {
        }
        const bool isTable = name.ends_with(".csv") || name.ends_with(".tsv");
        if (name.ends_with(".csv"))
            form.separator = separatorIn(first);
        else if (name.ends_with(".tsv") || first.find('\t') != std::string::npos)
            form.separator = '\t';
        for (const char separator : {form.separator, '\t', ','}) {
            std::vector<std::string> fields;
            for (std::size_t at = 0; separator != 0 && at <= first.size(); ++at) {
                const std::size_t end = std::min(first.find(separator, at), first.size());
                fields.emplace_back(trimmed(std::string_view(first).substr(at, end - at)));
                at = end;
            }
            for (std::string& field : fields) { // a quoted name of a column
                if (field.size() > 1 && field.front() == '"' && field.back() == '"')
                    field = field.substr(1, field.size() - 2);
            }
            if (const auto columns = namedColumns(fields, isTable)) {
                form.separator = separator;
                form.columns = *columns;
                break;
            }
        }
        return form;
    }

    /// Spreadsheets of some countries write semicolons.
    static char separatorIn(const std::string& first) {
        if (first.find(',') == std::string::npos && !hasPictureExtension(trimmed(first))) {
            for (const char separator : {';', '\t'}) {
                if (first.find(separator) != std::string::npos)
                    return separator;
            }
        }
        return ',';
    }

    void readPlain(TextLines& lines) {
        for (std::string line; lines.next(line);) {
            const std::string_view said = trimmed(line);
            if (!said.empty() && said.front() != '#')
                take(lines, lines.number(), said.front() == '"' ? quotedEntry(said, lines) : plainEntry(said));
        }
    }

    void readTable(TextLines& lines) {
        CsvReader table(lines, form_.separator, '#');
        bool isHead = form_.columns.count > 0;
        for (std::vector<std::string> fields; table.next(fields);) {
            if (fields.size() == 1 && trimmed(fields[0]).empty())
                continue;
            if (!std::exchange(isHead, false))
                take(lines, table.line(), entryOf(fields, lines, table.line()));
        }
    }

    Entry entryOf(std::vector<std::string>& fields, const TextLines& lines, std::uint64_t line) const {
        const auto count = std::to_string(fields.size());
        const Columns& columns = form_.columns;
        if (columns.count > 0) {
            if (fields.size() > columns.count || fields.size() <= columns.path)
                throw lines.refused(line, "it has " + count + " fields, where the first line names " +
                                              std::to_string(columns.count));
            const bool hasLabel = columns.label && *columns.label < fields.size();
            std::string label = hasLabel ? std::string(trimmed(fields[*columns.label])) : std::string();
            return {std::move(fields[columns.path]), std::move(label)};
        }
        if (form_.isMxnet && fields.size() == 3 && isDigits(trimmed(fields[0])))
            return {std::move(fields[2]), wholeNumber(trimmed(fields[1]))};
        if (fields.size() > 2)
            throw lines.refused(line, "it has " + count +
                                          " fields; a first line must name them, \"path\" and \"label\" among them");
        if (fields.size() == 1 && form_.separator == '\t')
            return plainEntry(fields[0]);
        return {std::move(fields[0]), fields.size() > 1 ? std::string(trimmed(fields[1])) : std::string()};
    }

    void take(const TextLines& lines, std::uint64_t line, const Entry& entry) {
        if (entry.path.empty())
            throw lines.refused(line, "it names no picture");
        if (entry.path.size() > kLongestPath)
            throw lines.refused(line, "its path is longer than a path can be");
        if (line > std::numeric_limits<std::uint32_t>::max())
            throw lines.refused(line, "it has too many lines");
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
    Form form_;
    std::unordered_map<std::string, std::int32_t> known_;
};

} // namespace

std::string PictureListFile::pathOf(std::size_t index) const {
    const std::string_view name = names_[index];
    if (name.starts_with('/'))
        return std::string(name);
    std::string path = folder_;
    if (!path.ends_with('/'))
        path += '/';
    return path.append(name);
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
