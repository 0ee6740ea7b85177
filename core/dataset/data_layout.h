// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/dataset/folder_names.h"
#include "core/dataset/folder_scan.h"
#include "core/dataset/image_folder.h"

namespace studio {

/// Where the class folders of both sets are.
struct DataLayout {
    std::string train;
    std::string val;                ///< empty: a share of training is held back
    std::vector<std::string> notes; ///< what a person might not expect, a sentence each
};

/// Looks at what is there: folders named as sets (folder_names.h) that hold class folders, or class folders themselves;
/// one folder around all of it may be there. A folder named as a set that holds pictures is a class among others.
/// Guesses nothing: what could be meant in two ways, and a set that is a link to nowhere, is Error(Data) saying so.
/// What lies beside the sets is noted as unused.
DataLayout findLayout(const DataSpec& spec, FolderScan& scan);

/// For a set or a class of a run of which nothing is there: Error(Io), since their volume may come back; Error(Data)
/// where they are looked for at another place than the run had them, for that is about the place. `found`: a sentence
/// about what is there.
Error picturesGone(bool moved, const std::string& title, const std::string& folder, const std::string& found);

/// The layout that a run was started with. Throws picturesGone() where one of its sets is not there or is empty.
DataLayout knownLayout(const DataSpec& spec, const KnownSets& known, FolderScan& scan);

/// Where the pictures of a set to be measured are, and what they are called: its validation set, else its test set,
/// else its class folders. `role` is None for plain class folders. Throws as findLayout().
struct MeasuredFolder {
    std::string folder;
    SetRole role = SetRole::None;
};
MeasuredFolder findMeasured(const std::string& root, FolderScan& scan);

/// Why a class folder holds no picture, by what is in it instead.
Error emptyClass(const std::string& folder, const UnusedNames& unused, std::int64_t unusedBefore);
/// For a set's folder without class folders.
Error noClassFolders(const std::string& folder, const std::string& what, FolderScan& scan);

} // namespace studio
