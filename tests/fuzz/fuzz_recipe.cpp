// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/config.h"
#include "tests/fuzz/fuzz.h"

using namespace studio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    fuzz::attempt([&] {
        const TrainConfig config = configFromJson(text, "recipe");
        fuzz::require(configFromJson(configToJson(config), "again") == config);
        if (!hasErrors(validate(config)))
            fuzz::require(checkpointBytes(config, 2) > 0);
    });
    return fuzz::attempt([&] {
        const RunRecipe recipe = runRecipeFromJson(text, "recipe");
        const RunRecipe again = runRecipeFromJson(runRecipeToJson(recipe.config, recipe.setup, recipe.changes), "again");
        fuzz::require(again.config == recipe.config && again.setup.data.root == recipe.setup.data.root);
    });
}
