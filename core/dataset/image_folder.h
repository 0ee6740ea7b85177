// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/dataset/name_list.h"

namespace studio {

/// Where the pictures are. All paths and names in core/dataset are bytes, not Unicode.
struct DataSpec {
    std::string root;   ///< holds train/ and val/, or class folders directly
    std::string val;    ///< other folder of class folders for validation; empty = root/val or a split
    double split = 0.1; ///< share of each class for validation where there is no val folder, in (0, 0.9]
    std::uint64_t splitSeed = 0;
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
    bool valIsSplit = false;          ///< val was split off train, not a folder of its own
    std::vector<std::string> skipped; ///< "path: reason" of entries that are no pictures (FIFO, text...), first 1,000
    std::int64_t skippedCount = 0;
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

/// Lists a data set; reads names only, never opens a picture. Follows links, safely (visited set, depth <= 16). The
/// result does not depend on what the index holds, only the time it takes does.
/// Throws Error(Data) for: no folder, no class folder, one class only, a class without a picture (named), val classes
/// that train lacks. A stop request throws Error(Stopped).
ImageFolder openImageFolder(const DataSpec& spec, const ScanProgress& progress = {}, std::stop_token stop = {},
                            const IndexPlace& index = defaultIndexPlace());

/// True for the file-name extensions we take as pictures (jpg jpeg png webp bmp tif tiff, any case; gif is listed so
/// that it is refused by name rather than ignored).
bool hasPictureExtension(std::string_view file);

} // namespace studio
