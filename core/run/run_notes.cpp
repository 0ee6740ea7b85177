// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_notes.h"

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/read_error.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

constexpr std::size_t kMaxFileBytes = 256u << 10;

std::string notesFile(const std::string& runFolder) {
    return runFolder + "/notes.json";
}

std::string trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(kSpace);
    if (begin == std::string_view::npos)
        return {};
    return std::string(text.substr(begin, text.find_last_not_of(kSpace) - begin + 1));
}

constexpr std::size_t kAll = std::string::npos;

bool begins(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

/// The first `limit` characters.
std::string cut(std::string text, std::size_t limit) {
    std::size_t characters = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (begins(text[at]) && characters++ == limit) {
            text.resize(at);
            break;
        }
    }
    return text;
}

std::string cleanLine(std::string_view text, std::size_t limit = kAll) {
    return trimmed(cut(displayText(trimmed(text)), limit));
}

std::string cleanNote(std::string_view text, std::size_t limit = kAll) {
    std::string out;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (at > 0)
            out += '\n';
        out += displayText(line);
        at = end + 1;
    }
    return trimmed(cut(std::move(out), limit));
}

void addTag(std::vector<std::string>& tags, std::string_view text, std::size_t limit = kAll,
            std::size_t most = kMaxRunTags + 1) {
    std::string tag = cleanLine(text, limit);
    std::replace(tag.begin(), tag.end(), ',', ' ');
    if (!tag.empty() && tags.size() < most && std::find(tags.begin(), tags.end(), tag) == tags.end())
        tags.push_back(std::move(tag));
}

void requireAtMost(std::size_t limit, const std::string& text, const char* title) {
    if (const std::size_t count = charactersOf(text); count > limit)
        throw Error(ErrorKind::Usage, {title,
                                       grouped(static_cast<std::int64_t>(count)) + " characters; " +
                                           grouped(static_cast<std::int64_t>(limit)) + " are the most",
                                       "Nothing was written.", "Shorten it."});
}

void requireFit(const RunNotes& notes) {
    requireAtMost(kMaxRunName, notes.name, "The name is too long");
    requireAtMost(kMaxRunNote, notes.note, "The note is too long");
    for (const std::string& tag : notes.tags)
        requireAtMost(kMaxRunTag, tag, "A tag is too long");
    if (notes.tags.size() > kMaxRunTags)
        throw Error(ErrorKind::Usage, {"There are too many tags", std::to_string(kMaxRunTags) + " are the most",
                                       "Nothing was written.", "Leave some out."});
}

} // namespace

std::size_t charactersOf(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins));
}

RunNotes cleanNotes(const RunNotes& notes) {
    RunNotes clean{cleanLine(notes.name), cleanNote(notes.note), {}};
    for (const std::string& tag : notes.tags)
        addTag(clean.tags, tag);
    return clean;
}

std::vector<std::string> tagsOf(std::string_view commaSeparated) {
    std::vector<std::string> tags;
    for (std::size_t at = 0; at <= commaSeparated.size();) {
        const std::size_t end = std::min(commaSeparated.find(',', at), commaSeparated.size());
        addTag(tags, commaSeparated.substr(at, end - at));
        at = end + 1;
    }
    return tags;
}

std::string tagText(const std::vector<std::string>& tags) {
    std::string text;
    for (const std::string& tag : tags)
        text += (text.empty() ? "" : ", ") + tag;
    return text;
}

RunNotes readRunNotes(const std::string& runFolder) {
    const std::string path = notesFile(runFolder);
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0) {
        if (errno == ENOENT)
            return {};
        throw readError("Cannot read a run's notes", displayText(path), errno);
    }
    const std::string text = readSmallFile(path, kMaxFileBytes);
    RunNotes notes;
    try {
        const auto json = parseStrictJson(text, path, kMaxFileBytes);
        notes.name = cleanLine(json.value("name", std::string()), kMaxRunName);
        notes.note = cleanNote(json.value("note", std::string()), kMaxRunNote);
        if (json.contains("tags")) {
            for (const auto& tag : json.at("tags"))
                addTag(notes.tags, tag.get<std::string>(), kMaxRunTag, kMaxRunTags);
        }
    } catch (const std::exception& error) {
        throw Error(ErrorKind::Corrupt, {"A run's notes are damaged", displayText(path) + ": " + error.what(),
                                         "The run itself is as it was.", "Write them anew, or remove the file."});
    }
    return notes;
}

void writeRunNotes(const std::string& runFolder, const RunNotes& notes) {
    requireRun(runFolder);
    const std::string path = notesFile(runFolder);
    const RunNotes clean = cleanNotes(notes);
    requireFit(clean);
    if (clean == RunNotes()) {
        if (::unlink(path.c_str()) != 0 && errno != ENOENT)
            throw systemError("Cannot remove a run's notes", displayText(path), errno);
        return;
    }
    nlohmann::ordered_json json{{"format", kRunFormatVersion}, {"name", clean.name}, {"note", clean.note}};
    json["tags"] = clean.tags;
    writeFileAtomically(path, json.dump(1) + "\n");
}

std::map<std::string, std::string> readRecipeWords(const std::string& runFolder) {
    const std::string path = RunPaths(runFolder).recipe;
    const auto json = parseStrictJson(readSmallFile(path, 1u << 20), path);
    std::map<std::string, std::string> words;
    if (!json.is_object())
        return words;
    for (const auto& [key, value] : json.items()) {
        if (value.is_string())
            words[key] = displayText(value.get<std::string>());
        else if (value.is_number() || value.is_boolean())
            words[key] = value.dump();
    }
    return words;
}

} // namespace studio
