// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <sys/types.h>

#include "core/prepare/prepare.h"
#include "core/prepare/prepare_archive_internal.h"
#include "core/prepare/prepare_devkit_internal.h"
#include "core/prepare/prepare_folder_internal.h"

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

/// Bytes of the archive that was published, to know what a download takes; 0 if the sum is another one's.
std::uint64_t publishedBytes(const ArchiveSums& sums, ArchiveKind kind);
/// Bytes that a job with addresses takes besides what is there, as far as sizes were published.
struct FetchNeed {
    std::uint64_t archives = 0, pictures = 0;
    std::uint64_t sum() const { return archives + pictures; }
};
/// Throws Error(Usage) for an address that names no archive.
FetchNeed fetchNeed(const PrepareOptions& options);
/// What stands for the addresses among the sources once they are fetched.
struct FetchedSources {
    bool complete = false; ///< false: stopped
    std::vector<std::string> sources, notes;
};
FetchedSources fetchSources(const PrepareOptions& options, const PrepareProgress& progress,
                            const std::stop_token& stop);
/// The folder that fetched archives are in.
std::string downloadFolder(const PrepareOptions& options);
/// Throws Error(Data) for an archive whose sum differs. Returns false if it was stopped.
bool verifySums(const PrepareSources& sources, const ArchiveSums& sums, const PrepareProgress& progress,
                const std::stop_token& stop);

/// What is finished, kept in OUT/.prepare.json. A missing or odd file is an empty journal: files that are there with
/// the right size are skipped in any case.
class PrepareJournal {
public:
    struct Part {
        std::int64_t pictures = 0;
        std::uint64_t bytes = 0;
    };
    /// `identity` is identityOf() the archives: one that differs from what was noted makes the journal void, one that
    /// was not given before is added.
    PrepareJournal(const std::string& out, const std::string& identity);

    /// nullptr: not finished. `part`: a WordNet id of training, or "val".
    const Part* find(const std::string& part) const;
    void finish(const std::string& part, const Part& what);
    /// Makes the pictures of `out` durable, then what was noted of them.
    void save(const PinnedFolder& out);
    std::uint64_t trainBytes() const;
    std::int64_t pictures() const;

    /// What was counted when everything was found complete; a side that was not given has none.
    struct Whole {
        std::int64_t train = 0, val = 0, classes = 0;
    };
    const std::optional<Whole>& whole() const { return whole_; }
    void setWhole(const Whole& whole);

private:
    using Archives = std::map<std::string, std::string>; ///< "train" and its size
    static Archives parse(const std::string& identity);
    void load();
    std::string path_;
    Archives archives_;
    std::map<std::string, Part> parts_;
    std::optional<Whole> whole_;
    bool changed_ = false;
};

/// The volume of `path`, or of its nearest parent that exists; 0 = unknown.
dev_t deviceOf(const std::string& path);
/// 0 for an empty path. Throws Error(Io).
std::uint64_t archiveSize(const std::string& path);
/// Tells these archives from others.
std::string identityOf(const PrepareSources& sources);
/// Bytes that `pictures` out of archives will take in `out`, besides those that are there.
std::uint64_t neededBytes(const PrepareSources& sources, const PrepareJournal& journal, const std::string& out,
                          std::int64_t pictures);

/// Counts what was done and says it.
class PrepareMeter {
public:
    PrepareMeter(const PrepareProgress& progress, PrepareStatus::Stage stage, std::int64_t total, std::uint64_t bytes);
    /// Where only listing tells it: so many things, each of one byte of work.
    void setTotal(std::int64_t total);
    /// `work` bytes were read or written, by which `done` things are done.
    void add(std::int64_t done, std::uint64_t work);
    /// Work that need not be done after all.
    void skip(std::int64_t done, std::uint64_t work);
    void show();

private:
    using Clock = std::chrono::steady_clock;
    const PrepareProgress& progress_;
    PrepareStatus status_;
    std::uint64_t bytesLeft_;
    std::uint64_t worked_ = 0;
    Clock::time_point start_ = Clock::now();
};

/// What both layouts share.
struct PrepareJob {
    const PrepareOptions& options;
    const ImageNetLists& lists;
    PinnedFolder& out;
    PrepareMeter& meter;
    std::stop_token stop;
    PrepareResult& result;
};

/// Both return false if they were stopped. Throw Error.
bool unpackArchives(PrepareJob& job, const PrepareSources& sources, PrepareJournal& journal);
bool adoptKaggle(PrepareJob& job, const PrepareSources& sources);
/// Bytes that Kaggle's pictures will take in `out`, besides those that are there: none if they can be linked.
std::uint64_t kaggleBytes(const PrepareSources& sources, const ImageNetLists& lists, const PinnedFolder& out);

} // namespace studio
