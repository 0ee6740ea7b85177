// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/net/file_sum.h"

namespace studio {

/// A data set that can be fetched, with what people should know before they do.
struct KnownSet {
    enum class Layout { ClassFolders, Cifar10, Cifar100 };
    std::string id;          ///< "imagenette160"
    std::string title;       ///< "Imagenette, 160 px"
    std::string about;       ///< one line
    std::string base, file;  ///< the address is url()
    std::uint64_t bytes = 0; ///< of the archive
    bool exact = false;      ///< `bytes` was published to the byte, not rounded
    FileSums sums;           ///< as published; none: nobody did
    std::string terms;       ///< licence, in one honest line
    std::string termsLink;
    std::int64_t classes = 0, train = 0, val = 0; ///< that it must hold; 0 = not told
    Layout layout = Layout::ClassFolders;
    std::vector<std::pair<std::string, std::string>> names; ///< folder and readable name, for classes.json

    /// `mirror`: another folder of the same file instead of `base`, with a slash at its end or without; empty = none.
    std::string url(const std::string& mirror = {}) const;
    /// "MD5 e793b7... (published)", or "no checksum is published".
    std::string sumText() const;
};

const std::vector<KnownSet>& knownSets();
/// nullptr: there is none of that id.
const KnownSet* findKnownSet(const std::string& id);

struct GetOptions {
    KnownSet set;             ///< one of knownSets(); with an empty id `source` is taken
    std::string source;       ///< else: an archive of class folders (.tar .tar.gz .tgz .tar.xz .zip), path or address
    FileSums sums;            ///< of `source`, if somebody told them
    std::string baseUrl;      ///< instead of the set's own, for mirrors
    std::string out;          ///< new or empty folder
    std::string downloads;    ///< where the archive is fetched to; empty = OUT/.downloads
    bool keepArchive = false; ///< of one that was fetched; one that was there before is always kept
};

struct GetStatus {
    enum class Stage {
        Download, ///< bytes
        Check,    ///< bytes, of the sum
        List,     ///< bytes, of the archive, looked through
        Unpack,   ///< pictures
    };
    Stage stage = Stage::Download;
    std::int64_t done = 0, total = 0; ///< total 0 = not known
    double bytesPerSecond = 0;        ///< while downloading and checking
    double secondsLeft = -1;          ///< below 0 = not known
    std::string note;                 ///< why nothing happens at the moment; mostly empty
};
/// At most about ten times a second, on the caller's thread.
using GetProgress = std::function<void(const GetStatus&)>;

struct GetResult {
    bool complete = false; ///< false: stopped on request; the same call goes on
    bool wasThere = false; ///< there was nothing to do
    std::int64_t train = 0, val = 0, classes = 0;
    std::int64_t passedOver = 0;    ///< files in the archive that are no pictures of a class
    std::vector<std::string> notes; ///< what people should know
};

/// Fetches (or takes) an archive, compares it with the published sum, and unpacks it to OUT/train/CLASS/* and, where it
/// has validation pictures, OUT/val/CLASS/*, with classes.json where folders have readable names. A single folder
/// around everything is taken off; "test", "valid" and "validation" count as val. Only regular files with the extension
/// of a picture are written, under OUT alone; an archive that holds a link, a device or a way out ("../x", "/x") is
/// refused whole before anything is written. OUT/train and OUT/val appear when everything is counted and durable, until
/// then it is in OUT/.unpacking; what was finished is noted in OUT/.get.json, so a second call has nothing to do.
/// Throws Error: Usage (address, folder in use), Data (other content, counts or damage), DiskFull, Io, Locked.
GetResult getKnownSet(const GetOptions& options, const GetProgress& progress = {}, std::stop_token stop = {});

} // namespace studio
