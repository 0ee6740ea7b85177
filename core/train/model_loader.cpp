// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/model_loader_internal.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <utility>

#include "core/base/error.h"
#include "core/base/read_error.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/optim/train_state_internal.h"
#include "core/recipe/checkpoint_classes.h"
#include "core/train/tensor_io_internal.h"

namespace studio {
namespace {

namespace fs = std::filesystem;
constexpr std::array<char, 4> kZipMagic{'P', 'K', 3, 4}, kOldMagic{'\x80', 2, '\x8a', 10};

std::string weightsPath(const std::string& model, const std::string& which) {
    std::error_code code;
    if (fs::is_directory(model, code)) {
        return findCheckpoint(model, which);
    }
    if (code && code != std::errc::no_such_file_or_directory && code != std::errc::not_a_directory) {
        throw readError("Cannot look at a run or weights file", displayText(model), code.value());
    }
    if (!fs::exists(model, code)) {
        throw Error(ErrorKind::Data, Message{.title = "There is no such run or weights file",
                                             .place = displayText(model),
                                             .done = {},
                                             .next = "Check the path."});
    }
    std::array<char, 4> magic{};
    if (std::ifstream(model, std::ios::binary).read(magic.data(), magic.size()) &&
        (magic == kZipMagic || magic == kOldMagic)) {
        throw Error(ErrorKind::Data,
                    Message{.title = "A file of PyTorch has to be imported first",
                            .place = displayText(model),
                            .done = {},
                            .next = "Make a run of it: resnet-train import " + displayText(shellWord(model)) + " RUN"});
    }
    return model;
}

/// The last layer's bias has one entry a class.
std::int64_t classCount(const CheckpointContent& content, const std::string& path) {
    for (const HostTensor& tensor : content.tensors) {
        if ((tensor.name == "model.fc.bias" || tensor.name == "model.linear.bias") && tensor.shape.size() == 1) {
            return tensor.shape.front();
        }
    }
    throw Error(ErrorKind::Data, Message{.title = "The weights file has no last layer of a ResNet",
                                         .place = displayText(path),
                                         .done = {},
                                         .next = "Choose a checkpoint that ResNet Studio wrote."});
}

void checkMetadata(const CheckpointContent& content, const std::string& path) {
    const bool known = isModelName(content.model) && (content.stem == "standard" || content.stem == "small") &&
                       content.imageSize >= 1 && content.imageSize <= 4096 && content.evalResize >= content.imageSize &&
                       content.evalResize <= 8192;
    if (!known) {
        throw Error(ErrorKind::Data, Message{.title = "The weights file does not say which network it holds",
                                             .place = displayText(path),
                                             .done = "It was not written by ResNet Studio, or its metadata were lost.",
                                             .next = "Choose a checkpoint of a run."});
    }
}

/// Those of its run; numbers where nobody has named them.
void takeClasses(LoadedModel& model, std::int64_t count) {
    CheckpointClasses found = classesOfCheckpoint(model.path, model.about.classHash, count);
    if (!found.problem.empty()) {
        throw Error(ErrorKind::Corrupt, Message{.title = "The class list and the weights do not belong together",
                                                .place = displayText(found.file),
                                                .done = found.problem,
                                                .next = "Put the run's own classes.json back, or the checkpoint into "
                                                        "the folder of its own run."});
    }
    model.hasNames = !found.list.empty();
    for (std::int64_t i = std::ssize(found.list); i < count; ++i) {
        found.list.push_back({"class " + std::to_string(i), "class " + std::to_string(i)});
    }
    model.classes = std::move(found.list);
}

bool hasAverage(const CheckpointContent& content) {
    return std::any_of(content.tensors.begin(), content.tensors.end(),
                       [](const HostTensor& tensor) { return tensor.name.starts_with(kAveragePrefix); });
}

} // namespace

LoadedModel loadModel(const std::string& model, const std::string& which, std::optional<bool> average,
                      CheckpointContent* whole) {
    LoadedModel loaded;
    loaded.path = weightsPath(model, which);
    loaded.about = loadCheckpoint(loaded.path);
    checkMetadata(loaded.about, loaded.path);
    const std::int64_t classes = classCount(loaded.about, loaded.path);
    takeClasses(loaded, classes);
    const Stem stem = loaded.about.stem == "small" ? Stem::Small : Stem::Standard;
    loaded.spec = {loaded.about.model, classes, stem, loaded.about.blurPool};
    loaded.network = makeNetwork(loaded.spec, 0);
    loaded.keepsAverage = hasAverage(loaded.about);
    if (average == true && loaded.keepsAverage && !loaded.about.averageCounts) {
        throw Error(
            ErrorKind::Usage,
            Message{.title = "The average of the weights is none yet",
                    .place = displayText(loaded.path),
                    .done = "At step " + grouped(loaded.about.step) +
                            " it is the weights of one step: the run averages later (ema_steps, warmup_epochs).",
                    .next = "Take the trained weights, or a later checkpoint."});
    }
    if (average == true && !loaded.keepsAverage) {
        throw Error(ErrorKind::Usage, Message{.title = "No average of the weights is kept there",
                                              .place = displayText(loaded.path),
                                              .done = "The run has none (ema_decay).",
                                              .next = "Take the trained weights."});
    }
    loaded.keepsAverage = loaded.keepsAverage && loaded.about.averageCounts;
    if (whole != nullptr) {
        *whole = loaded.about;
    }
    loaded.about.ema = average.value_or(loaded.about.ema);
    if (loaded.about.ema) {
        takeAverage(loaded.about.tensors, displayText(loaded.path));
    }
    restoreNetwork(*loaded.network, loaded.about.tensors, displayText(loaded.path));
    loaded.about.tensors.clear();
    loaded.network->eval();
    return loaded;
}

} // namespace studio
