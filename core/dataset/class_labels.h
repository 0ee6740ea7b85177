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

/// Which class a label of a list means: the name of its folder, its display name where no other class has that, one of
/// these with its letters composed in another way (unicode_form.h), or its place, from 0. Where a class has a number
/// for a name all numbers are names; so is one with zeros in front ("001"). Any thread.
class ClassLabels {
public:
    /// How a label is read.
    enum class Reading { None, Name, OtherForm, Place };

    explicit ClassLabels(const std::vector<ClassInfo>& classes);
    std::optional<std::int32_t> of(const std::string& label) const;
    Reading readingOf(const std::string& label) const;
    /// Whether a label may be a class's place.
    bool hasPlaces() const { return !numbersAreNames_; }

private:
    std::unordered_map<std::string, std::int32_t> byName_, byForm_;
    std::int32_t count_ = 0;
    bool numbersAreNames_ = false;
};

/// The class of each picture of a list, as a network counts `classes`: what its label says; without a label what its
/// folder says, else -1, or Error(Data) where it is `required`. Throws Error(Data), naming the line, for a label that
/// is none of the classes, and naming the columns for a list that has columns of which none is known as the labels'.
std::vector<std::int32_t> classesOfList(const PictureListFile& list, const std::vector<ClassInfo>& classes,
                                        bool required);

/// What a person should know of how a list was read, a sentence each: labels that are places, or composed in another
/// way than the classes' names, separators of Windows, pictures that it names again. `truth`: of classesOfList().
std::vector<std::string> notesOfList(const PictureListFile& list, const std::vector<std::int32_t>& truth,
                                     const std::vector<ClassInfo>& classes);

} // namespace studio
