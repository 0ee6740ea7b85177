// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/report/report_model.h"

namespace studio {

/// The sections of a report below its head, as markup; each escapes what it shows.
std::string costSection(const ReportModel& model);
/// `isWhole`: all classes, not the worst alone.
std::string evaluationSection(const ReportModel& model, bool isWhole);
std::string epochSection(const ReportModel& model);
std::string recipeSection(const ReportModel& model);
std::string machineSection(const ReportModel& model);
std::string dataSection(const ReportModel& model);
std::string timingSection(const ReportModel& model);
std::string journalSection(const ReportModel& model);
std::string checkpointSection(const ReportModel& model);

/// Both are markup; of the others `words` and `title` are words.
std::string section(const std::string& title, const std::string& body);
std::string heading(const std::string& title);
std::string note(const std::string& words);
std::string folded(const std::string& words, const std::string& body);
/// Markup in its parts: `head` are words, cells are markup. Columns but those of `textColumns` are numbers.
std::string tableOf(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows,
                    const std::string& textColumns);
/// Names and values, both plain words; an empty value shows "not recorded".
std::string factsOf(const std::vector<std::pair<std::string, std::string>>& facts);
/// Words of a file, shortened where they are very long, as markup.
std::string shown(const std::string& bytes);
/// "2026-11-03 18:12:05", of UTC.
std::string momentText(std::int64_t utcMs);
/// printf of one number.
std::string number(const char* format, double value);
/// Fractions as "60.42"; "-" where it is not known.
std::string percent(double fraction);

} // namespace studio
