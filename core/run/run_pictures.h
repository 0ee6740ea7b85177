// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/dataset/image_folder.h"
#include "core/dataset/name_list.h"

namespace studio {

/// RUN/pictures.list: which pictures a run trains and validates on, so that a resume finds the same ones or says what
/// differs, and an evaluation measures what was held back. Names only: one of the pictures' content has no record.
///
/// The file: a line "resnet-studio pictures 1", a line of JSON (where the sets lie below the data's folder, how they
/// were split, counts, length and SHA-256 of what follows), then the names, training before validation, each with a
/// zero byte behind it. Written as a whole or not at all; hostile until parsed. 1.28 million names take about 40 MB and
/// half a second.
struct RunPictures {
    std::string train, val; ///< folders below the data's root; empty = the root, or --val
    bool split = false;
    double share = 0.1; ///< of each class, where it was split
    std::uint64_t seed = 0;
    NameList trainNames, valNames; ///< as ImageSet::fileOf() gives them
};

RunPictures picturesOf(const ImageFolder& data);
/// Throws Error(Io, DiskFull).
void writeRunPictures(const std::string& path, const RunPictures& pictures);
/// Nothing for a run from before there was such a file. Throws Error(Corrupt) for a damaged one, Error(Io).
std::optional<RunPictures> readRunPictures(const std::string& path);
/// The sets for openImageFolder(); `pictures` outlives them.
KnownSets knownSets(const RunPictures& pictures);

/// What differs between two lists of names: how many, and one of them.
struct NameChanges {
    std::int64_t came = 0, went = 0;
    std::string firstCame, firstWent;

    bool any() const { return came > 0 || went > 0; }
    /// "2 new (ant/x.jpg) and 1 gone (bee/y.jpg)".
    std::string text() const;
};
/// Compares quickly where nothing changed.
NameChanges compareNames(const NameList& before, const ImageSet& now);
/// Keys in run.db's meta table: namesDigest() of the validation set that was used last; and the step up to which
/// another one was, so that a best of that time is not compared with later ones.
inline constexpr const char* kValidationSetKey = "validation_set";
inline constexpr const char* kBestFromStepKey = "best_from_step";

/// SHA-256 over the names of a set, in its order.
std::string namesDigest(const ImageSet& set);

} // namespace studio
