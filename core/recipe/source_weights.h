// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/dataset/image_folder.h"
#include "core/interop/safetensors.h"
#include "core/model/state_match.h"

namespace studio {

/// Weights that a run is to begin with, and the network they are of. Owns what they are read from. One thread.
struct SourceWeights {
    std::string place; ///< the file, for messages
    std::string text;  ///< the same in short, for the journal: "resnet18.pth (PyTorch), model_state_dict"
    StateMatch match;
    std::optional<bool> blurPool{}; ///< ModelSpec::blurPool, which the weights do not show; nothing = not said
    std::optional<int> imageSize{},
        evalResize{};                            ///< pictures as the network was measured with them; nothing = not said
    std::vector<std::string> notes;              ///< what a person should know of them, a sentence each
    std::string classesProblem;                  ///< why the names that the file has are of no use
    std::vector<ClassInfo> classes;              ///< in the order of the last layer; empty = not known
    std::function<HostTensor(std::size_t)> read; ///< one of the tensors that `match` refers to
};

struct SourceOptions {
    std::string model;      ///< modelNames(); empty = recognised
    bool unchecked = false; ///< a checksum that does not match is no error
    bool leaveOut = false;  ///< what the network has no place for is left out, not refused
    /// They are to be trained on: what differs from the network's last layer, what is left over, and layers that
    /// compute otherwise are told in the notes, not refused.
    bool forTraining = false;
};

/// Of a file from somewhere else (WeightsFile). Throws Error(Data) for another network, one that lacks weights or has
/// too many, and one that is said to compute otherwise, all named; else as WeightsFile.
SourceWeights openForeignWeights(const std::string& file, const SourceOptions& options);
/// Of a run (its best checkpoint, or its newest where none is the best yet) or one of our checkpoints: the weights that
/// were validated, or would be. Throws Error.
SourceWeights openOwnWeights(const std::string& runOrCheckpoint);
/// The one of the two that it is for, to begin a training with: SourceOptions::forTraining.
SourceWeights openSourceWeights(const std::string& path);
/// Whether that is for openOwnWeights().
bool isOwnWeights(const std::string& path);

/// All of the network's tensors as a checkpoint holds them, `model.NAME`, in its order. `rows`: for each class of the
/// new last layer, which row of the old one it is; nothing = it begins at zero, as all do where there is none. Throws
/// Error(Data) where a weight is no number, all named.
std::vector<HostTensor> readWeights(const SourceWeights& source, const std::vector<std::optional<std::size_t>>& rows);

} // namespace studio
