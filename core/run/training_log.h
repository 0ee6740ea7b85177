// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/metric/records.h"

namespace studio {

/// training_log.md: a table of epochs for people, rewritten atomically after each epoch.
std::string trainingLogText(const std::string& runName, const std::string& headline,
                            const std::vector<EpochRecord>& epochs);

/// Epochs in the table of such a text.
std::size_t epochsInLog(const std::string& text);

} // namespace studio
