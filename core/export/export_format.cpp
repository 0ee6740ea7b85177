// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/export/model_export.h"

namespace studio {

const std::vector<ExportFormatInfo>& exportFormats() {
    static const std::vector<ExportFormatInfo> kFormats{
        {ExportFormat::Pth, "pth", ".pth", "PyTorch: the weights alone (state_dict)"},
        {ExportFormat::Safetensors, "safetensors", ".safetensors", "the weights alone, with classes and sizes beside"},
        {ExportFormat::Onnx, "onnx", ".onnx", "network and weights, for ONNX Runtime, OpenCV and others"},
        {ExportFormat::TorchScript, "torchscript", ".pt", "network and weights, for PyTorch and LibTorch"},
        {ExportFormat::TrainingState, "training-state", ".pth",
         "weights, average and optimiser, for a training that goes on in PyTorch; by its name alone"}};
    return kFormats;
}

ExportFormat exportFormatOf(const std::string& nameOrFile) {
    std::string there;
    for (const ExportFormatInfo& info : exportFormats()) {
        if (nameOrFile == info.name || nameOrFile.ends_with(info.extension))
            return info.format;
        there += (there.empty() ? "" : ", ") + std::string(info.name) + " (" + info.extension + ")";
    }
    throw Error(ErrorKind::Usage, {"It is not known in which format to write", displayText(nameOrFile),
                                   "Nothing was written.", "There are " + there + "."});
}

} // namespace studio
