// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/dataset/name_list.h"

namespace studio {

/// Why something in the folders of a data set is not used.
enum class UnusedReason : std::uint8_t {
    NotAPicture, ///< by its name, or by what is in it where the name says nothing
    OtherFormat, ///< a picture that no decoder here reads: HEIC, AVIF
    LfsPointer,  ///< Git LFS left a few lines of text in the picture's place
    BrokenLink,
    NotAFile,   ///< a pipe, a socket, a device
    Unreadable, ///< cannot be opened, so nobody knows what it is
    LinkLoop,
    TooDeep,
    System,          ///< hidden, or left by a system, a file server or a desktop
    RunFolder,       ///< what a training of ours wrote
    BesideClasses,   ///< a picture beside the class folders, in none of them
    BesideSets,      ///< a folder beside those of training and validation
    NewInValidation, ///< came after the run was started: its validation stays what it was
    kCount
};

/// "broken_link": for files and scripts.
const char* unusedReasonName(UnusedReason reason);
/// "a link that leads nowhere": for people.
const char* unusedReasonText(UnusedReason reason);

/// Everything that lies in the folders of a data set and is not used, so that what is there and what is used can be
/// compared. About the length of its path a name.
class UnusedNames {
public:
    struct Entry {
        std::string_view path; ///< bytes; valid until the list changes
        UnusedReason reason = UnusedReason::NotAPicture;
    };
    std::int64_t count() const { return static_cast<std::int64_t>(reasons_.size()); }
    std::int64_t count(UnusedReason reason) const { return counts_[static_cast<std::size_t>(reason)]; }
    Entry operator[](std::size_t index) const { return {paths_[index], reasons_[index]}; }
    void add(std::string_view path, UnusedReason reason);
    /// "path: reason", for people.
    std::string line(std::size_t index) const;
    /// Path of the first of this reason; empty if there is none.
    std::string first(UnusedReason reason) const;
    /// One sentence a reason: "5 x a link that leads nowhere, for example /data/train/ant/000.jpg".
    std::vector<std::string> sentences() const;

private:
    NameList paths_;
    std::vector<UnusedReason> reasons_;
    std::array<std::int64_t, static_cast<std::size_t>(UnusedReason::kCount)> counts_{};
};

} // namespace studio
