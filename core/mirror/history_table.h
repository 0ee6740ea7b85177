// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace studio {

enum class HistoryFormat {
    Csv,        ///< a table with a head line
    Json,       ///< one object: name, config (the recipe), summary (the last of each figure), history (a list of rows)
    TensorBoard ///< a folder of event files
};

struct HistoryExport {
    std::string run, target;
    HistoryFormat format = HistoryFormat::Csv;
    bool replaces = false; ///< one that is there is replaced only then; of a folder, only event files of ours are
};

/// Writes the whole history of a run, also of one that trains, for other programs. A row for each step, with what the
/// end of an epoch adds to its last one, under the names that Weights & Biases gives and takes: _step, _runtime and
/// _timestamp in seconds, then historyFigures(). Numbers are exact; what is no number, or not known, is left out. Any
/// thread; a file is written as a whole or not at all, a pipe or a device as it comes (OutputFile). Returns the number
/// of steps. Throws Error.
std::int64_t exportHistory(const HistoryExport& request);

} // namespace studio
