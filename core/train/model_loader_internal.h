// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/dataset/image_folder.h"
#include "core/model/network_internal.h"
#include "core/run/checkpoint.h"

namespace studio {

/// A network with its weights in place, in evaluation mode, and what is known about it.
struct LoadedModel {
    std::shared_ptr<Network> network;
    ModelSpec spec;                 ///< what it was built from
    CheckpointContent about;        ///< without the tensors
    std::vector<ClassInfo> classes; ///< of classes.json, else "class 0", "class 1"...
    bool hasNames = false;          ///< of classes.json: those are what its pictures' folders are called
    std::string path;               ///< of the weights file
    bool keepsAverage = false;      ///< it has the moving average of the weights, be that taken or not
};

/// `model` is a run folder (`which`: best, last, epoch number) or one of our weights files. Draws no random number that
/// a training run could miss. `average`: the moving average of the weights, or the trained ones; nothing = those that
/// the checkpoint's figures are of. `whole`: where given, the file as it was read, with all of its tensors. Throws
/// Error, for example Usage where no average is kept.
LoadedModel loadModel(const std::string& model, const std::string& which, std::optional<bool> average = {},
                      CheckpointContent* whole = nullptr);

/// What is wrong with weights that answer so, as those of a training that went wrong do, and of many a foreign file.
inline Error answersNoNumbers(const std::string& path) {
    return Error(ErrorKind::Data, {"The network answers with no numbers", displayText(path),
                                   "Its weights lead to values that are not finite: no class can be told from them.",
                                   "Choose a checkpoint from before that, or other weights."});
}

/// Runs `action` so that nothing but Error leaves it: LibTorch's and the library's exceptions become Error(Device).
template<typename Action>
auto withErrors(Action action) {
    try {
        return action();
    } catch (const Error&) {
        throw;
    } catch (const std::exception& error) {
        throw Error(ErrorKind::Device, messageOf(error));
    }
}

} // namespace studio
