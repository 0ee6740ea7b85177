// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/image_folder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/data/folder_scan.h"

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
std::uint64_t nameHash(const std::string& name) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

ImageSet listTraining(FolderScan& scan, const std::string& folder, std::vector<ClassInfo>& classes) {
    ImageSet set{folder, {}};
    for (const std::string& name : scan.subfolders(folder)) {
        const auto files = scan.pictures(folder + "/" + name);
        if (files.empty())
            throw refused("A class folder has no pictures", folder + "/" + name,
                          "Put pictures into it, or remove the folder.");
        const auto index = static_cast<std::uint32_t>(classes.size());
        classes.push_back({name, displayText(name)});
        for (const auto& file : files)
            set.samples.push_back({name + "/" + file, index});
    }
    if (classes.empty())
        throw refused("There are no class folders here", folder);
    if (classes.size() == 1)
        throw refused("There is only one class", folder + "/" + classes[0].folder,
                      "A network learns to tell classes apart: add a folder for another class.");
    return set;
}

ImageSet listValidation(FolderScan& scan, const std::string& folder, const std::vector<ClassInfo>& classes) {
    ImageSet set{folder, {}};
    for (const std::string& name : scan.subfolders(folder)) {
        const auto known =
            std::find_if(classes.begin(), classes.end(), [&](const ClassInfo& c) { return c.folder == name; });
        const auto files = scan.pictures(folder + "/" + name);
        if (known == classes.end()) {
            if (files.empty())
                continue;
            throw refused("Validation has a class that training lacks", folder + "/" + name,
                          "Add a training folder of this name, or remove this one.");
        }
        for (const auto& file : files)
            set.samples.push_back({name + "/" + file, static_cast<std::uint32_t>(known - classes.begin())});
    }
    if (set.samples.empty())
        throw refused("The validation folder has no pictures", folder,
                      "Put pictures into it, or remove the folder to split training.");
    return set;
}

/// Moves round(n * share) pictures of each class (at least 1, at least 1 left) to the validation set.
void splitOff(ImageFolder& data) {
    std::vector<Sample> all;
    all.swap(data.train.samples);
    data.val.folder = data.train.folder;
    data.valIsSplit = true;
    for (std::size_t begin = 0; begin < all.size();) {
        std::size_t end = begin;
        while (end < all.size() && all[end].classIndex == all[begin].classIndex)
            ++end;
        const std::size_t count = end - begin;
        if (count < 2)
            throw refused("A class has too few pictures to split",
                          data.train.folder + "/" + data.classes[all[begin].classIndex].folder,
                          "Add pictures, or give a validation folder of its own.");
        std::vector<std::pair<double, std::size_t>> draw;
        for (std::size_t i = begin; i < end; ++i)
            draw.emplace_back(
                CounterRandom(data.spec.splitSeed, CounterRandom::Purpose::Split, 0, nameHash(all[i].file)).uniform(),
                i);
        std::sort(draw.begin(), draw.end());
        const auto wanted = static_cast<std::size_t>(std::llround(static_cast<double>(count) * data.spec.split));
        const std::size_t held = std::clamp<std::size_t>(wanted, 1, count - 1);
        std::vector<bool> isVal(count);
        for (std::size_t i = 0; i < held; ++i)
            isVal[draw[i].second - begin] = true;
        for (std::size_t i = begin; i < end; ++i)
            (isVal[i - begin] ? data.val : data.train).samples.push_back(std::move(all[i]));
        begin = end;
    }
}

} // namespace

std::vector<std::int64_t> ImageSet::countPerClass(std::size_t classes) const {
    std::vector<std::int64_t> counts(classes);
    for (const Sample& sample : samples)
        ++counts[sample.classIndex];
    return counts;
}

std::string ImageFolder::classHash() const {
    std::string names;
    for (const ClassInfo& info : classes)
        names += info.folder + '\n';
    return sha256Hex(names);
}

bool hasPictureExtension(std::string_view file) {
    const auto dot = file.rfind('.');
    if (dot == std::string_view::npos)
        return false;
    std::string extension(file.substr(dot + 1));
    for (char& c : extension)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    constexpr std::array kKnown{"jpg", "jpeg", "png", "webp", "bmp", "tif", "tiff", "gif"};
    return std::find(kKnown.begin(), kKnown.end(), extension) != kKnown.end();
}

ImageFolder openImageFolder(const DataSpec& spec, const ScanProgress& progress, std::stop_token stop) {
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
    std::string valFolder = data.spec.val;
    if (valFolder.empty() && hasTrain && isFolder(root + "/val"))
        valFolder = root + "/val";
    if (!data.spec.val.empty() && !isFolder(valFolder))
        throw refused("There is no such validation folder", valFolder);

    FolderScan scan(progress, std::move(stop));
    data.train = listTraining(scan, hasTrain ? root + "/train" : root, data.classes);
    if (valFolder.empty())
        splitOff(data);
    else
        data.val = listValidation(scan, valFolder, data.classes);
    applyClassNames(root, data.classes);
    data.skipped = scan.skipped().first;
    data.skippedCount = scan.skipped().count;
    return data;
}

} // namespace studio
