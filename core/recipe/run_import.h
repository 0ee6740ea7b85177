// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/recipe/config.h"

namespace studio {

struct ImportRequest {
    std::string file;        ///< weights of a ResNet that was trained elsewhere
    std::string run;         ///< folder to make
    std::string model;       ///< modelNames(); empty = recognised
    std::string classesFile; ///< readClassList(); empty = as the file names them, or is known to count them
    /// Changes the recipe that training goes on with, and the sizes of the pictures; may be empty.
    std::function<void(TrainConfig&)> adjust;
    bool unchecked = false; ///< a checksum that does not match is no error
    bool leaveOut = false;  ///< weights that the network has no place for are left out, not refused
};

/// What became of it, for a person.
struct ImportReport {
    std::string model; ///< "ResNet-18"
    std::int64_t classes = 0;
    std::string source;             ///< "resnet18.pth (PyTorch), model_state_dict"
    std::vector<std::string> notes; ///< what differs from the file, what was left out and assumed, a sentence each
};

/// In the history of a run that does not begin at random: without a checkpoint it must not be trained.
inline constexpr const char* kBeginsWithWeightsKey = "begins_with_weights";

/// Makes a run of the weights: its only checkpoint is one before the first epoch. The classes are sorted by their
/// names, as those of a folder are, and the rows of the last layer with them. Nothing is left behind where it fails;
/// what an import that was killed has left is replaced.
/// Any thread; reads and writes files. Throws Error(Data) for another network, weights that are missing or are no
/// numbers; Error(Usage) where the classes have to be named, or the run is there already; Error(Io, DiskFull, Config).
ImportReport importRun(const ImportRequest& request);

/// A run that is to be trained, beginning with the weights of another.
struct BeginRequest {
    std::string weights; ///< a run, one of our checkpoints, or a file from somewhere else
    std::string run;     ///< folder to make
    TrainConfig config;
    RunSetup setup;            ///< with the pictures, whose classes it is for
    std::stop_token stop = {}; ///< asked while they are listed, and before anything is made
};

/// Whether weights are there and of the recipe's network. Throws Error as beginRunWith() would. Reads the file's head,
/// of a run its checkpoint.
void requireBeginning(const std::string& weights, const TrainConfig& config);

/// Makes the run with a checkpoint before its first epoch, as importRun() does: it is trained by a resume that names
/// the pictures. The last layer is taken over where the classes are those of the weights; else it begins at zero. Lists
/// the pictures. Throws Error: Config for another network than the recipe's, else as importRun().
ImportReport beginRunWith(const BeginRequest& request);

} // namespace studio
