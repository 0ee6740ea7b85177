// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/prepare/prepare.h"

namespace studio {

/// What prepareImageNet() would have to do, told before it starts.
struct PrepareLook {
    std::string train, val, devkit; ///< paths or addresses of the archives; empty: not among the sources
    std::string kaggle;             ///< the unpacked folder instead of archives
    std::uint64_t archiveBytes = 0; ///< of those that were found, and of those that will be fetched
    bool addresses = false;         ///< some are addresses, so no list is read yet
    std::uint64_t fetchBytes = 0;   ///< that are still to be fetched; 0 = none
    std::int64_t pictures = 0;      ///< that the devkit lists; 0 = not known
    std::int64_t picturesThere = 0; ///< noted as finished in OUT by an earlier call with the same archives
    bool copies = false;            ///< Kaggle's pictures are on another volume, so they are copied, not linked
    std::uint64_t neededBytes = 0;  ///< in OUT, besides what is there, archives that are fetched to it too; not added
                                    ///< up where `copies`
    std::uint64_t freeBytes = 0;    ///< on the volume of OUT
    Message problem;                ///< why it cannot start; empty title = it can
    bool enough = false;            ///< to begin with: everything, training alone, or the rest of what OUT has
    bool isWhole() const { return !kaggle.empty() || (!train.empty() && !val.empty() && !devkit.empty()); }
};

/// Reads lists and sizes only; nothing is written, and no server is asked. OUT may be empty: then only the sources are
/// looked at. Whatever is wrong is told in `problem`.
PrepareLook lookBeforePrepare(const PrepareOptions& options);

/// Whether both names are those of the same one of ImageNet's archives, so that the later one takes the place of the
/// other. They may be paths or addresses.
bool isSameArchive(const std::string& one, const std::string& other);

/// Whether these paths look like something for prepareImageNet(): its archives by name, a folder that holds them, or
/// Kaggle's.
bool areImageNetSources(const std::vector<std::string>& paths);

} // namespace studio
