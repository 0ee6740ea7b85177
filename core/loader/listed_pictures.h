// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "core/dataset/image_folder.h"
#include "core/dataset/name_list.h"
#include "core/dataset/picture_list.h"
#include "core/loader/picture_source.h"

namespace studio {

/// The pictures of a list as a set to be measured, in the order of the list. `classes`: one a picture, none below 0.
/// Where all paths are relative its folder is the list's; else it is the root of all, and empty.
ImageSet setOfList(const PictureListFile& list, const std::vector<std::int32_t>& classes);

/// How many lines of the list name one of the pictures that `names` tells below `folder`. Links to folders are
/// followed: two ways to a picture are one.
std::int64_t countListed(const PictureListFile& list, const std::string& folder, const NameList& names);

/// Reads the pictures of a list. They may lie anywhere, so that a name where nothing is says nothing of a volume: such
/// a picture is a bad one. So is a file that cannot be read, unless its neighbours cannot either (callOnFile()).
class ListedFiles final : public PictureSource {
public:
    /// `set` outlives it.
    explicit ListedFiles(const ImageSet& set)
        : set_(set) {}
    void read(std::uint32_t index, std::vector<std::uint8_t>& bytes, const std::stop_token& stop = {}) const override;

private:
    const ImageSet& set_;
};

} // namespace studio
