// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace studio {

/// Which numbers of pictures and classes count as complete.
enum class PrepareExpect {
    Auto,     ///< ImageNet's own where the devkit lists 1,000 classes, else what the devkit lists
    ImageNet, ///< 1,281,167 training and 50,000 validation pictures in 1,000 classes
    Lists,    ///< what the devkit lists, whatever that is
};

/// MD5 sums to check archives against; empty = that archive is not checked. By default those that were published. The
/// devkit is compared with its own in any case, and said to be another one where it differs.
struct ArchiveSums {
    std::string train = "1d675b47d978889d74fa0da5fadfb00e";
    std::string val = "29b22e2961454d5413ddabcf34fc5622";
    std::string devkit = "fa75699e90414af021442c21a62c3abf";
};

struct PrepareOptions {
    /// Files ILSVRC2012_img_train.tar, ILSVRC2012_img_val.tar and ILSVRC2012_devkit_t12.tar.gz, or one folder that
    /// holds them, or the unpacked Kaggle folder (ILSVRC/Data/CLS-LOC beside the LOC_*.csv and .txt). Archives may be
    /// addresses (https, http, s3): they are fetched first. The training archive alone is enough to begin with; the
    /// other two can be added by a later call with the same OUT.
    std::vector<std::string> sources;
    std::string out;
    std::string downloads; ///< folder of fetched archives; empty = OUT/.downloads
    PrepareExpect expect = PrepareExpect::Auto;
    bool verifyMd5 = false;
    ArchiveSums sums;
    bool deleteArchives = false; ///< those that are proved whole, once everything is verified and durable
};

struct PrepareStatus {
    enum class Stage { Download, Sums, Pictures };
    Stage stage = Stage::Pictures;
    std::int64_t done = 0;   ///< megabytes of the archives (of the present one, in a download), or pictures
    std::int64_t total = 0;  ///< 0 = not known
    std::uint64_t bytes = 0; ///< of the archives, read by this call; with Kaggle's folder no bytes are read
    double secondsLeft = -1; ///< below 0 = not known
    std::string note{};      ///< why nothing happens at the moment; mostly empty
};
using PrepareProgress = std::function<void(const PrepareStatus&)>;

struct PrepareResult {
    bool complete = false; ///< false: stopped on request; the same call goes on
    std::int64_t trainPictures = 0, valPictures = 0, classes = 0;
    std::int64_t written = 0;         ///< pictures written (or linked) this time
    std::vector<std::string> notes;   ///< what people should know: of downloads, of what is missing, or was not deleted
    std::vector<std::string> deleted; ///< archives that were deleted
    std::vector<std::string> refused; ///< "archive: member: why", the first 100; only where the job fails by it
};

/// ILSVRC2012 as folders: OUT/train/WNID/*.JPEG, OUT/val/WNID/*.JPEG and OUT/classes.json, in torchvision's order.
/// The inner archives are read out of the outer one. Only regular files with the names of the publishers are written;
/// anything else in an archive is refused by name, and nothing is ever written outside OUT; what lies there and is not
/// of the set is named and refused, too. What is finished is noted in OUT/.prepare.json, so a job that was stopped or
/// killed goes on, and a finished one returns in seconds, even if its archives are gone. Only what is noted there, of
/// the same archives, is believed; any other picture in OUT is compared with the archive and written anew where it
/// differs. After an error of kind Data all is in doubt. An archive is deleted when it ended where its file ends, and
/// number and sizes of its pictures in OUT are right by the lists; the training archive alone when it has ImageNet's
/// numbers, or its sum was compared. `progress` is called on the caller's thread after each picture. Throws Error:
/// Usage (no archives), Data (wrong, damaged or incomplete), DiskFull (also before the start), Io, Locked.
PrepareResult prepareImageNet(const PrepareOptions& options, const PrepareProgress& progress = {},
                              std::stop_token stop = {});

} // namespace studio
