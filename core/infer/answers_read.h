// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/infer/answers_file.h"

namespace studio {

/// What a result says beside its rows.
struct AnswersAbout {
    std::string model;            ///< what answered; empty = not told
    std::optional<bool> complete; ///< whether these are all pictures that were asked for; none = not told (CSV)
};

/// Opens a result that AnswersFile wrote again, CSV or JSON, and tells each row in its order. Anybody may have written
/// the file: bounded, a row in memory at a time. JSON must still have a picture a line. Any thread. Throws Error(Data),
/// naming the line, for what is no such file or was cut; Error(Io, NoRight); and what `take` throws.
AnswersAbout readAnswers(const std::string& path, const std::function<void(const AnswerRow&)>& take);

} // namespace studio
