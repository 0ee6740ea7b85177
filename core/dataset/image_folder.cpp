// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/image_folder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/random.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/dataset/class_names.h"
#include "core/dataset/folder_index.h"
#include "core/dataset/folder_scan.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr const char* kLayoutHelp = "Choose a folder that holds train and val, or one folder per class.";

Error refused(const std::string& what, const std::string& place, const std::string& next = kLayoutHelp) {
    return Error(ErrorKind::Data, {what, displayText(place), {}, next});
}

bool isFolder(const std::string& path) {
    std::error_code error;
    return fs::is_directory(path, error);
}

std::string withoutSlash(std::string path) {
    while (path.size() > 1 && path.back() == '/')
        path.pop_back();
    return path;
}

/// FNV-1a, so that a picture's place in the split depends on its name, not on its neighbours.
std::uint64_t nameHash(std::string_view name) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

/// Adds the pictures of one class, their paths with the class in front.
class ClassFiles {
public:
    ClassFiles(const std::string& folder, const NameList& files)
        : files_(files)
        , path_(folder + "/")
        , prefix_(path_.size()) {}

    std::size_t size() const { return files_.size(); }
    /// Valid until the next call.
    std::string_view operator[](std::size_t index) {
        path_.resize(prefix_);
        return path_ += files_[index];
    }

private:
    const NameList& files_;
    std::string path_;
    std::size_t prefix_;
};

void addAll(ImageSet& set, ClassFiles files, std::uint32_t classIndex) {
    for (std::size_t i = 0; i < files.size(); ++i)
        set.add(files[i], classIndex);
}

/// Holds round(n * share) pictures of a class of two or more back for validation (at least 1, at least 1 left).
void addSplit(ImageFolder& data, ClassFiles files, std::uint32_t classIndex) {
    const std::size_t count = files.size();
    std::vector<std::pair<double, std::size_t>> draw;
    draw.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        draw.emplace_back(
            CounterRandom(data.spec.splitSeed, CounterRandom::Purpose::Split, 0, nameHash(files[i])).uniform(), i);
    const auto wanted = static_cast<std::size_t>(std::llround(static_cast<double>(count) * data.spec.split));
    const std::size_t held = std::clamp<std::size_t>(wanted, 1, count - 1);
    std::nth_element(draw.begin(), draw.begin() + static_cast<std::ptrdiff_t>(held), draw.end());
    std::vector<bool> isVal(count);
    for (std::size_t i = 0; i < held; ++i)
        isVal[draw[i].second] = true;
    for (std::size_t i = 0; i < count; ++i)
        (isVal[i] ? data.val : data.train).add(files[i], classIndex);
}

/// Lists the training folder, and splits each class where there is no validation folder.
void listTraining(FolderScan& scan, ImageFolder& data) {
    const std::string& folder = data.train.folder;
    std::string tooFew;
    for (const std::string& name : scan.subfolders(folder)) {
        const NameList& files = scan.pictures(folder + "/" + name);
        if (files.empty())
            throw refused("A class folder has no pictures", folder + "/" + name,
                          "Put pictures into it, or remove the folder.");
        const auto index = static_cast<std::uint32_t>(data.classes.size());
        data.classes.push_back({name, displayText(name)});
        if (data.valIsSplit && files.size() > 1)
            addSplit(data, {name, files}, index);
        else
            addAll(data.train, {name, files}, index);
        if (files.size() < 2 && tooFew.empty())
            tooFew = name;
    }
    if (data.classes.empty())
        throw refused("There are no class folders here", folder);
    if (data.classes.size() == 1)
        throw refused("There is only one class", folder + "/" + data.classes[0].folder,
                      "A network learns to tell classes apart: add a folder for another class.");
    if (data.valIsSplit && !tooFew.empty())
        throw refused("A class has too few pictures to split", folder + "/" + tooFew,
                      "Add pictures, or give a validation folder of its own.");
}

void listValidation(FolderScan& scan, ImageFolder& data) {
    const std::string& folder = data.val.folder;
    for (const std::string& name : scan.subfolders(folder)) {
        const auto known =
            std::lower_bound(data.classes.begin(), data.classes.end(), name,
                             [](const ClassInfo& info, const auto& wanted) { return info.folder < wanted; });
        const NameList& files = scan.pictures(folder + "/" + name);
        if (known == data.classes.end() || known->folder != name) {
            if (files.empty())
                continue;
            throw refused("Validation has a class that training lacks", folder + "/" + name,
                          "Add a training folder of this name, or remove this one.");
        }
        addAll(data.val, {name, files}, static_cast<std::uint32_t>(known - data.classes.begin()));
    }
    if (data.val.empty())
        throw refused("The validation folder has no pictures", folder,
                      "Put pictures into it, or remove the folder to split training.");
}

/// Checks what was asked for and finds the folders of both sets.
ImageFolder placesOf(const DataSpec& spec) {
    ImageFolder data;
    data.spec = spec;
    data.spec.root = withoutSlash(spec.root);
    data.spec.val = withoutSlash(spec.val);
    const std::string& root = data.spec.root;
    if (root.empty() || !isFolder(root))
        throw refused("There is no such folder", root);
    if (!(spec.split > 0 && spec.split <= 0.9))
        throw Error(ErrorKind::Config,
                    {"The validation share must be above 0 and at most 0.9", std::to_string(spec.split), {}, {}});
    const bool hasTrain = isFolder(root + "/train");
    if (!data.spec.val.empty() && !isFolder(data.spec.val))
        throw refused("There is no such validation folder", data.spec.val);
    data.train.folder = hasTrain ? root + "/train" : root;
    data.val.folder = data.spec.val;
    if (data.val.folder.empty() && hasTrain && isFolder(root + "/val"))
        data.val.folder = root + "/val";
    data.valIsSplit = data.val.folder.empty();
    if (data.valIsSplit)
        data.val.folder = data.train.folder;
    return data;
}

} // namespace

std::string ImageSet::pathOf(std::size_t index) const {
    const std::string_view file = fileOf(index);
    std::string path;
    path.reserve(folder.size() + 1 + file.size());
    return path.append(folder).append("/").append(file);
}

void ImageSet::add(std::string_view file, std::uint32_t classIndex) {
    files_.add(file);
    classes_.push_back(classIndex);
}

void ImageSet::shrink() {
    files_.shrink();
    classes_.shrink_to_fit();
}

std::vector<std::int64_t> ImageSet::countPerClass(std::size_t classes) const {
    std::vector<std::int64_t> counts(classes);
    for (const std::uint32_t index : classes_)
        ++counts[index];
    return counts;
}

std::string ImageFolder::classHash() const {
    std::string names;
    for (const ClassInfo& info : classes)
        names += info.folder + '\n';
    return sha256Hex(names);
}

bool hasPictureExtension(std::string_view file) {
    constexpr std::size_t kLongest = 4;
    const auto dot = file.rfind('.');
    if (dot == std::string_view::npos || file.size() - dot - 1 > kLongest)
        return false;
    std::array<char, kLongest> lower{};
    const std::string_view extension = file.substr(dot + 1);
    for (std::size_t i = 0; i < extension.size(); ++i)
        lower[i] =
            extension[i] >= 'A' && extension[i] <= 'Z' ? static_cast<char>(extension[i] - 'A' + 'a') : extension[i];
    const std::string_view wanted(lower.data(), extension.size());
    constexpr std::array<std::string_view, 8> kKnown{"jpg", "jpeg", "png", "webp", "bmp", "tif", "tiff", "gif"};
    return std::find(kKnown.begin(), kKnown.end(), wanted) != kKnown.end();
}

IndexPlace defaultIndexPlace() {
    return {defaultCacheFolder() + "/folder-indexes", 5'000};
}

ImageFolder openImageFolder(const DataSpec& spec, const ScanProgress& progress, std::stop_token stop,
                            const IndexPlace& place) {
    ImageFolder data = placesOf(spec);
    FolderIndex index(place.folder, data.spec.root, data.spec.val);
    FolderScan scan(index, progress, stop);
    listTraining(scan, data);
    if (!data.valIsSplit)
        listValidation(scan, data);
    applyClassNames(data.spec.root, data.classes);
    data.skipped = scan.skipped().first;
    data.skippedCount = scan.skipped().count;
    data.foldersListed = index.listed();
    data.foldersReused = index.reused();
    if (scan.found() >= place.minPictures)
        index.save(stop);
    data.train.shrink();
    data.val.shrink();
    return data;
}

} // namespace studio
