// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "core/prepare/prepare.h"
#include "core/prepare/prepare_devkit_internal.h"

namespace studio {

/// The files of the job: three archives, or Kaggle's folder.
struct PrepareSources {
    std::string train, val, devkit; ///< empty: not found
    std::string kaggle;             ///< the folder that holds train and val; empty: archives
    std::string mapping, solution;  ///< Kaggle's lists

    std::vector<std::string> archives() const;
};

/// Sorts out what was given; what was not is left empty. Throws Error(Usage).
PrepareSources gatherSources(const std::vector<std::string>& sources);
/// Names of the archives without which there is not enough to work on `out`; empty: everything is there, or training
/// pictures alone, or the rest of a folder that has those.
std::string missingSources(const PrepareSources& found, const std::string& out);
/// gatherSources() where nothing is missing. Throws Error(Usage or Io) that names what is.
PrepareSources findSources(const std::vector<std::string>& sources, const std::string& out);
/// What they list: of Kaggle's folder, the devkit, or else the training archive. Throws Error(Data or Io).
ImageNetLists readLists(const PrepareSources& sources);
/// The classes that a training archive holds, where no devkit tells them. Throws Error(Data or Io).
ImageNetLists listTrainArchive(const std::string& path);

enum class ArchiveKind { Train, Val, Devkit };
/// By the name of the file. Throws Error(Usage).
ArchiveKind archiveKind(const std::string& name);
const char* keyOf(ArchiveKind kind); ///< "train"
const std::string& sumOf(const ArchiveSums& sums, const std::string& key);
/// Throws Error(Data) for an archive whose sum differs. Returns false if it was stopped.
bool verifySums(const PrepareSources& sources, const ArchiveSums& sums, const PrepareProgress& progress,
                const std::stop_token& stop);

} // namespace studio
