// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace studio {

/// Files that other programs open. Each holds the network in float32; all but the last as it classifies.
enum class ExportFormat {
    Pth,           ///< PyTorch's state_dict, tensors alone
    Safetensors,   ///< the same, as Hugging Face's format
    Onnx,          ///< graph and weights
    TorchScript,   ///< the same, for PyTorch and LibTorch without Python classes
    TrainingState, ///< weights, average and optimiser, for a training that goes on in PyTorch (training_state.h)
};

/// What people are told of a format, and write.
struct ExportFormatInfo {
    ExportFormat format;
    const char* name;      ///< "onnx"
    const char* extension; ///< ".onnx"
    const char* about;     ///< for whom
};
const std::vector<ExportFormatInfo>& exportFormats();
/// By its name, or by the end of a file's. Throws Error(Usage) with what there is.
ExportFormat exportFormatOf(const std::string& nameOrFile);

struct ExportRequest {
    std::string model, which = "best"; ///< a run folder, and best, last or an epoch number; or a weights file
    std::string target;                ///< the file to write; one that is there is replaced only with `replaces`
    ExportFormat format = ExportFormat::Pth;
    bool replaces = false;
    /// The moving average of the weights, or the trained ones; nothing = those that the checkpoint's figures are of. A
    /// training state has both.
    std::optional<bool> average = {};
};

struct ExportResult {
    std::string target;
    ExportFormat format = ExportFormat::Pth;
    std::string model, stem; ///< as recipes name them
    bool blurPool = false;   ///< ModelSpec::blurPool: torchvision's network gives other answers with these weights
    std::uint64_t bytes = 0;
    std::int32_t epoch = 0;
    bool ema = false;          ///< the average of the weights
    bool keepsAverage = false; ///< there is one, be it written or not
    std::int64_t opset = 0;    ///< of ONNX; 0 = another format
    std::int64_t classes = 0, side = 0, resize = 0;
    double difference = 0; ///< the largest between logits of the network and of what was read back from the file
};

/// Writes the file, reads it back and lets both answer for the same two pictures of noise: a file that answers
/// otherwise is removed, Error(Corrupt) thrown, and what it would have replaced stays. Any thread, on the CPU. Throws
/// Error, for example DiskFull.
ExportResult exportModel(const ExportRequest& request);
/// Whether the network has BlurPool and the file holds weights alone: what loads them by their names answers otherwise
/// and is not told.
bool losesBlurPool(const ExportResult& result);
/// A few lines of Python that let such a file answer for "picture.jpg", prepared as ours are; of a training state those
/// that train on. Empty where the network is none of torchvision's and the file holds no network but its weights.
std::string pythonFor(const ExportResult& result);

} // namespace studio
