// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/prepare/prepare_devkit_internal.h"
#include "core/prepare/prepare_folder_internal.h"
#include "core/prepare/prepare_journal_internal.h"

namespace studio {

/// What lies in OUT. A picture without a byte is none.
struct OutSurvey {
    std::map<std::string, PrepareJournal::Part> parts; ///< by WordNet id of training, and "val"
    std::vector<std::string> strangers;                ///< what is not of this set, the first of them
    std::int64_t strangerCount = 0;

    PrepareJournal::Part part(const std::string& key) const;
    std::int64_t trainPictures() const;
};
/// Looks at all names and sizes below OUT/train and OUT/val; writes nothing. Where the lists have no validation
/// pictures, any of a listed class is one of the set.
OutSurvey surveyOut(const PinnedFolder& out, const ImageNetLists& lists);
/// Throws Error(Data) that names the strangers, if there are some: they would be trained on.
void refuseStrangers(const OutSurvey& survey, const PinnedFolder& out);

/// Mends what a job with another devkit left: validation pictures go to the class that the lists give them, and class
/// folders that these lists do not have and in which nothing is are removed. Returns how many pictures were moved.
std::int64_t tidyOut(const PinnedFolder& out, const ImageNetLists& lists);

/// All files below OUT/train and OUT/val, whatever they are called: to see whether anything changed.
PrepareJournal::Whole countOut(const PinnedFolder& out);

} // namespace studio
