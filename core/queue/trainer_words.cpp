// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/trainer_words.h"

#include <array>
#include <cstdio>

namespace studio {

namespace {

/// To the last bit: it decides on what is held back.
std::string exactly(double value) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%.17g", value);
    return text.data();
}

} // namespace

std::vector<std::string> trainerWords(const TrainerCall& call) {
    std::vector<std::string> words;
    const auto add = [&words](const char* option, const std::string& value) {
        words.emplace_back(option);
        words.push_back(value);
    };
    if (call.resumes) {
        words = {"resume", call.run};
    } else {
        words = {"train", "--run", call.run, "--recipe", call.recipeFile};
        if (call.isAuto)
            add("--resume", "auto");
        add("--split", exactly(call.data.split));
        add("--split-seed", std::to_string(call.data.splitSeed));
    }
    for (const std::string& setting : call.settings)
        add("--set", setting);
    if (!call.data.root.empty())
        add("--data", call.data.root);
    if (!call.data.val.empty())
        add("--val", call.data.val);
    words.insert(words.end(), call.company.begin(), call.company.end());
    add("--device", call.device);
    if (call.workers >= 0)
        add("--workers", std::to_string(call.workers));
    if (call.threads >= 0)
        add("--threads", std::to_string(call.threads));
    return words;
}

} // namespace studio
