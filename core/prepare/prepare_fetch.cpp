// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prepare/prepare_fetch_internal.h"

#include <algorithm>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/net/download.h"
#include "core/prepare/prepare.h"
#include "core/prepare/prepare_journal_internal.h"
#include "core/prepare/prepare_look_internal.h"
#include "core/prepare/prepare_sources_internal.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

struct Wanted {
    std::size_t at; ///< among the sources
    ArchiveKind kind;
    std::string name;
    std::uint64_t bytes = 0; ///< 0 = not known
};

PrepareStatus statusOf(const DownloadStatus& from) {
    PrepareStatus status;
    status.stage = from.checking ? PrepareStatus::Stage::Sums : PrepareStatus::Stage::Download;
    status.done = static_cast<std::int64_t>(from.done >> 20);
    status.total = static_cast<std::int64_t>(from.total >> 20);
    status.bytes = from.done;
    status.secondsLeft = from.secondsLeft;
    status.note = from.note;
    return status;
}

std::uint64_t sizeOf(const std::string& path) {
    std::error_code error;
    const std::uint64_t size = fs::file_size(path, error);
    return error ? 0 : size;
}

[[noreturn]] void tooLittleSpace(const std::string& folder, const char* what, std::uint64_t needed,
                                 std::uint64_t there) {
    throw Error(ErrorKind::DiskFull,
                {std::string("There is not enough space for ") + what, displayText(folder),
                 "Needed: " + byteText(needed) + ", free: " + byteText(there) + ". Nothing was fetched.",
                 "Free space, or choose folders on other volumes."});
}

/// The addresses among the sources. Throws Error(Usage) for one that names no archive.
std::vector<Wanted> wantedOf(const PrepareOptions& options) {
    std::vector<Wanted> wanted;
    for (std::size_t i = 0; i < options.sources.size(); ++i) {
        if (!isUrl(options.sources[i]))
            continue;
        const std::string name = fileNameOfUrl(options.sources[i]);
        const ArchiveKind kind = archiveKind(name);
        wanted.push_back({i, kind, name, publishedBytes(options.sums, kind)});
    }
    return wanted;
}

FetchNeed needOf(const PrepareOptions& options, const std::vector<Wanted>& wanted) {
    constexpr std::uint64_t kSlackShare = 50; // what half-filled blocks of the disk add to the pictures: 2 %
    const PrepareJournal journal(options.out, {});
    FetchNeed need;
    const auto add = [&](ArchiveKind kind, std::uint64_t bytes) {
        const std::uint64_t there = kind == ArchiveKind::Train ? trainBytesThere(journal, options.out)
                                    : kind == ArchiveKind::Val ? folderBytes(options.out + "/val")
                                                               : bytes; // the lists are not unpacked
        const std::uint64_t left = bytes - std::min(bytes, there);
        need.pictures += left + left / kSlackShare;
    };
    for (const Wanted& one : wanted) {
        const std::string file = downloadFolder(options) + "/" + one.name;
        need.archives += one.bytes - std::min(one.bytes, std::max(sizeOf(file), sizeOf(file + ".part")));
        add(one.kind, one.bytes);
    }
    for (const std::string& source : options.sources) {
        if (!isUrl(source) && fs::is_regular_file(source))
            add(archiveKind(baseName(source)), sizeOf(source));
    }
    return need;
}

/// Told before days of downloading.
void checkSpace(const PrepareOptions& options, const FetchNeed& need) {
    const std::string folder = downloadFolder(options);
    const bool together = deviceOf(folder) == deviceOf(options.out);
    const std::uint64_t here = freeBytes(options.out), away = together ? here : freeBytes(folder);
    if (together && need.sum() > here)
        tooLittleSpace(options.out, "the archives and their pictures", need.sum(), here);
    if (need.pictures > here)
        tooLittleSpace(options.out, "the pictures", need.pictures, here);
    if (need.archives > away)
        tooLittleSpace(folder, "the archives", need.archives, away);
}

} // namespace

std::uint64_t publishedBytes(const ArchiveSums& sums, ArchiveKind kind) {
    const ArchiveSums published;
    if (sumOf(sums, keyOf(kind)) != sumOf(published, keyOf(kind)))
        return 0;
    return kind == ArchiveKind::Train ? 147'897'477'120 : kind == ArchiveKind::Val ? 6'744'924'160 : 2'568'145;
}

FetchNeed fetchNeed(const PrepareOptions& options) {
    return needOf(options, wantedOf(options));
}

std::string downloadFolder(const PrepareOptions& options) {
    return options.downloads.empty() ? options.out + "/.downloads" : options.downloads;
}

FetchedSources fetchSources(const PrepareOptions& options, const PrepareProgress& progress,
                            const std::stop_token& stop) {
    FetchedSources result{true, options.sources, {}, {}};
    std::vector<Wanted> wanted = wantedOf(options);
    for (Wanted& one : wanted)
        one.bytes = one.bytes > 0 ? one.bytes : askLength(options.sources[one.at], stop);
    if (!wanted.empty())
        checkSpace(options, needOf(options, wanted));
    if (!wanted.empty())
        makeFolder(downloadFolder(options)); // before hours of the first download
    // The smallest first: a wrong address is told in seconds.
    std::sort(wanted.begin(), wanted.end(), [](const Wanted& a, const Wanted& b) { return a.kind > b.kind; });
    for (const Wanted& one : wanted) {
        DownloadOptions download;
        download.url = options.sources[one.at];
        download.out = downloadFolder(options) + "/" + one.name;
        download.sums.md5 = sumOf(options.sums, keyOf(one.kind));
        // The lists' length is told by nobody but who has them; the others' by many.
        (one.kind == ArchiveKind::Devkit ? download.maxBytes : download.bytes) =
            publishedBytes(options.sums, one.kind) * (one.kind == ArchiveKind::Devkit ? 2 : 1);
        download.foreign = !options.downloads.empty();
        const DownloadResult got = studio::download(
            download,
            [&](const DownloadStatus& status) {
                if (progress)
                    progress(statusOf(status));
            },
            stop);
        for (const std::string& note : got.notes)
            result.notes.push_back(displayText(one.name) + ": " + note);
        if (!got.complete) {
            result.complete = false;
            return result;
        }
        result.sources[one.at] = download.out;
        if (download.sums.any())
            result.verified[keyOf(one.kind)].sum = download.sums.md5;
        else if (!isProtected(download.url))
            result.notes.push_back(displayText(one.name) + ": " + unprotectedText());
    }
    return result;
}

} // namespace studio
