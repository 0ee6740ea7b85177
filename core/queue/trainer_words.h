// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/dataset/image_folder.h"

namespace studio {

/// A run that another process is to train.
struct TrainerCall {
    bool resumes = false;              ///< goes on with a run that exists
    bool isAuto = false;               ///< a new one: goes on with it where it exists by then
    std::string run;                   ///< run folder
    std::string recipeFile;            ///< of a new run
    DataSpec data;                     ///< of a run that exists only its folders, empty = where they were
    std::vector<std::string> settings; ///< key=value
    std::string device;
    int workers = -1, threads = -1;   ///< -1 = not said
    std::vector<std::string> company; ///< further words, for example of its backup
};

/// The words that resnet-train is to be started with, without its own name: "train ..." or "resume RUN ...".
std::vector<std::string> trainerWords(const TrainerCall& call);

} // namespace studio
