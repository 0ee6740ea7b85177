// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prepare/prepare_look.h"

#include <algorithm>
#include <filesystem>
#include <sys/stat.h>

#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/read_error.h"
#include "core/base/text.h"
#include "core/net/download.h"
#include "core/prepare/prepare.h"
#include "core/prepare/prepare_devkit_internal.h"
#include "core/prepare/prepare_fetch_internal.h"
#include "core/prepare/prepare_journal_internal.h"
#include "core/prepare/prepare_look_internal.h"
#include "core/prepare/prepare_sources_internal.h"
#include "core/prepare/set_note_internal.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kSlackPerPicture = 2'048; ///< a file takes whole blocks

ArchiveKind kindOf(const std::string& source) {
    return archiveKind(isUrl(source) ? fileNameOfUrl(source) : baseName(source));
}

/// The addresses stand where their files will.
PrepareSources sortOut(const PrepareOptions& options, PrepareLook& look) {
    std::vector<std::string> files;
    for (const std::string& source : options.sources) {
        if (!isUrl(source))
            files.push_back(source);
    }
    PrepareSources sources = gatherSources(files);
    for (const std::string& source : options.sources) {
        if (!isUrl(source))
            continue;
        const ArchiveKind kind = kindOf(source);
        (kind == ArchiveKind::Train ? sources.train : kind == ArchiveKind::Val ? sources.val : sources.devkit) = source;
        look.addresses = true;
    }
    return sources;
}

void checkRoom(const std::string& out, PrepareLook& look) {
    look.freeBytes = freeBytes(out);
    if (look.neededBytes > look.freeBytes)
        look.problem = {"There is not enough space for the pictures", displayText(out),
                        "Needed: " + byteText(look.neededBytes) + ", free: " + byteText(look.freeBytes) + ".",
                        "Free space, or choose a folder on another volume."};
}

/// Without the lists there is only what an earlier call counted.
void lookAtFetch(const PrepareOptions& options, PrepareLook& look) {
    if (options.out.empty())
        return;
    const PrepareJournal journal(options.out, {});
    look.picturesThere = journal.pictures();
    if (const auto& whole = journal.whole(); whole && (look.val.empty() || whole->val > 0)) {
        look.pictures = whole->train + whole->val;
        look.freeBytes = freeBytes(options.out);
        return;
    }
    const FetchNeed need = fetchNeed(options);
    look.fetchBytes = need.archives;
    look.neededBytes = need.sum();
    checkRoom(options.out, look);
}

void lookAtWork(const PrepareSources& sources, const std::string& out, PrepareLook& look) {
    const ImageNetLists lists = readLists(sources);
    std::int64_t listed = lists.trainImages() + std::ssize(lists.valClass);
    // Kaggle's lists do not tell the pictures of training, and without a devkit nothing does.
    look.pictures = sources.kaggle.empty() && lists.trainImages() > 0 ? listed : 0;
    if (out.empty())
        return;
    const PrepareJournal journal(out, identityOf(sources));
    // Training was unpacked and counted before: by an earlier call, or without lists that tell how much it is.
    if (const auto& whole = journal.whole();
        sources.kaggle.empty() && whole && (sources.train.empty() || lists.trainImages() == 0))
        look.pictures = listed = whole->train + std::ssize(lists.valClass);
    look.picturesThere = sources.kaggle.empty() ? journal.pictures() : 0;
    look.copies = !sources.kaggle.empty() && deviceOf(sources.kaggle) != deviceOf(out);
    look.neededBytes = sources.kaggle.empty() ? neededBytes(sources, journal, out, listed) : 0;
    checkRoom(out, look);
}

} // namespace

dev_t deviceOf(const std::string& path) {
    struct stat info {};
    return ::stat(nearestExisting(path).c_str(), &info) == 0 ? info.st_dev : 0;
}

std::uint64_t archiveSize(const std::string& path) {
    if (path.empty())
        return 0;
    std::error_code error;
    const std::uint64_t size = fs::file_size(path, error);
    if (error)
        throw readError("Cannot read an archive", path, error.value());
    return size;
}

ArchiveIds identityOf(const PrepareSources& sources) {
    ArchiveIds ids;
    for (const auto& [kind, path] : {std::pair{ArchiveKind::Train, &sources.train},
                                     {ArchiveKind::Val, &sources.val},
                                     {ArchiveKind::Devkit, &sources.devkit}}) {
        if (!path->empty())
            ids[keyOf(kind)] = {fileStamp(*path), {}};
    }
    return ids;
}

std::uint64_t trainBytesThere(const PrepareJournal& journal, const std::string& out) {
    return journal.trainBytes() > 0 ? journal.trainBytes() : folderBytes(out + "/train");
}

std::uint64_t neededBytes(const PrepareSources& sources, const PrepareJournal& journal, const std::string& out,
                          std::int64_t pictures) {
    const auto left = static_cast<double>(std::max<std::int64_t>(0, pictures - journal.pictures()));
    if (pictures > 0 && left == 0)
        return 0;
    const std::uint64_t train = archiveSize(sources.train), val = journal.find("val") ? 0 : archiveSize(sources.val);
    const std::uint64_t bytes = train - std::min(train, train == 0 ? 0 : trainBytesThere(journal, out)) +
                                (val == 0 ? 0 : val - std::min(val, folderBytes(out + "/val")));
    // What lies in OUT without being noted takes its blocks already.
    const double share = train + val == 0 ? 1 : static_cast<double>(bytes) / static_cast<double>(train + val);
    return bytes + static_cast<std::uint64_t>(std::min(left, static_cast<double>(pictures) * share)) * kSlackPerPicture;
}

PrepareLook lookBeforePrepare(const PrepareOptions& options) {
    PrepareLook look;
    try {
        const PrepareSources sources = sortOut(options, look);
        look.train = sources.train;
        look.val = sources.val;
        look.devkit = sources.devkit;
        look.kaggle = sources.kaggle;
        for (const std::string& path : sources.archives())
            look.archiveBytes += isUrl(path) ? publishedBytes(options.sums, kindOf(path)) : archiveSize(path);
        look.enough = missingSources(sources, options.out).empty();
        if (look.enough && look.addresses)
            lookAtFetch(options, look);
        else if (look.enough)
            lookAtWork(sources, options.out, look);
    } catch (const std::exception& error) {
        look.problem = messageOf(error);
    }
    return look;
}

bool isSameArchive(const std::string& one, const std::string& other) {
    try {
        return kindOf(one) == kindOf(other);
    } catch (const Error&) {
        return false;
    }
}

bool areImageNetSources(const std::vector<std::string>& paths) {
    std::error_code error;
    for (const std::string& path : paths) {
        // "img_val_7.jpg" is a picture.
        if (!path.ends_with(".tar") && !path.ends_with(".tar.gz") && !path.ends_with(".tgz") &&
            !fs::is_directory(path, error))
            return false;
    }
    try {
        const PrepareSources sources = gatherSources(paths);
        return !sources.kaggle.empty() || !sources.train.empty() || !sources.val.empty() || !sources.devkit.empty();
    } catch (const Error&) {
        return false;
    }
}

} // namespace studio
