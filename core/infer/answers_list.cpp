// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/infer/answers_list.h"

#include <algorithm>
#include <filesystem>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/infer/answers_read.h"

namespace studio {

namespace {

constexpr std::size_t kLookedAt = 20; ///< one or two of them may be gone
constexpr std::uint64_t kFirstLine = 2;
constexpr std::size_t kLongestPath = 4095; ///< as the system takes them

/// Throws Error(Usage) where the first pictures are not where the paths lead.
void requireFound(const PictureListFile& list) {
    std::size_t relative = 0;
    for (std::size_t i = 0; i < list.size() && relative < kLookedAt; ++i) {
        std::error_code error;
        if (list.nameOf(i).starts_with('/'))
            continue;
        ++relative;
        if (std::filesystem::exists(list.pathOf(i), error))
            return;
    }
    if (relative > 0)
        throw Error(ErrorKind::Usage, {"The pictures of this result are not below its folder",
                                       displayText(list.file()) + ": it names " + displayText(list.nameOf(0)),
                                       {},
                                       "Say with --list-root where its paths begin."});
}

PictureListFile listOfAnswers(const std::string& file, const std::string& folder) {
    PictureListFile list(file, folder.empty() ? folderOf(file) : folder);
    std::unordered_map<std::string, std::int32_t> words;
    std::uint64_t line = kFirstLine;
    readAnswers(file, [&](const AnswerRow& row) {
        if (row.picture.empty() || row.picture.size() > kLongestPath || row.picture.find('\0') != std::string::npos)
            throw Error(ErrorKind::Data, {"A row of this result names no file",
                                          displayText(file) + ", line " + grouped(static_cast<std::int64_t>(line)),
                                          {},
                                          "Name a result as it was written."});
        std::int32_t word = -1;
        if (!row.truth.empty()) {
            const auto [at, isNew] = words.try_emplace(row.truth, static_cast<std::int32_t>(list.words().size()));
            word = isNew ? list.addWord(row.truth) : at->second;
        }
        list.add(row.picture, word, line++);
    });
    if (list.size() == 0)
        throw Error(ErrorKind::Data, {"This result names no picture", displayText(file), {}, "Name another list."});
    if (folder.empty())
        requireFound(list);
    return list;
}

} // namespace

bool isListOrAnswers(const std::string& path) {
    return isPictureList(path) || (std::filesystem::path(path).extension() == ".json" && isAnswersFile(path));
}

PictureListFile readListOrAnswers(const std::string& file, const std::string& folder) {
    return isAnswersFile(file) ? listOfAnswers(file, folder) : readPictureList(file, folder);
}

} // namespace studio
