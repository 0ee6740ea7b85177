// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/dataset/check.h"

namespace studio {

/// The last check of a data set, kept in the user's cache folder so that it is known when the set is opened again. It
/// informs people; what is trained on never depends on it.

/// Where records are kept: `data-checks` in the cache folder.
std::string defaultCheckFolder();

/// Which files a data set has, by their names alone: the same for any split between training and validation.
std::string dataFingerprint(const ImageFolder& data);

/// Writes the record of this data set (atomically; at most 64 sets are remembered). A check that was stopped early does
/// not replace a whole one of the same files, and one with more than 20,000 bad pictures is not kept. Throws Error.
void saveCheckRecord(const CheckReport& report, const ImageFolder& data,
                     const std::string& folder = defaultCheckFolder());

/// The record of this data set; nothing if there is none, if files were added or removed since, or if it is damaged.
std::optional<CheckReport> loadCheckRecord(const ImageFolder& data, const std::string& folder = defaultCheckFolder());

/// What a run on this data tells at its start: "3 of 2,900 pictures cannot be used, 2 are in training and in
/// validation (checked 2026-11-23T09:12:00Z)". Empty if nothing is known or nothing was found.
std::string knownProblemsText(const std::optional<CheckReport>& report);

} // namespace studio
