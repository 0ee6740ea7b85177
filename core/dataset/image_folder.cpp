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
#include "core/base/read_error.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/dataset/class_names.h"
#include "core/dataset/data_layout.h"
#include "core/dataset/folder_index.h"
#include "core/dataset/folder_names.h"
#include "core/dataset/folder_scan.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr const char* kLayoutHelp = "Choose a folder that holds train and val, or one folder per class.";

Error refused(const std::string& what, const std::string& place, const std::string& next = kLayoutHelp) {
    return Error(ErrorKind::Data, {what, displayText(place), {}, next});
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

/// Names that are not in the run's validation set are for training.
void addKnownSplit(ImageFolder& data, ClassFiles files, std::uint32_t classIndex, const KnownSets& known) {
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::string_view file = files[i];
        (known.validation.contains(file) ? data.val : data.train).add(file, classIndex);
    }
}

Error validationGone(const std::string& folder, const KnownSets& known) {
    return picturesGone(known.split ? known.movedTrain : known.movedVal,
                        "The validation pictures of the run are not there", folder,
                        "None of its " + grouped(static_cast<std::int64_t>(known.validation.size())) + " was found.");
}

/// A folder of sets that came into a run's folder of classes after it was started: "val" with the run's classes in it.
bool isSetThatCame(FolderScan& scan, const std::string& folder, const std::string& name, const KnownSets& known) {
    if (setRoleOf(name) == SetRole::None || known.classes.contains(name))
        return false;
    const std::vector<std::string> inside = scan.look(folder + "/" + name).folders;
    return std::any_of(inside.begin(), inside.end(),
                       [&known](const std::string& inner) { return known.classes.contains(inner); });
}

/// Lists the training folder, and splits each class where there is no validation folder.
void listTraining(FolderScan& scan, ImageFolder& data, const KnownSets* known) {
    const std::string& folder = data.train.folder;
    std::string tooFew;
    for (const std::string& name : scan.subfolders(folder)) {
        if (known != nullptr && isSetThatCame(scan, folder, name, *known)) {
            data.notes.push_back(displayText(name) +
                                 " came after the run was started; it goes on with the pictures that it had");
            scan.unused().add(folder + "/" + name, UnusedReason::BesideSets);
            continue;
        }
        const std::int64_t unused = scan.unused().count();
        const NameList& files = scan.pictures(folder + "/" + name);
        if (scan.heldRunsOnly())
            continue;
        if (files.empty()) {
            const Error error = emptyClass(folder + "/" + name, scan.unused(), unused);
            if (known != nullptr && known->classes.contains(name)) // the volume of this one may come back
                throw picturesGone(known->movedTrain, "A class of the run has no pictures", folder + "/" + name,
                                   error.message().done);
            throw error;
        }
        const auto index = static_cast<std::uint32_t>(data.classes.size());
        data.classes.push_back({name, displayText(name)});
        if (data.valIsSplit && known != nullptr)
            addKnownSplit(data, {name, files}, index, *known);
        else if (data.valIsSplit && files.size() > 1)
            addSplit(data, {name, files}, index);
        else
            addAll(data.train, {name, files}, index);
        if (files.size() < 2 && tooFew.empty())
            tooFew = name;
    }
    if (data.classes.empty())
        throw noClassFolders(folder, "training", scan);
    if (data.classes.size() == 1)
        throw refused("There is only one class", folder + "/" + data.classes[0].folder,
                      "A network learns to tell classes apart: add a folder for another class.");
    if (data.valIsSplit && known != nullptr && data.val.empty()) // renamed, converted: they would all be trained on
        throw validationGone(folder, *known);
    if (data.valIsSplit && known == nullptr && !tooFew.empty())
        throw refused("A class has too few pictures to split", folder + "/" + tooFew,
                      "Add pictures, or give a validation folder of its own.");
}

void listValidation(FolderScan& scan, ImageFolder& data, const KnownSets* known) {
    const std::string& folder = data.val.folder;
    for (const std::string& name : scan.subfolders(folder)) {
        const auto at = findClass(data.classes, name);
        const NameList& list = scan.pictures(folder + "/" + name);
        ClassFiles files(name, list);
        if (!at && known == nullptr && !list.empty())
            throw unknownClass(folder, name, data.classes, "Validation has a class that training lacks",
                               data.train.folder);
        for (std::size_t i = 0; i < files.size(); ++i) {
            const std::string_view file = files[i];
            if (known != nullptr && (!at || !known->validation.contains(file)))
                scan.unused().add(folder + "/" + std::string(file), UnusedReason::NewInValidation);
            else
                data.val.add(file, *at);
        }
    }
    if (!data.val.empty())
        return;
    if (known != nullptr)
        throw validationGone(folder, *known);
    if (scan.look(folder).folders.empty())
        throw noClassFolders(folder, "validation", scan);
    throw refused("The validation folder has no pictures", folder,
                  "Mount or fill it. Without a folder of this name a share of training is held back.");
}

/// Checks what was asked for.
ImageFolder checkedSpec(const DataSpec& spec) {
    ImageFolder data;
    data.spec = spec;
    data.spec.root = withoutSlash(spec.root);
    data.spec.val = withoutSlash(spec.val);
    const std::string& root = data.spec.root;
    requireFolder(root, "There is no such folder", kLayoutHelp);
    if (holdsRun(root))
        throw refused("This is the folder of a training run, not of pictures", root);
    if (!(spec.split > 0 && spec.split <= 0.9))
        throw Error(ErrorKind::Config,
                    {"The validation share must be above 0 and at most 0.9", std::to_string(spec.split), {}, {}});
    if (!data.spec.val.empty())
        requireFolder(data.spec.val, "There is no such validation folder", kLayoutHelp);
    return data;
}

void placeSets(ImageFolder& data, FolderScan& scan, const KnownSets* known) {
    const DataLayout layout = known != nullptr ? knownLayout(data.spec, *known, scan) : findLayout(data.spec, scan);
    data.train.folder = layout.train;
    data.valIsSplit = layout.val.empty();
    data.val.folder = data.valIsSplit ? layout.train : layout.val;
    data.notes = layout.notes;
}

/// classes.json may lie beside the sets, or with what was given.
void nameClasses(ImageFolder& data, const std::string& sets) {
    std::error_code error;
    const std::string above = fs::path(sets).parent_path().string();
    const bool inside = sets != data.spec.root && above != data.spec.root && fs::exists(above + "/classes.json", error);
    applyClassNames(inside ? above : data.spec.root, data.classes);
}

void finish(ImageFolder& data, FolderScan& scan, FolderIndex& index, const IndexPlace& place,
            const std::stop_token& stop) {
    data.unused = std::move(scan.unused());
    data.foldersListed = index.listed();
    data.foldersReused = index.reused();
    if (scan.found() >= place.minPictures)
        index.save(stop);
    data.train.shrink();
    data.val.shrink();
}

/// Which class a folder is; throws for none. Folders without a picture are none.
std::uint32_t measuredClass(const std::string& folder, const std::string& name, std::size_t position,
                            const std::vector<ClassInfo>& classes, bool named) {
    if (!named)
        return static_cast<std::uint32_t>(position);
    if (const auto at = findClass(classes, name))
        return *at;
    throw unknownClass(folder, name, classes, "The folder has a class that the model does not know", {});
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
    constexpr std::size_t kLongest = 5;
    const auto dot = file.rfind('.');
    if (dot == std::string_view::npos || file.size() - dot - 1 > kLongest)
        return false;
    std::array<char, kLongest> lower{};
    const std::string_view extension = file.substr(dot + 1);
    for (std::size_t i = 0; i < extension.size(); ++i)
        lower[i] =
            extension[i] >= 'A' && extension[i] <= 'Z' ? static_cast<char>(extension[i] - 'A' + 'a') : extension[i];
    const std::string_view wanted(lower.data(), extension.size());
    constexpr std::array<std::string_view, 15> kKnown{"jpg",  "jpeg", "png", "webp", "bmp", "tif",   "tiff", "gif",
                                                      "jfif", "jpe",  "jif", "jfi",  "pjp", "pjpeg", "dib"};
    return std::find(kKnown.begin(), kKnown.end(), wanted) != kKnown.end();
}

IndexPlace defaultIndexPlace() {
    return {defaultCacheFolder() + "/folder-indexes", 5'000};
}

ImageFolder openImageFolder(const DataSpec& spec, const ScanProgress& progress, std::stop_token stop,
                            const IndexPlace& place, const KnownSets* known) {
    ImageFolder data = checkedSpec(spec);
    FolderIndex index(place.folder, data.spec.root, data.spec.val);
    FolderScan scan(index, progress, stop);
    placeSets(data, scan, known);
    const auto list = [&](bool moved, const auto& side) {
        try {
            side(scan, data, known);
        } catch (const Error& error) { // a ticket that ran out, a mount point that is closed: the run waits for them
            const bool waits = known != nullptr && known->resumes && !moved && error.kind() == ErrorKind::NoRight;
            throw waits ? Error(ErrorKind::Io, error.message()) : error;
        }
    };
    list(known != nullptr && known->movedTrain, listTraining);
    if (!data.valIsSplit)
        list(known != nullptr && known->movedVal, listValidation);
    nameClasses(data, data.train.folder);
    finish(data, scan, index, place, stop);
    return data;
}

ImageFolder openToMeasure(const std::string& root, bool whole, const std::vector<ClassInfo>& classes, bool named,
                          const ScanProgress& progress, std::stop_token stop, const IndexPlace& place) {
    ImageFolder data = checkedSpec({root, {}, 0.1, 0});
    FolderIndex index(place.folder, data.spec.root, {});
    FolderScan scan(index, progress, stop);
    data.classes = classes;
    data.val.folder = whole ? data.spec.root : findMeasured(data.spec.root, scan).folder;
    data.train.folder = data.val.folder;
    std::size_t position = 0;
    for (const std::string& name : scan.subfolders(data.val.folder)) {
        const NameList& files = scan.pictures(data.val.folder + "/" + name);
        if (files.empty())
            continue;
        if (named || position < classes.size())
            addAll(data.val, {name, files}, measuredClass(data.val.folder, name, position, classes, named));
        ++position;
    }
    if (data.val.empty())
        throw noClassFolders(data.val.folder, "given", scan);
    if (!named && position != classes.size())
        throw refused("The pictures have other classes than the model", data.val.folder,
                      "The model knows " + std::to_string(classes.size()) +
                          " classes, but not their names: choose the run folder, or a folder of as many classes.");
    finish(data, scan, index, place, stop);
    return data;
}

} // namespace studio
