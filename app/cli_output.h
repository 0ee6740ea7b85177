// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/dataset/unused_names.h"
#include "core/metric/records.h"

namespace studio {

/// Rows to standard output, in columns as wide as what stands in them. `form` has a letter a column: 'r' stands at the
/// right of it, any other at the left. Texts may come from a disk: they are cleaned for a terminal.
void printColumns(std::vector<std::vector<std::string>> rows, const std::string& form);

/// A line of the journal in words, cleaned for a terminal: "title: detail".
std::string eventText(const EventRecord& event);

/// {"count", "reasons": {"broken_link": {"count", "first"}}}: what several verbs say of names that are not used.
nlohmann::ordered_json unusedJson(const UnusedNames& unused);

/// Before anything is opened: a standard stream that is closed would otherwise be the first file that is, and lines
/// meant for a person would go into it.
void holdStandardStreams();

/// After a verb: writes what standard output still holds. `code` as it was; where the result was lost (stdout full or
/// closed), a success becomes a failure, and that is said.
int finishOutput(int code);

} // namespace studio
