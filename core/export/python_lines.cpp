// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cstdio>

#include "core/device/pixel_ops.h"
#include "core/export/model_export.h"
#include "core/model/model_spec.h"

namespace studio {

namespace {

std::string listOf(const std::array<float, 3>& values) {
    char text[64];
    std::snprintf(text, sizeof text, "[%.3f, %.3f, %.3f]", static_cast<double>(values[0]),
                  static_cast<double>(values[1]), static_cast<double>(values[2]));
    return text;
}

/// A path as Python's bytes, where it is no plain text: each name of a file can be written so.
std::string quoted(const std::string& path) {
    const bool isPlain = std::all_of(path.begin(), path.end(), [](char c) { return c >= 32 && c < 127; });
    std::string text = isPlain ? "\"" : "os.fsdecode(b\"";
    for (const char c : path) {
        char code[8];
        std::snprintf(code, sizeof code, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
        text += c == '"' || c == '\\' ? std::string("\\") + c : c >= 32 && c < 127 ? std::string(1, c) : code;
    }
    return text + (isPlain ? "\"" : "\")");
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
           "short = min(picture.size)\n"
           "picture = picture.resize([edge * " +
           std::to_string(result.resize) +
           " // short for edge in picture.size], Image.BILINEAR)\n"
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

/// The optimiser's numbers are tensors in the file: older versions of PyTorch refuse others there.
std::string trainingLines(const ExportResult& result) {
    return torchvisionNet(result) + "state = torch.load(" + quoted(result.target) + R"(, weights_only=True)
net.load_state_dict(state["state_dict"])
net.train()
for layer in state["frozen"]:
    net.get_submodule(layer).eval().requires_grad_(False)
parameters, groups = list(net.parameters()), state["optimizer"]["param_groups"]
for group in groups:
    group.update({key: value.item() for key, value in group.items() if torch.is_tensor(value)})
optimizer = torch.optim.SGD([{"params": [parameters[i] for i in group["params"]]} for group in groups], lr=0.1)
optimizer.load_state_dict(state["optimizer"])
# From here on, for each batch: loss(net(pictures), labels).backward(); optimizer.step(); optimizer.zero_grad()
where = "after epoch {epoch}" if state["epoch_done"] else "in epoch {epoch}, batch {step_in_epoch} of it done"
print("goes on", where.format(**state) + ", step", state["step"], "learning rate", groups[0]["lr"])
)";
}

bool isNotTorchvisions(const ExportResult& result) {
    return isCifarFamily(result.model) || result.blurPool;
}

std::string linesFor(const ExportResult& result) {
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
    case ExportFormat::TrainingState:
        return isNotTorchvisions(result) ? std::string() : trainingLines(result);
    case ExportFormat::Pth:
        break;
    }
    if (isNotTorchvisions(result))
        return {};
    return torchvisionNet(result) + "net.load_state_dict(torch.load(" + quoted(result.target) +
           ", weights_only=True))\n" + torchInput(result) + kTorchAnswer;
}

} // namespace

bool losesBlurPool(const ExportResult& result) {
    return result.blurPool && result.format != ExportFormat::Onnx && result.format != ExportFormat::TorchScript;
}

std::string pythonFor(const ExportResult& result) {
    const std::string lines = linesFor(result);
    return lines.find("os.fsdecode") == std::string::npos ? lines : "import os\n" + lines;
}

} // namespace studio
