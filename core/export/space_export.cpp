// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/space_export.h"

#include <array>
#include <cerrno>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <system_error>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/device/pixel_ops.h"
#include "core/export/model_card.h"
#include "core/export/space_files.h"
#include "core/image/image_file.h"
#include "core/model/architecture.h"
#include "core/run/checkpoint.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kWeights = "model.safetensors";
/// Of the packages that app.py and model.py import, tried together. Gradio: kSpaceGradio.
constexpr const char* kPinned = "numpy==2.4.6\npillow==12.3.0\ntorch==2.15.0\n";
/// Hugging Face takes large and binary files through LFS alone.
constexpr const char* kAttributes = "*.safetensors filter=lfs diff=lfs merge=lfs -text\n"
                                    "examples/* filter=lfs diff=lfs merge=lfs -text\n";

/// A folder under another name until all of it is there; gone with this object where it was not put in its place.
class FolderInTheMaking {
public:
    explicit FolderInTheMaking(std::string target)
        : target_(std::move(target))
        , path_(made(target_ + ".unfinished-" + std::to_string(::getpid()))) {}
    ~FolderInTheMaking() {
        std::error_code code;
        if (!path_.empty())
            fs::remove_all(path_, code);
    }
    FolderInTheMaking(const FolderInTheMaking&) = delete;
    FolderInTheMaking& operator=(const FolderInTheMaking&) = delete;
    const std::string& path() const { return path_; }
    /// rename(2) itself refuses a place that is no empty folder, whoever filled it in the meantime.
    void keep() {
        syncFolder(path_);
        if (::rename(path_.c_str(), target_.c_str()) != 0)
            throw systemError("The folder cannot be put in its place", displayText(target_), errno);
        path_.clear();
        syncFolder(folderOf(target_));
    }

private:
    /// What a killed export left is nobody's business.
    static std::string made(const std::string& name) {
        std::error_code code;
        for (int i = 0;; ++i) {
            std::string path = name + "-" + std::to_string(i);
            if (fs::create_directory(path, code))
                return path;
            if (code)
                throw systemError("The folder cannot be made", displayText(path), code.value());
        }
    }
    std::string target_, path_;
};

std::string withoutSlashes(std::string folder) {
    while (folder.size() > 1 && folder.ends_with('/'))
        folder.pop_back();
    return folder;
}

std::string titleOf(const std::string& run) {
    return displayText(baseName(withoutSlashes(fs::absolute(run).lexically_normal().string())));
}

void requireEmpty(const std::string& folder) {
    std::error_code code;
    const fs::file_status found = fs::symlink_status(folder, code);
    const bool isThere = fs::exists(found);
    if (isThere && fs::is_directory(found) && fs::is_empty(folder, code) && !code)
        return;
    if (isThere)
        throw Error(ErrorKind::Usage, {"There is something already", displayText(folder), "Nothing was written.",
                                       "Name a folder that is not there yet, or an empty one."});
}

void requireLicence(const SpaceRequest& request) {
    const bool isStated = displayText(request.examplesLicence).find_first_not_of(' ') != std::string::npos;
    if (!request.examples.empty() && !isStated)
        throw Error(ErrorKind::Usage, {"It is not said under which licence the example pictures are",
                                       {},
                                       "Nothing was written.",
                                       "State it, as all who see the page will read it: --examples-licence TEXT"});
}

const char* endingOf(std::span<const std::uint8_t> bytes) {
    switch (imageFormatOf(bytes)) {
    case ImageFormat::Png:
        return ".png";
    case ImageFormat::WebP:
        return ".webp";
    case ImageFormat::Bmp:
        return ".bmp";
    case ImageFormat::Tiff:
        return ".tiff";
    default:
        return ".jpg";
    }
}

/// What goes into one Space; writes below `folder`.
class SpaceWriter {
public:
    SpaceWriter(const SpaceRequest& request, std::string folder)
        : request_(request)
        , folder_(std::move(folder)) {}

    SpaceResult write() {
        const std::string checkpoint = findCheckpoint(request_.run, request_.which);
        const std::vector<std::string> labels = spaceLabels(readClassesFile(RunPaths(request_.run).classes));
        SpaceResult result;
        result.weights =
            exportModel({.model = checkpoint, .target = folder_ + "/" + kWeights, .format = ExportFormat::Safetensors});
        if (labels.size() != static_cast<std::size_t>(result.weights.classes))
            throw Error(ErrorKind::Corrupt,
                        {"The run's list of classes is not that of its weights",
                         displayText(RunPaths(request_.run).classes),
                         "It has " + grouped(static_cast<std::int64_t>(labels.size())) + " classes, the network " +
                             grouped(result.weights.classes) + ". Nothing was written.",
                         "Put the list back that the run was trained with."});
        files_.emplace_back(kWeights);
        copyExamples();
        const std::string title = titleOf(request_.run);
        add("space.json", aboutOf(result.weights, labels, title).dump(1, ' ', true) + "\n");
        add("app.py", spaceApp());
        add("model.py", spaceModel());
        add("requirements.txt", "gradio==" + std::string(kSpaceGradio) + "\n" + kPinned);
        add(".gitattributes", kAttributes);
        add("README.md", modelCard(readReport(request_.run), {.title = title,
                                                              .weights = result.weights,
                                                              .checkpoint = baseName(checkpoint),
                                                              .labels = labels,
                                                              .examples = examples_.size(),
                                                              .examplesLicence = request_.examplesLicence}));
        for (const std::string& file : files_)
            result.bytes += fs::file_size(folder_ + "/" + file);
        result.files = files_;
        return result;
    }

private:
    void add(const std::string& name, std::string_view text) {
        writeFileAtomically(folder_ + "/" + name, text);
        files_.push_back(name);
    }

    void copyExamples() {
        if (request_.examples.empty())
            return;
        fs::create_directory(folder_ + "/examples");
        std::vector<std::uint8_t> bytes;
        for (const std::string& file : request_.examples) {
            readImageFile(file, bytes);
            decodePicture(bytes, displayText(file));
            examples_.push_back("examples/" + std::to_string(examples_.size() + 1) + endingOf(bytes));
            add(examples_.back(), {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
        }
    }

    Json aboutOf(const ExportResult& weights, const std::vector<std::string>& labels, const std::string& title) const {
        const auto decimals = [](const std::array<float, 3>& values) {
            Json list = Json::array();
            for (const float value : values)
                list.push_back(std::round(static_cast<double>(value) * 1000) / 1000); // as people write them
            return list;
        };
        const Architecture& net = architectureOf(weights.model);
        const Normalisation norm;
        const std::string licence =
            examples_.empty() ? "" : " Example pictures: " + displayText(request_.examplesLicence);
        return {{"title", title},
                {"description",
                 modelDisplayName(weights.model) + ", epoch " + std::to_string(weights.epoch) + "." + licence},
                {"network",
                 {{"cifar", net.cifar},
                  {"blocks", net.blocks},
                  {"bottleneck", net.bottleneck},
                  {"expansion", net.expansion},
                  {"groups", net.groups},
                  {"width_per_group", net.widthPerGroup},
                  {"projection", net.projection},
                  {"small_stem", weights.stem == "small"},
                  {"blurpool", weights.blurPool},
                  {"classes", weights.classes}}},
                {"image_size", weights.side},
                {"resize", weights.resize},
                {"mean", decimals(norm.mean)},
                {"std", decimals(norm.std)},
                {"examples", examples_},
                {"labels", labels}};
    }

    const SpaceRequest& request_;
    std::string folder_;
    std::vector<std::string> files_, examples_;
};

} // namespace

std::vector<std::string> spaceLabels(const std::vector<ClassInfo>& classes) {
    std::map<std::string, int> count;
    for (const ClassInfo& info : classes)
        ++count[displayText(info.name)];
    std::set<std::string> taken;
    std::vector<std::string> labels;
    for (const ClassInfo& info : classes) {
        std::string label = displayText(info.name);
        if (count[label] > 1)
            label += " (" + displayText(info.folder) + ")";
        while (!taken.insert(label).second)
            label += " (class " + std::to_string(labels.size()) + ")";
        labels.push_back(label);
    }
    return labels;
}

SpaceResult exportSpace(const SpaceRequest& request) {
    try {
        SpaceRequest wanted = request;
        wanted.folder = absolutePath(request.folder); // a folder cannot be renamed to "."
        requireLicence(wanted);
        requireEmpty(wanted.folder);
        requireRun(wanted.run);
        FolderInTheMaking folder(wanted.folder);
        SpaceResult result = SpaceWriter(wanted, folder.path()).write();
        folder.keep();
        result.folder = wanted.folder;
        result.weights.target = wanted.folder + "/" + kWeights;
        return result;
    } catch (const fs::filesystem_error& error) {
        throw systemError("The folder cannot be written", displayText(request.folder), error.code().value());
    }
}

} // namespace studio
