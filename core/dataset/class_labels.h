// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/dataset/image_folder.h"
#include "core/dataset/picture_list.h"

namespace studio {

/// Which class a picture is of, where it lies in a folder that is named like one. Any thread.
class FolderTruth {
public:
    FolderTruth() = default;
    explicit FolderTruth(const std::vector<ClassInfo>& classes);
    std::optional<std::int32_t> of(const std::string& picture) const;

private:
    std::unordered_map<std::string, std::int32_t> byFolder_;
};

/// Which class a label of a list means: the name of its folder, its display name where no other class has that, or its
/// place, from 0. Where a class has a number for a name all numbers are names. Any thread.
class ClassLabels {
public:
    explicit ClassLabels(const std::vector<ClassInfo>& classes);
    std::optional<std::int32_t> of(const std::string& label) const;

private:
    std::unordered_map<std::string, std::int32_t> byName_;
    std::int32_t count_ = 0;
    bool numbersAreNames_ = false;
};

/// The class of each picture of a list, as a network counts `classes`: what its label says; without a label what its
/// folder says, else -1, or Error(Data) where it is `required`. Throws Error(Data), naming the line, for a label that
/// is none of the classes.
std::vector<std::int32_t> classesOfList(const PictureListFile& list, const std::vector<ClassInfo>& classes,
                                        bool required);

} // namespace studio
