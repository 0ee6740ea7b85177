// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/dataset/name_list.h"
#include "core/dataset/unused_names.h"

namespace studio {

/// Where the pictures are. All paths and names in core/dataset are bytes, not Unicode.
struct DataSpec {
    std::string root;   ///< holds sets (train, val: folder_names.h), or class folders directly
    std::string val;    ///< other folder of class folders for validation; empty = that of root, or a split
    double split = 0.1; ///< share of each class for validation where there is no val folder, in (0, 0.9]
    std::uint64_t splitSeed = 0;
    bool operator==(const DataSpec&) const = default;
};

/// What a run remembers of its sets, so that nothing is guessed anew when it is resumed (core/run/run_pictures.h).
struct KnownSets {
    std::string train, val; ///< their folders below DataSpec::root; empty = root itself. DataSpec::val comes first
    bool split = false;     ///< the validation pictures were held back from training
    /// Its validation pictures, as ImageSet::fileOf() gives them. What they point to outlives this.
    std::unordered_set<std::string_view> validation;
    std::unordered_set<std::string_view> classes; ///< the folders that had pictures then; views as above
    bool movedTrain = false, movedVal = false;    ///< that set is looked for at another place than the run had it
    bool resumes = false; ///< a run that goes on waits for what may not be looked into, too: a closed mount point
};

struct ClassInfo {
    std::string folder; ///< folder name, bytes
    std::string name;   ///< display name, UTF-8: from classes.json or the folder's name
};

/// One side (training or validation) of a data set, ordered by class, then bytewise by file.
class ImageSet {
public:
    std::string folder;

    std::size_t size() const { return classes_.size(); }
    bool empty() const { return classes_.empty(); }
    /// Path relative to `folder`: "class/name.jpg", bytes. Valid until the set changes; no zero byte follows it.
    std::string_view fileOf(std::size_t index) const { return files_[index]; }
    std::uint32_t classOf(std::size_t index) const { return classes_[index]; }
    std::string pathOf(std::size_t index) const;
    void add(std::string_view file, std::uint32_t classIndex);
    /// Gives memory back that was taken for more pictures.
    void shrink();
    /// Pictures per class index.
    std::vector<std::int64_t> countPerClass(std::size_t classes) const;

private:
    NameList files_;
    std::vector<std::uint32_t> classes_;
};

/// A class-per-folder data set: torchvision's ImageFolder order (classes sorted bytewise, index = position).
struct ImageFolder {
    DataSpec spec;
    std::vector<ClassInfo> classes;
    ImageSet train;
    ImageSet val;
    bool valIsSplit = false;        ///< val was split off train, not a folder of its own
    UnusedNames unused;             ///< all that lies in its folders and is not used
    std::vector<std::string> notes; ///< what a person might not expect of the layout, a sentence each
    std::int64_t foldersListed = 0; ///< folders that were read entry by entry
    std::int64_t foldersReused = 0; ///< folders known from the index and unchanged since

    /// SHA-256 over the class folder names: a checkpoint of other classes is told by it.
    std::string classHash() const;
};

/// Called now and then with the number of pictures found so far.
using ScanProgress = std::function<void(std::int64_t found)>;

/// Where the names of a large data set are remembered between two openings; see core/dataset/folder_index.h.
struct IndexPlace {
    std::string folder;               ///< empty: remember nothing
    std::int64_t minPictures = 5'000; ///< smaller sets are listed at once anyway
};

/// `folder-indexes` in the user's cache folder.
IndexPlace defaultIndexPlace();

/// Lists a data set: data_layout.h says where its sets are. Reads names; opens files only where their names are none of
/// a picture, to see what they are. Follows links, safely (visited set, depth <= 16). The result does not depend on
/// what the index holds, only the time it takes does. `known`: the sets are those of a run.
/// Throws Error(Data) for: no folder, no class folder, one class only, a class without a picture (named), val classes
/// that train lacks, a layout that could be meant in two ways; Error(Io) where sets that are known are not there. A
/// stop request throws Error(Stopped).
ImageFolder openImageFolder(const DataSpec& spec, const ScanProgress& progress = {}, std::stop_token stop = {},
                            const IndexPlace& index = defaultIndexPlace(), const KnownSets* known = nullptr);

/// A folder of class folders, to measure a network on that knows `classes`: all of it is the validation set, in the
/// order of those classes; classes that it lacks are left out. `whole`: `root` itself holds the class folders; else its
/// validation or test set is taken, if it has one. `named`: the names of `classes` are those of folders; else the
/// folders are taken in their order. Throws Error(Data) where a folder is none of these classes, or all is empty.
ImageFolder openToMeasure(const std::string& root, bool whole, const std::vector<ClassInfo>& classes, bool named,
                          const ScanProgress& progress = {}, std::stop_token stop = {},
                          const IndexPlace& index = defaultIndexPlace());

/// True for the file-name extensions we take as pictures (jpg jpeg jpe jfif png webp bmp dib tif tiff, any case; gif is
/// listed so that it is refused by name rather than ignored).
bool hasPictureExtension(std::string_view file);

} // namespace studio
