// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/plan_file.h"

#include <exception>

#include "core/base/atomic_file.h"
#include "core/recipe/run_recipe.h"

namespace studio {

PlanWritten writePlan(const std::string& path, const RunRecipe& plan) noexcept {
    PlanWritten written;
    try {
        const RunSetup setup = readRunRecipe(path).setup;
        writeFileAtomically(path, runRecipeToJson(plan.config, setup, plan.changes));
        written.isThere = true;
        return written;
    } catch (const std::exception& error) {
        written.trouble = messageOf(error);
    }
    try { // a folder that could not be synced has the file's new content all the same
        const RunRecipe now = readRunRecipe(path);
        written.isThere = now.config == plan.config && now.changes == plan.changes;
        written.trouble->done = written.isThere ? "recipe.json has the new plan; a power cut may take it back."
                                                : "recipe.json is as it was.";
    } catch (const std::exception& error) {
        written.trouble->done = "recipe.json cannot be read: which plan it has is not known.";
    }
    return written;
}

} // namespace studio
