// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/list_form_internal.h"

#include <algorithm>
#include <array>

#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/dataset/image_folder.h"

namespace studio {

namespace {

// The words that the field's lists name their columns with, those that are meant first.
constexpr std::array kPathWords{"picture",   "path", "filepath",   "file_path",  "filename",
                                "file_name", "file", "image_path", "image_file", "image",
                                "img_path",  "img",  "name",       "image_id",   "id"};
constexpr std::array kLabelWords{
    "truth",         "label",        "labels",       "class",       "class_name", "classname", "label_name",
    "target",        "ground_truth", "ground truth", "groundtruth", "y",          "y_true",    "category",
    "category_name", "species",      "breed",        "class_index", "class_id",   "label_id",  "category_id"};
/// Columns that hold no label, whatever is in them; "" is the one that pandas puts in front.
constexpr std::array kOtherWords{"",       "problem", "split", "set", "subset", "fold", "index", "width",
                                 "height", "bytes",   "size",  "md5", "sha256", "url",  "date",  "license"};

/// The field that is one of the words; of several the one whose word is first.
template<typename Words>
std::optional<std::size_t> columnOf(const std::vector<std::string>& fields, const Words& words) {
    constexpr std::size_t kLongestWord = 16;
    std::size_t best = words.size();
    std::optional<std::size_t> column;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].size() > kLongestWord)
            continue;
        const std::string field = lower(fields[i]);
        const auto rank = static_cast<std::size_t>(std::find(words.begin(), words.end(), field) - words.begin());
        if (rank < best) {
            best = rank;
            column = i;
        }
    }
    return column;
}

std::optional<ListColumns> namedColumns(const std::vector<std::string>& fields, bool isTable) {
    const bool isPicture =
        std::any_of(fields.begin(), fields.end(), [](const auto& f) { return hasPictureExtension(f); });
    const auto path = columnOf(fields, kPathWords);
    if (isPicture || !path || (fields.size() < 2 && !isTable)) // a class may be called "name"
        return std::nullopt;
    ListColumns columns{fields.size(), *path, columnOf(fields, kLabelWords), {}};
    for (std::size_t i = 0; i < fields.size() && !columns.label; ++i) {
        if (i != *path && !columnOf({fields[i]}, kOtherWords))
            columns.others.push_back(fields[i]);
    }
    return columns;
}

/// The first record with this separator; nothing where it is no such record.
std::optional<std::vector<std::string>> firstRecord(const std::string& file, std::uint64_t begin, char separator) {
    TextLines lines = linesOfList(file);
    std::string line;
    while (lines.number() < begin && lines.next(line)) {
    }
    CsvReader table(lines, separator, '#');
    std::vector<std::string> fields;
    try {
        do {
            if (!table.next(fields))
                return std::nullopt;
        } while (fields.size() == 1 && trimmed(fields[0]).empty());
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Data)
            throw;
        return std::nullopt; // a plain line with a quote in it, perhaps; reading it says what is wrong
    }
    for (std::string& field : fields)
        field = std::string(trimmed(field));
    return fields;
}

/// Spreadsheets of some countries write semicolons.
char separatorIn(const std::string& first) {
    if (first.find(',') == std::string::npos && !hasPictureExtension(trimmed(first))) {
        for (const char separator : {';', '\t'}) {
            if (first.find(separator) != std::string::npos)
                return separator;
        }
    }
    return ',';
}

/// Of Excel's first line "sep=;"; 0 = it is none.
char toldSeparator(const std::string& line) {
    const std::string said = lower(line);
    return said.size() == 5 && said.starts_with("sep=") ? said[4] : '\0';
}

/// The first line that says anything; empty at the end.
std::string firstOf(TextLines& lines) {
    std::string first;
    while (lines.next(first)) {
        if (!saysNothing(first))
            return first;
    }
    return {};
}

} // namespace

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t";
    const auto first = text.find_first_not_of(kBlank);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(kBlank) + 1 - first);
}

bool saysNothing(std::string_view line) {
    return trimmed(line).empty() || line.starts_with('#');
}

ListForm formOfList(const std::string& file) {
    const std::string name = lower(baseName(file));
    ListForm form;
    form.isMxnet = name.ends_with(".lst");
    TextLines lines = linesOfList(file);
    std::string first = firstOf(lines);
    const char told = toldSeparator(first);
    if (told != 0) {
        form.begin = lines.number();
        first = firstOf(lines);
    }
    if (first.find('\r') != std::string::npos && first.find('"') == std::string::npos)
        throw lines.refused(lines.number(), "its lines end with CR alone, as those of old Macs did; save it with LF");
    const bool isTable = told != 0 || name.ends_with(".csv") || name.ends_with(".tsv");
    if (told != 0)
        form.separator = told;
    else if (name.ends_with(".csv"))
        form.separator = separatorIn(first);
    else if (name.ends_with(".tsv") || first.find('\t') != std::string::npos)
        form.separator = '\t';
    for (const char separator : {form.separator, '\t', ',', ';'}) {
        if (separator == 0 || (separator != form.separator && first.find(separator) == std::string::npos))
            continue;
        const auto fields = firstRecord(file, form.begin, separator);
        if (!fields)
            continue;
        if (auto columns = namedColumns(*fields, isTable)) {
            form.separator = separator;
            form.columns = std::move(*columns);
            break;
        }
    }
    return form;
}

} // namespace studio
