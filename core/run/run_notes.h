// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace studio {

/// What a person wrote down about a run. It lies in RUN/notes.json, so that it goes with the folder into a backup and
/// to another machine. The name is for the eye alone: every command, the queue and a resume go by the folder, which
/// keeps its path.
struct RunNotes {
    std::string name;              ///< shown in place of the folder's; empty = the folder's is shown
    std::string note;              ///< several lines
    std::vector<std::string> tags; ///< in the order given, each once
    friend bool operator==(const RunNotes&, const RunNotes&) = default;
};

inline constexpr std::size_t kMaxRunName = 120; ///< characters, see charactersOf()
inline constexpr std::size_t kMaxRunNote = 16'384;
inline constexpr std::size_t kMaxRunTag = 40;
inline constexpr std::size_t kMaxRunTags = 32;

/// Characters of UTF-8, whatever bytes each takes.
std::size_t charactersOf(std::string_view text);
/// As they are kept: trimmed, control characters replaced, each tag once. Nothing is cut.
RunNotes cleanNotes(const RunNotes& notes);
/// "baseline, T4" -> its tags: trimmed, each once, empty ones left out, control characters replaced. Of more than
/// kMaxRunTags there is one too many, not all.
std::vector<std::string> tagsOf(std::string_view commaSeparated);
/// "baseline, T4".
std::string tagText(const std::vector<std::string>& tags);

/// Empty where there is no such file. The file may come from somebody else: bounded, and cleaned as if it were typed.
/// Any thread. Throws Error(Io, NoRight, Corrupt, Data).
RunNotes readRunNotes(const std::string& runFolder);
/// Writes the file as a whole, or removes it where nothing is noted. Also while the run trains. Any thread. Throws
/// Error, also Error(Usage) for notes over a limit; the old notes are then still there.
void writeRunNotes(const std::string& runFolder, const RunNotes& notes);

/// The values of the run's recipe that are one word or number, by the words of recipe.json: "batch_size" -> "256".
/// Any thread. Throws Error.
std::map<std::string, std::string> readRecipeWords(const std::string& runFolder);

} // namespace studio
