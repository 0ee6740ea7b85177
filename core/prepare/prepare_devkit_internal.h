// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace studio {

/// A class of ImageNet as its publishers list it.
struct SynsetInfo {
    std::string words;            ///< "tench, Tinca tinca"
    std::int64_t trainImages = 0; ///< as listed; 0 = not told
};

/// What sorts the pictures: the classes by WordNet id, and the id of every validation picture.
struct ImageNetLists {
    std::map<std::string, SynsetInfo> classes;   ///< in torchvision's order
    std::map<std::string, std::string> valClass; ///< "ILSVRC2012_val_00000001" -> "n01440764"

    /// Training pictures of all classes together.
    std::int64_t trainImages() const;
};

/// Where the lists are as long as those of ILSVRC2012: the first validation pictures must have the classes that
/// everybody else's have, or a network would be judged by wrong answers. Throws Error(Data) naming `place`.
void checkValClasses(const ImageNetLists& lists, const std::string& place);
/// From ILSVRC2012_devkit_t12.tar.gz. Throws Error(Data or Io) naming the file.
ImageNetLists readDevkit(const std::string& path);
/// From LOC_synset_mapping.txt and LOC_val_solution.csv. Throws Error(Data or Io) naming the file.
ImageNetLists readKaggleLists(const std::string& mapping, const std::string& solution);

/// classes.json: folders sorted, the shortest name that tells a class from the others, and all its names.
std::string classesJson(const ImageNetLists& lists);

/// "n01440764".
bool isWordNetId(std::string_view text);
/// "n01440764_10026.JPEG" of that class.
bool isTrainPicture(std::string_view file, std::string_view wordNetId);
/// "ILSVRC2012_val_00000001.JPEG".
bool isValPicture(std::string_view file);

} // namespace studio
