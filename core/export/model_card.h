// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/export/model_export.h"
#include "core/report/report_model.h"

namespace studio {

/// Versions that a Space was tried with.
inline constexpr const char *kSpaceGradio = "6.31.0", *kSpacePython = "3.11";

/// What a card tells beside its run.
struct CardFacts {
    std::string title;
    ExportResult weights;
    std::string checkpoint;          ///< name of the run's file that they are of
    std::vector<std::string> labels; ///< of the classes, in the order of the last layer
    std::size_t examples = 0;
    std::string examplesLicence;
};

/// The README.md of a Space: the header that Hugging Face reads, and what is known of the network: figures that were
/// measured of these very weights, training, data, recipe. What was not measured or recorded is called so. Words of
/// others are escaped; of folders on this machine the last component alone is told.
std::string modelCard(const ReportModel& run, const CardFacts& facts);

/// Any text as Markdown that shows it, on one line.
std::string markdownText(const std::string& bytes);
/// Any text as YAML's double-quoted form of it, in ASCII.
std::string yamlText(const std::string& bytes);

} // namespace studio
