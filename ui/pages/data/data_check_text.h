// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QString>

#include "core/dataset/check.h"

namespace studio {

/// What page Data says about a check, as text.

/// "19 end too early, 3 are not pictures, 1 is empty": the commonest reasons first, at most four.
QString reasonSummary(const std::vector<CheckProblem>& problems);
/// "checked 09:12, all 1,331,167 pictures decoded"; empty while a check runs.
QString checkedText(const CheckReport& report);
/// "3 pictures are in training and in validation", "12 pictures are there twice"; empty without copies.
QString copiesTitle(const CheckReport& report);
QString copiesText(const CheckReport& report);
/// "3 pictures are odd, but whole"; empty without such.
QString oddTitle(const CheckReport& report);
/// The commonest kinds with their counts, and that all of these pictures are used.
QString oddText(const CheckReport& report);
/// "largest first · 1.8 to 1 · 3 classes below 20".
QString balanceText(const std::vector<std::int64_t>& counts);

} // namespace studio
