// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/model_export.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/device/host_copy_internal.h"
#include "core/device/pixel_ops.h"
#include "core/export/onnx_graph.h"
#include "core/export/onnx_run_internal.h"
#include "core/export/torch_script_internal.h"
#include "core/export/training_state.h"
#include "core/interop/pth_writer.h"
#include "core/interop/weights_file.h"
#include "core/run/unstarted_run.h"
#include "core/train/model_loader_internal.h"
#include "core/train/tensor_io_internal.h"

namespace studio {

namespace {

namespace fs = std::filesystem;

/// The largest difference of logits that is the computer's and not the file's: another order of the same sums.
constexpr double kTolerance = 1e-3;

/// Throws Error(Data) where one is no number: nobody could use such a file.
std::vector<HostTensor> weightsOf(const LoadedModel& model) {
    std::optional<std::vector<HostTensor>> weights = copyOnHost(stateDict(*model.network), {})->wait();
    if (!weights)
        throw Error(ErrorKind::Data, {"The network has weights that are no numbers", displayText(model.path),
                                      "Nothing was written.", "Choose an earlier checkpoint."});
    return std::move(*weights);
}

/// What a file can say of itself as text. The names of classes as they are in its folders; none where nobody named
/// them.
std::map<std::string, std::string> metadataOf(const LoadedModel& model) {
    const auto decimals = [](const std::array<float, 3>& values) {
        nlohmann::json list = nlohmann::json::array();
        for (const float value : values)
            list.push_back(std::round(value * 1000.0) / 1000); // as people write them
        return list.dump();
    };
    nlohmann::ordered_json classes = nlohmann::ordered_json::array(), folders = classes;
    for (const ClassInfo& info : model.classes) {
        classes.push_back(displayText(info.name));
        folders.push_back(displayText(info.folder));
    }
    const Normalisation norm;
    std::map<std::string, std::string> metadata{{"model", model.about.model},
                                                {"stem", model.about.stem},
                                                {"blurpool", model.about.blurPool ? "true" : "false"},
                                                {"image_size", std::to_string(model.about.imageSize)},
                                                {"resize", std::to_string(model.about.evalResize)},
                                                {"mean", decimals(norm.mean)},
                                                {"std", decimals(norm.std)},
                                                {"epoch", std::to_string(model.about.epoch)},
                                                {"weights", model.about.ema ? "average" : "trained"}};
    if (model.hasNames) {
        metadata["classes"] = classes.dump();
        metadata["folders"] = folders.dump();
    }
    return metadata;
}

/// Two pictures of noise, the same each time, drawn without touching the generator that a training draws from.
at::Tensor probePictures(std::int64_t side) {
    const at::Tensor count = at::arange(2 * 3 * side * side, at::kDouble);
    return ((count * 12.9898).sin() * 43758.5453).frac().to(at::kFloat).reshape({2, 3, side, side}) * 2;
}

/// What the file must be found to hold, where its answers alone do not tell.
struct Written {
    TorchScript script = {};
    std::optional<PthValue> state = {};
};

/// `whole`: the checkpoint as it was read, for a training state.
Written write(const LoadedModel& model, const ExportRequest& request, CheckpointContent whole) {
    std::vector<HostTensor> weights = weightsOf(model);
    switch (request.format) {
    case ExportFormat::Pth:
        writePth(request.target, weights);
        break;
    case ExportFormat::Safetensors: {
        std::map<std::string, std::string> metadata = metadataOf(model);
        metadata["format"] = "pt"; // what Hugging Face's library calls tensors of PyTorch
        writeSafetensors(request.target, {std::move(weights), std::move(metadata)});
        break;
    }
    case ExportFormat::Onnx: {
        OnnxGraph graph = onnxGraphOf(model.spec, model.about.imageSize, std::move(weights));
        graph.metadata = metadataOf(model);
        writeOnnx(request.target, graph);
        break;
    }
    case ExportFormat::TorchScript: {
        const std::int64_t side = model.about.imageSize;
        Written made{.script = torchScriptOf(*model.network, side, probePictures(side))};
        writeFileAtomically(request.target, made.script.bytes);
        return made;
    }
    case ExportFormat::TrainingState: {
        Written made{.state = trainingStateOf(model.path, std::move(whole), model.classes, model.hasNames)};
        writePth(request.target, *made.state);
        return made;
    }
    }
    return {};
}

/// What a network answers whose weights are those of the file.
at::Tensor answerOfWeights(const LoadedModel& model, const std::string& path, const at::Tensor& pictures) {
    WeightsFile file(path);
    std::vector<HostTensor> tensors;
    for (const StoredTensor& stored : file.tensors()) {
        tensors.push_back(file.read(stored));
        tensors.back().name = kModelPrefix + tensors.back().name;
    }
    const std::shared_ptr<Network> network = makeNetwork(model.spec, 1);
    restoreNetwork(*network, tensors, displayText(path));
    network->eval();
    return network->forward(pictures);
}

at::Tensor answerOf(const LoadedModel& model, const ExportRequest& request, const Written& written,
                    const at::Tensor& pictures) {
    const TorchScript& script = written.script;
    switch (request.format) {
    case ExportFormat::Onnx:
        return runOnnx(readOnnx(request.target), pictures);
    case ExportFormat::TorchScript:
        if (readSmallFile(request.target, script.bytes.size()) != script.bytes)
            throw Error(ErrorKind::Corrupt, "What was read back is not what was written");
        return script.answer;
    case ExportFormat::TrainingState:
        requirePth(request.target, *written.state);
        [[fallthrough]];
    default:
        return answerOfWeights(model, request.target, pictures);
    }
}

double differenceOf(const LoadedModel& model, const ExportRequest& request, const Written& written) {
    const torch::NoGradGuard noGrad;
    const at::Tensor pictures = probePictures(model.about.imageSize);
    const at::Tensor wanted = model.network->forward(pictures);
    const at::Tensor found = answerOf(model, request, written, pictures);
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
    requireNoPartOfRun(request.target);
    if (fs::equivalent(request.model, request.target, code))
        throw Error(ErrorKind::Usage, {"This is the file that is exported", displayText(request.target),
                                       "Nothing was written.", "Choose another name."});
    if (!request.replaces && fs::exists(fs::symlink_status(request.target, code)))
        throw Error(ErrorKind::Usage,
                    {"There is such a file already", displayText(request.target), "Nothing was written.",
                     "Choose another name, or let it be replaced (--replace)."});
    if (const fs::file_status there = fs::status(request.target, code);
        fs::exists(there) && !fs::is_regular_file(there))
        throw Error(ErrorKind::Usage, {"This is a pipe or a device", displayText(request.target),
                                       "What is written is read back, so nothing was written.", "Name a file."});
}

/// A link stays: what it leads to is replaced.
std::string placeOf(const std::string& target) {
    std::error_code code;
    const bool leads = fs::is_symlink(fs::symlink_status(target, code)) && fs::exists(target, code);
    const fs::path end = leads ? fs::canonical(target, code) : fs::path(target);
    return code ? target : end.string();
}

/// A file under another name until it is known to be right: what it replaces stays until then.
class Unchecked {
public:
    Unchecked(std::string target, bool replaces)
        : target_(std::move(target))
        , path_(freeName(target_))
        , replaces_(replaces) {}
    ~Unchecked() {
        std::error_code code;
        fs::remove(path_, code);
    }
    Unchecked(const Unchecked&) = delete;
    Unchecked& operator=(const Unchecked&) = delete;
    const std::string& path() const { return path_; }
    void keep() const {
        const unsigned flags = replaces_ ? 0 : RENAME_NOREPLACE;
        int result = ::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target_.c_str(), flags);
        if (result != 0 && errno == EINVAL) // a file system that cannot tell: what was seen before counts
            result = ::rename(path_.c_str(), target_.c_str());
        if (result != 0)
            throw Error(ErrorKind::Io, {"The file cannot be put in its place", displayText(target_),
                                        std::generic_category().message(errno) + ".", "Choose another name."});
        syncFolder(fs::absolute(target_).parent_path().string());
    }

private:
    /// Nobody's, and no other export's at the same time.
    static std::string freeName(const std::string& target) {
        std::error_code code;
        std::string name;
        for (int i = 0; name.empty() || fs::exists(fs::symlink_status(name, code)); ++i)
            name = target + ".unchecked-" + std::to_string(::getpid()) + "-" + std::to_string(i);
        return name;
    }
    std::string target_, path_;
    bool replaces_;
};

} // namespace

ExportResult exportModel(const ExportRequest& request) {
    return withErrors([&] {
        requireFree(request);
        const bool isState = request.format == ExportFormat::TrainingState;
        CheckpointContent whole; // read once: a run that trains may let go of the file meanwhile
        const LoadedModel model = loadModel(
            request.model, request.which, isState ? std::optional(false) : request.average, isState ? &whole : nullptr);
        const Unchecked file(placeOf(request.target), request.replaces);
        ExportRequest unchecked = request;
        unchecked.target = file.path();
        const Written written = write(model, unchecked, std::move(whole));
        ExportResult result{.target = request.target,
                            .format = request.format,
                            .model = model.about.model,
                            .stem = model.about.stem,
                            .blurPool = model.about.blurPool,
                            .bytes = fs::file_size(file.path()),
                            .epoch = model.about.epoch,
                            .ema = model.about.ema,
                            .keepsAverage = model.keepsAverage,
                            .opset = request.format == ExportFormat::Onnx ? kOnnxOpset : 0,
                            .classes = static_cast<std::int64_t>(model.classes.size()),
                            .side = model.about.imageSize,
                            .resize = model.about.evalResize};
        try {
            result.difference = differenceOf(model, unchecked, written);
        } catch (const Error& error) {
            throw Error(error.kind(), {"The file that was written is not right", displayText(request.target),
                                       displayText(error.message().text()) + " It was removed.",
                                       "Try again; where that does not help, the disk or its memory may be bad."});
        }
        file.keep();
        return result;
    });
}

} // namespace studio
