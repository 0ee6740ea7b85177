// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/base/text.h"
#include "core/data/download.h"
#include "core/data/prepare_job_internal.h"

namespace studio {

namespace {

struct Wanted {
    std::size_t at; ///< among the sources
    ArchiveKind kind;
    std::string name;
};

const std::string& sumOf(const ArchiveSums& sums, ArchiveKind kind) {
    return kind == ArchiveKind::Train ? sums.train : kind == ArchiveKind::Val ? sums.val : sums.devkit;
}

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

} // namespace

std::string downloadFolder(const PrepareOptions& options) {
    return options.downloads.empty() ? options.out + "/.downloads" : options.downloads;
}

FetchedSources fetchSources(const PrepareOptions& options, const PrepareProgress& progress,
                            const std::stop_token& stop) {
    FetchedSources result{true, options.sources, {}};
    std::vector<Wanted> wanted;
    for (std::size_t i = 0; i < options.sources.size(); ++i) {
        if (!isUrl(options.sources[i]))
            continue;
        const std::string name = fileNameOfUrl(options.sources[i]);
        wanted.push_back({i, archiveKind(name), name});
    }
    // The smallest first: a wrong address is told in seconds.
    std::sort(wanted.begin(), wanted.end(), [](const Wanted& a, const Wanted& b) { return a.kind > b.kind; });
    for (const Wanted& one : wanted) {
        DownloadOptions download;
        download.url = options.sources[one.at];
        download.out = downloadFolder(options) + "/" + one.name;
        download.sums.md5 = sumOf(options.sums, one.kind);
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
    }
    return result;
}

} // namespace studio
