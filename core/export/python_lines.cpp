// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/device/pixel_ops.h"
#include "core/export/model_export.h"
#include "core/model/model_spec.h"

#include <cstdio>

namespace studio {

namespace {

std::string listOf(const std::array<float, 3>& values) {
    char text[64];
    std::snprintf(text, sizeof text, "[%.3f, %.3f, %.3f]", static_cast<double>(values[0]),
                  static_cast<double>(values[1]), static_cast<double>(values[2]));
    return text;
}

std::string quoted(const std::string& path) {
    std::string text = "\"";
    for (const char c : path)
        text += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return text + "\"";
}

/// The picture as a tensor [1, 3, side, side] named x.
std::string torchInput(const ExportResult& result) {
    const Normalisation norm;
    return "from PIL import Image\n"
           "from torchvision import transforms as T\n"
           "prepare = T.Compose([T.Resize(" +
           std::to_string(result.resize) + "), T.CenterCrop(" + std::to_string(result.side) +
           "), T.ToTensor(),\n                     T.Normalize(" + listOf(norm.mean) + ", " + listOf(norm.std) +
           ")])\nx = prepare(Image.open(\"picture.jpg\").convert(\"RGB\"))[None]\n";
}

const char* const kTorchAnswer = "with torch.no_grad():\n    print(net.eval()(x).softmax(1).sort(descending=True))\n";

std::string torchvisionNet(const ExportResult& result) {
    std::string lines = "import torch, torchvision\nnet = torchvision.models." + result.model +
                        "(num_classes=" + std::to_string(result.classes) + ")\n";
    if (result.stem == "small")
        lines += "net.conv1 = torch.nn.Conv2d(3, 64, 3, 1, 1, bias=False)\nnet.maxpool = torch.nn.Identity()\n";
    return lines;
}

std::string onnxLines(const ExportResult& result) {
    const Normalisation norm;
    const std::string side = std::to_string(result.side);
    return "import numpy as np, onnxruntime\nfrom PIL import Image\n"
           "picture = Image.open(\"picture.jpg\").convert(\"RGB\")\n"
           "scale = " +
           std::to_string(result.resize) +
           " / min(picture.size)\n"
           "picture = picture.resize([int(scale * edge) for edge in picture.size], Image.BILINEAR)\n"
           "left, top = [round((edge - " +
           side +
           ") / 2) for edge in picture.size]\n"
           "x = np.asarray(picture.crop((left, top, left + " +
           side + ", top + " + side +
           ")), np.float32) / 255\n"
           "x = ((x - " +
           listOf(norm.mean) + ") / " + listOf(norm.std) +
           ").transpose(2, 0, 1)[None].astype(np.float32)\n"
           "logits = onnxruntime.InferenceSession(" +
           quoted(result.target) + ").run(None, {\"input\": x})[0]\nprint(logits.argmax(), logits)\n";
}

bool isNotTorchvisions(const ExportResult& result) {
    return isCifarFamily(result.model) || result.blurPool;
}

} // namespace

std::string pythonFor(const ExportResult& result) {
    switch (result.format) {
    case ExportFormat::Onnx:
        return onnxLines(result);
    case ExportFormat::TorchScript:
        return "import torch\nnet = torch.jit.load(" + quoted(result.target) + ")\n" + torchInput(result) +
               kTorchAnswer;
    case ExportFormat::Safetensors:
        if (isNotTorchvisions(result))
            return {};
        return torchvisionNet(result) + "from safetensors.torch import load_file\nnet.load_state_dict(load_file(" +
               quoted(result.target) + "))\n" + torchInput(result) + kTorchAnswer;
    case ExportFormat::Pth:
        break;
    }
    if (isNotTorchvisions(result))
        return {};
    return torchvisionNet(result) + "net.load_state_dict(torch.load(" + quoted(result.target) +
           ", weights_only=True))\n" + torchInput(result) + kTorchAnswer;
}

} // namespace studio
