// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/recipe/config.h"

namespace studio {

/// What became of a plan that was to be written into a run's recipe.json.
struct PlanWritten {
    bool isThere = false;           ///< the file has it now: a resume follows it
    std::optional<Message> trouble; ///< why it is not there, or why it may be gone after a power cut
};

/// Writes config and changes of `plan` into the recipe.json at `path`; its setup stays as the file has it: as the run
/// was started, not as this machine has it. Where that fails the file is read, to say what is true. Never throws. Any
/// thread; a disk that hangs holds it.
PlanWritten writePlan(const std::string& path, const RunRecipe& plan) noexcept;

} // namespace studio
