// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/model_export.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <optional>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/device/host_copy_internal.h"
#include "core/device/pixel_ops.h"
#include "core/export/onnx_run_internal.h"
#include "core/export/torch_script_internal.h"
#include "core/interop/pth_writer.h"
#include "core/interop/weights_file.h"
#include "core/model/onnx_graph.h"
#include "core/train/model_loader_internal.h"
#include "core/train/tensor_io_internal.h"

namespace studio {

namespace {

namespace fs = std::filesystem;

/// The largest difference of logits that is the computer's and not the file's: another order of the same sums.
constexpr double kTolerance = 1e-3;

ModelSpec specOf(const LoadedModel& model) {
    return {model.about.model, static_cast<std::int64_t>(model.classes.size()),
            model.about.stem == "small" ? Stem::Small : Stem::Standard, model.about.blurPool};
}

/// Throws Error(Data) where one is no number: nobody could use such a file.
std::vector<HostTensor> weightsOf(const LoadedModel& model) {
    std::optional<std::vector<HostTensor>> weights = copyOnHost(stateDict(*model.network), {})->wait();
    if (!weights)
        throw Error(ErrorKind::Data, {"The network has weights that are no numbers", displayText(model.path),
                                      "Nothing was written.", "Choose an earlier checkpoint."});
    return std::move(*weights);
}

/// What a file can say of itself as text. The names of classes as they are in its folders.
std::map<std::string, std::string> metadataOf(const LoadedModel& model) {
    const auto decimals = [](const std::array<float, 3>& values) {
        nlohmann::json list = nlohmann::json::array();
        for (const float value : values)
            list.push_back(std::round(value * 1000.0) / 1000); // as people write them
        return list.dump();
    };
    nlohmann::ordered_json classes = nlohmann::ordered_json::array();
    for (const ClassInfo& info : model.classes)
        classes.push_back(displayText(info.name));
    const Normalisation norm;
    return {{"model", model.about.model},
            {"stem", model.about.stem},
            {"blurpool", model.about.blurPool ? "true" : "false"},
            {"classes", classes.dump()},
            {"image_size", std::to_string(model.about.imageSize)},
            {"resize", std::to_string(model.about.evalResize)},
            {"mean", decimals(norm.mean)},
            {"std", decimals(norm.std)},
            {"epoch", std::to_string(model.about.epoch)},
            {"weights", model.about.ema ? "average" : "trained"}};
}

void write(const LoadedModel& model, const ExportRequest& request) {
    std::vector<HostTensor> weights = weightsOf(model);
    switch (request.format) {
    case ExportFormat::Pth:
        return writePth(request.target, weights);
    case ExportFormat::Safetensors: {
        std::map<std::string, std::string> metadata = metadataOf(model);
        metadata["format"] = "pt"; // what Hugging Face's library calls tensors of PyTorch
        return static_cast<void>(writeSafetensors(request.target, {std::move(weights), std::move(metadata)}));
    }
    case ExportFormat::Onnx: {
        OnnxGraph graph = onnxGraphOf(specOf(model), model.about.imageSize, std::move(weights));
        graph.metadata = metadataOf(model);
        return writeOnnx(request.target, graph);
    }
    case ExportFormat::TorchScript:
        return writeFileAtomically(request.target, torchScriptOf(*model.network, model.about.imageSize));
    }
}

/// What a network answers whose weights are those of the file.
at::Tensor answerOfWeights(const LoadedModel& model, const std::string& path, const at::Tensor& pictures) {
    WeightsFile file(path);
    std::vector<HostTensor> tensors;
    for (const StoredTensor& stored : file.tensors()) {
        tensors.push_back(file.read(stored));
        tensors.back().name = kModelPrefix + tensors.back().name;
    }
    const std::shared_ptr<Network> network = makeNetwork(specOf(model), 1);
    restoreNetwork(*network, tensors, displayText(path));
    network->eval();
    return network->forward(pictures);
}

at::Tensor answerOf(const LoadedModel& model, const ExportRequest& request, const at::Tensor& pictures) {
    switch (request.format) {
    case ExportFormat::Onnx:
        return runOnnx(readOnnx(request.target), pictures);
    case ExportFormat::TorchScript:
        return runTorchScript(readSmallFile(request.target, kMostOnnxBytes), pictures);
    default:
        return answerOfWeights(model, request.target, pictures);
    }
}

/// Two pictures of noise, the same each time, drawn without touching the generator that a training draws from.
at::Tensor probePictures(std::int64_t side) {
    const at::Tensor count = at::arange(2 * 3 * side * side, at::kDouble);
    return ((count * 12.9898).sin() * 43758.5453).frac().to(at::kFloat).reshape({2, 3, side, side}) * 2;
}

double differenceOf(const LoadedModel& model, const ExportRequest& request) {
    const torch::NoGradGuard noGrad;
    const at::Tensor pictures = probePictures(model.about.imageSize);
    const at::Tensor wanted = model.network->forward(pictures);
    const at::Tensor found = answerOf(model, request, pictures);
    if (!found.sizes().equals(wanted.sizes()))
        throw Error(ErrorKind::Corrupt, "It answers for another number of classes");
    const double scale = std::max(1.0, wanted.abs().max().item<double>());
    const double difference = (found - wanted).abs().max().item<double>();
    if (!(difference <= kTolerance * scale)) // nor where it is no number
        throw Error(ErrorKind::Corrupt, "Its answers differ by " + std::to_string(difference));
    return difference;
}

void requireFree(const ExportRequest& request) {
    std::error_code code;
    if (fs::is_directory(request.target, code))
        throw Error(ErrorKind::Usage,
                    {"This is a folder", displayText(request.target), "Nothing was written.", "Name a file."});
    if (!request.replaces && fs::exists(request.target, code))
        throw Error(ErrorKind::Usage,
                    {"There is such a file already", displayText(request.target), "Nothing was written.",
                     "Choose another name, or let it be replaced (--replace)."});
}

} // namespace

ExportResult exportModel(const ExportRequest& request) {
    return withErrors([&] {
        requireFree(request);
        const LoadedModel model = loadModel(request.model, request.which);
        write(model, request);
        ExportResult result{.target = request.target,
                            .format = request.format,
                            .model = model.about.model,
                            .stem = model.about.stem,
                            .blurPool = model.about.blurPool,
                            .epoch = model.about.epoch,
                            .ema = model.about.ema,
                            .classes = static_cast<std::int64_t>(model.classes.size()),
                            .side = model.about.imageSize,
                            .resize = model.about.evalResize};
        try {
            result.difference = differenceOf(model, request);
        } catch (const Error& error) {
            std::error_code code;
            fs::remove(request.target, code);
            throw Error(error.kind(), {"The file that was written is not right", displayText(request.target),
                                       displayText(error.message().text()) + (code ? "" : " It was removed."),
                                       "Try again; where that does not help, the disk or its memory may be bad."});
        }
        result.bytes = fs::file_size(request.target);
        return result;
    });
}

} // namespace studio
