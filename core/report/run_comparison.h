// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <stop_token>
#include <string>
#include <vector>

namespace studio {

/// What a row of a comparison is about, in the order of the rows.
enum class ComparisonPart { Results, Recipe, Data };
/// How its cells are to be read; a window writes numbers as its reader's language does.
enum class ComparisonForm {
    Text,
    Percent,  ///< number: fraction 0..1
    Loss,     ///< number
    Count,    ///< number
    Duration, ///< number: seconds
    Speed,    ///< number: pictures a second
    Names,    ///< beside the first run's: onlyHere, onlyThere
};

/// Digits behind the point of its numbers, wherever they are shown: two cells differ where these do.
int decimalsOf(ComparisonForm form);

struct ComparisonCell {
    bool known = false; ///< false: the run does not tell
    std::string text;   ///< C locale, bytes as they were found; empty where not known and for ComparisonForm::Names
    double number = std::numeric_limits<double>::quiet_NaN();
    std::int64_t onlyHere = 0, onlyThere = 0; ///< names that the first run does not have, and that it alone has
    bool differs = false;                     ///< from the first run's, where both are known
};

struct ComparisonRow {
    ComparisonPart part = ComparisonPart::Results;
    std::string key; ///< "best_top1"; of the recipe its key. The words of "state" are those of runStateName(), of
                     ///< "val_source" "folder" and "split"
    ComparisonForm form = ComparisonForm::Text;
    std::vector<ComparisonCell> cells; ///< one per run

    bool differs() const;
};

struct ComparedColumn {
    std::string folder, name;
    std::string problem; ///< what of it could not be read; empty = nothing
};

/// Two to six runs side by side, as values: the first is the one that the others are held against. What a run does not
/// tell is absent, never guessed.
struct RunComparison {
    static constexpr std::size_t kLeast = 2, kMost = 6;
    std::vector<ComparedColumn> columns;
    std::vector<ComparisonRow> rows; ///< all of them; those that say the same everywhere too
};

/// Reads the runs, also ones that train just now; writes nothing. A run that is damaged or gone becomes a column with a
/// problem. Pictures are compared by their names below the data's folder: of their content a run keeps no record. Any
/// thread; with lists of a million names it takes seconds. Throws Error(Usage) unless there are kLeast to kMost;
/// returns early, with less known, once `stop` is requested.
RunComparison compareRuns(const std::vector<std::string>& folders, const std::stop_token& stop = {});

/// Which of the rows a table shows: of the recipe those that differ, unless `all`.
bool isShown(const ComparisonRow& row, bool all);
/// English words for a row and a cell: for the command line and for files.
std::string comparisonLabel(const ComparisonRow& row);
std::string comparisonText(const ComparisonRow& row, std::size_t run);
/// With a head line, comma-separated, C locale; lines end in CR LF.
std::string comparisonCsv(const RunComparison& comparison, bool all);

} // namespace studio
