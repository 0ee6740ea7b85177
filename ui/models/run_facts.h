// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <QByteArray>
#include <QString>

#include "core/run/run_folder.h"
#include "core/run/run_notes.h"

namespace studio {

/// What is known of a run beside its summary.
struct RunFacts {
    RunNotes notes;
    std::map<std::string, std::string> recipe; ///< readRecipeWords()
    friend bool operator==(const RunFacts&, const RunFacts&) = default;
};
using FactsOfRuns = std::map<std::string, std::shared_ptr<const RunFacts>>; ///< by run folder; none is null

/// Its own name where it has one, else its folder's.
QString shownName(const RunSummary& run, const RunFacts& facts);

/// The same for a question about it: with its folder's name, where that is another one.
QString fullName(const RunSummary& run, const RunFacts& facts);

/// Whether each word of `search` is found in the run: anywhere in its names, tags, note, network, data and state, or,
/// for KEY=VALUE, in that one: tag=baseline, state=failed, or a key of its recipe: batch_size=256. Words in quotes stay
/// together.
bool matchesSearch(const RunSummary& run, const RunFacts& facts, const QString& search);

/// The runs as CSV with a head line; numbers as they are kept (shares, seconds, bytes), lines end in CR LF. A text that
/// a spreadsheet would take for a formula begins with an apostrophe.
QByteArray csvOf(const std::vector<std::pair<RunSummary, RunFacts>>& runs);

} // namespace studio
