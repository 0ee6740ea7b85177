// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prepare/get_set.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/net/download.h"
#include "core/prepare/cifar_archive_internal.h"
#include "core/prepare/known_sets.h"
#include "core/prepare/set_archive_internal.h"
#include "core/prepare/set_note_internal.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr const char* kNoteName = "/.get.json";
constexpr const char* kMarkName = "/.from";       ///< which archive an unfinished folder is of
constexpr const char* kFetchedName = "/.fetched"; ///< which archive was fetched for it, and so may be deleted

std::string withoutSlash(std::string path) {
    while (path.size() > 1 && path.back() == '/')
        path.pop_back();
    return path;
}

bool isMarked(const std::string& path, const std::string& mark) {
    try {
        return readSmallFile(path, 1u << 16) == mark;
    } catch (const Error&) {
        return false;
    }
}

/// Tells people of the stages after the download.
class StageMeter {
public:
    explicit StageMeter(const GetProgress& progress)
        : progress_(progress) {}
    void show(GetStatus::Stage stage, std::int64_t done, std::int64_t total) {
        const auto now = Clock::now();
        if (stage != status_.stage || !started_) {
            started_ = true;
            status_ = {};
            status_.stage = stage;
            start_ = now;
            first_ = done;
        } else if (now - shown_ < std::chrono::milliseconds(100) && done != total) {
            return;
        }
        shown_ = now;
        const double seconds = std::chrono::duration<double>(now - start_).count();
        const auto worked = static_cast<double>(done - first_);
        status_.done = done;
        status_.total = total;
        status_.secondsLeft = worked > 0 ? static_cast<double>(total - done) / worked * seconds : -1;
        if (progress_)
            progress_(status_);
    }

private:
    using Clock = std::chrono::steady_clock;
    const GetProgress& progress_;
    GetStatus status_;
    bool started_ = false;
    std::int64_t first_ = 0;
    Clock::time_point start_, shown_;
};

/// What lies in the class folders below OUT/`side`. A picture without a byte is none.
struct Folders {
    ClassCounts counts;
    std::uint64_t bytes = 0;
};
Folders countFolders(const PinnedFolder& root, const std::string& side) {
    Folders found;
    const std::optional<PinnedFolder> folder = root.find(side);
    for (const std::string& name : folder ? folder->list().folders : std::vector<std::string>()) {
        std::int64_t& count = found.counts[name];
        for (const PinnedFolder::File& file : PinnedFolder(*folder, name).files()) {
            count += file.bytes > 0 ? 1 : 0;
            found.bytes += file.bytes;
        }
    }
    return found;
}

class SetGetter {
public:
    SetGetter(const GetOptions& options, const GetProgress& progress, const std::stop_token& stop)
        : options_(options)
        , progress_(progress)
        , stop_(stop)
        , meter_(progress)
        , root_(withoutSlash(options.out))
        , staging_(root_ + "/.unpacking")
        , known_(!options.set.id.empty())
        , from_(known_ ? options.set.url(options.baseUrl) : options.source)
        , origin_(known_ ? SetOrigin::ofKnownSet(options.set.id) : SetOrigin::ofArchive(options.source)) {}

    GetResult run();

private:
    bool isThere(const PinnedFolder& out);
    void refuseOthers(const PinnedFolder& out) const;
    std::string fetch();
    std::string download();
    std::string downloadPath() const;
    const FileSums& sums() const { return known_ ? options_.set.sums : options_.sums; }
    bool isFetched(const std::string& archive) const;
    bool unpackOrDrop(const std::string& archive);
    bool unpack(const std::string& archive);
    std::uint64_t checkCounts(const SetCounts& counts, const PinnedFolder& staging) const;
    void finish(const PinnedFolder& out);
    void clearUp();

    const GetOptions& options_;
    const GetProgress& progress_;
    const std::stop_token& stop_;
    StageMeter meter_;
    const std::string root_, staging_;
    const bool known_;
    const std::string from_;
    const SetOrigin origin_;
    GetResult result_;
};

bool SetGetter::isThere(const PinnedFolder& out) {
    const auto note = SetNote::read(root_ + kNoteName);
    if (!note)
        return false;
    if (!note->origin.isSame(origin_))
        throw Error(ErrorKind::Usage,
                    {"The folder holds another data set already", displayText(root_),
                     "It was made from " + displayText(note->origin.name) +
                         (note->origin.name == origin_.name ? ", but from another one of this name." : "."),
                     "Choose another folder."});
    const Folders train = countFolders(out, "train"), val = countFolders(out, "val");
    if (SetCounts::sum(train.counts) != note->train || SetCounts::sum(val.counts) != note->val ||
        (note->bytes > 0 && train.bytes + val.bytes != note->bytes))
        throw Error(ErrorKind::Data, {"The data set is not complete any more", displayText(root_),
                                      "Pictures were added, taken away or changed since it was unpacked.",
                                      "Open it as it is, or remove the folder and repeat this."});
    result_.train = note->train;
    result_.val = note->val;
    result_.classes = note->classes;
    result_.complete = result_.wasThere = true;
    return true;
}

void SetGetter::refuseOthers(const PinnedFolder& out) const {
    const PinnedFolder::Listing listing = out.list();
    for (const auto* names : {&listing.folders, &listing.files, &listing.others}) {
        if (!names->empty())
            throw Error(ErrorKind::Usage, {"The folder is not empty", displayText(root_ + "/" + names->front()),
                                           "Nothing was written.", "Choose a new or empty folder."});
    }
}

/// The archive's path; empty if it was stopped.
std::string SetGetter::fetch() {
    if (!isUrl(from_)) {
        if (!fs::is_regular_file(from_))
            throw Error(ErrorKind::Usage, {"There is no such archive", displayText(from_), {}, {}});
        const std::string difference = sumDifference(from_, sums(), {}, stop_);
        if (!difference.empty())
            throw Error(ErrorKind::Data, {"The archive is not what was published", displayText(from_), difference, {}});
        return from_;
    }
    return download();
}

std::string SetGetter::downloadPath() const {
    const std::string folder = options_.downloads.empty() ? root_ + "/.downloads" : withoutSlash(options_.downloads);
    return folder + "/" + fileNameOfUrl(from_);
}

/// Whether this job, or an earlier call of it, brought the archive here: others are not ours to delete.
bool SetGetter::isFetched(const std::string& archive) const {
    const std::string stamp = fileStamp(archive);
    return !stamp.empty() && isMarked(root_ + kFetchedName, archive + "\n" + stamp + "\n");
}

std::string SetGetter::download() {
    DownloadOptions download;
    download.url = from_;
    download.out = downloadPath();
    const bool ours = options_.downloads.empty() || isFetched(download.out);
    download.foreign = !ours;
    download.sums = sums();
    download.bytes = known_ && options_.set.exact ? options_.set.bytes : 0;
    download.maxBytes = known_ ? 2 * options_.set.bytes : 0;
    const DownloadResult got = studio::download(
        download,
        [this](const DownloadStatus& status) {
            if (progress_)
                progress_({status.checking ? GetStatus::Stage::Check : GetStatus::Stage::Download,
                           static_cast<std::int64_t>(status.done), static_cast<std::int64_t>(status.total),
                           status.bytesPerSecond, status.secondsLeft, status.note});
        },
        stop_);
    result_.notes.insert(result_.notes.end(), got.notes.begin(), got.notes.end());
    if (!got.complete)
        return {};
    if (!isProtected(from_) && !sums().any())
        result_.notes.push_back(unprotectedText());
    if (ours || !got.wasThere)
        writeFileAtomically(root_ + kFetchedName, download.out + "\n" + fileStamp(download.out) + "\n");
    return download.out;
}

/// Returns the bytes of all pictures.
std::uint64_t SetGetter::checkCounts(const SetCounts& counts, const PinnedFolder& staging) const {
    const auto differs = [](std::int64_t found, std::int64_t wanted) { return wanted > 0 && found != wanted; };
    const std::int64_t train = SetCounts::sum(counts.train), val = SetCounts::sum(counts.val);
    const KnownSet& set = options_.set;
    if (known_ &&
        (differs(train, set.train) || differs(val, set.val) || differs(std::ssize(counts.train), set.classes)))
        throw Error(ErrorKind::Data,
                    {"The pictures are not those of " + set.title, displayText(root_),
                     grouped(train) + " for training and " + grouped(val) + " for validation in " +
                         grouped(std::ssize(counts.train)) + " classes instead of " + grouped(set.train) + ", " +
                         grouped(set.val) + " and " + grouped(set.classes) + ".",
                     "Download the archive again."});
    std::uint64_t bytes = 0;
    for (const auto& [side, wanted] : {std::pair{"train", &counts.train}, {"val", &counts.val}}) {
        const Folders found = countFolders(staging, side);
        bytes += found.bytes;
        if (found.counts != *wanted)
            throw Error(ErrorKind::Data,
                        {"The unpacked pictures are not those of the archive", displayText(staging.path() + "/" + side),
                         "Something else wrote there.", "Let no other program write there, and repeat this."});
    }
    return bytes;
}

/// False if it was stopped.
bool SetGetter::unpack(const std::string& archive) {
    std::error_code error;
    if (fs::is_symlink(staging_, error))
        throw Error(ErrorKind::Data,
                    {"There is something else where a folder belongs", displayText(staging_), {}, "Remove it."});
    const std::string mark = origin_.name + "\n" + (origin_.stamp.empty() ? origin_.key : std::string()) + "\n" +
                             fileStamp(archive) + "\n";
    if (fs::exists(staging_) && !isMarked(staging_ + kMarkName, mark))
        fs::remove_all(staging_); // of another archive
    const PinnedFolder staging(staging_, true);
    writeFileAtomically(staging_ + kMarkName, mark);
    SetCounts counts;
    const auto listed = [this](std::uint64_t position, std::uint64_t size) {
        meter_.show(GetStatus::Stage::List, static_cast<std::int64_t>(position), static_cast<std::int64_t>(size));
    };
    const auto unpacked = [this](std::int64_t done, std::int64_t total) {
        meter_.show(GetStatus::Stage::Unpack, done, total);
    };
    SetJob job{archive, staging, listed, unpacked, stop_, result_};
    const KnownSet::Layout layout = known_ ? options_.set.layout : KnownSet::Layout::ClassFolders;
    const bool folders = layout == KnownSet::Layout::ClassFolders;
    if (!(folders ? unpackClassFolders(job, counts) : unpackCifar(job, layout, counts)))
        return false;
    const std::uint64_t bytes = checkCounts(counts, staging);
    if (known_ && !options_.set.names.empty()) {
        nlohmann::ordered_json names = nlohmann::ordered_json::object();
        for (const auto& [folder, name] : options_.set.names)
            names[folder] = {{"name", name}};
        writeFileAtomically(staging_ + "/classes.json", names.dump(1) + "\n");
    }
    staging.sync();
    const SetNote note{origin_, SetCounts::sum(counts.train), SetCounts::sum(counts.val), std::ssize(counts.train),
                       bytes};
    writeFileAtomically(staging_ + kNoteName, note.text()); // from here on it only has to be moved
    return true;
}

/// What came out of a bad archive is no beginning of a good one. A fetched one that nobody's sum vouches for may be bad
/// by the way it came: the next call fetches it again.
bool SetGetter::unpackOrDrop(const std::string& archive) {
    try {
        return unpack(archive);
    } catch (const Error& error) {
        std::error_code ignored;
        if (error.kind() != ErrorKind::Data)
            throw;
        if (!fs::is_symlink(staging_, ignored))
            fs::remove_all(staging_, ignored);
        if (isFetched(archive) && !sums().any())
            fs::remove(archive, ignored);
        throw;
    }
}

/// From the folder where it was unpacked to its place; can be repeated.
void SetGetter::finish(const PinnedFolder& out) {
    const auto note = SetNote::read(staging_ + kNoteName);
    if (!note)
        throw Error(ErrorKind::Internal, "The note of a finished data set is missing");
    const PinnedFolder staging(staging_, false);
    for (const char* name : {"classes.json", "val", "train"})
        staging.move(name, out);
    out.sync();
    writeFileAtomically(root_ + kNoteName, note->text());
    result_.train = note->train;
    result_.val = note->val;
    result_.classes = note->classes;
    result_.complete = true;
}

void SetGetter::clearUp() {
    std::error_code error; // what is left over does no harm
    fs::remove_all(staging_, error);
    if (isUrl(from_) && !options_.keepArchive && isFetched(downloadPath()))
        fs::remove(downloadPath(), error);
    fs::remove(root_ + kFetchedName, error);
    const std::string folder = root_ + "/.downloads";
    if (!options_.downloads.empty() || !fs::is_directory(folder, error) || fs::remove(folder, error))
        return;
    for (const auto& entry : fs::directory_iterator(folder, error)) { // from another address
        if (entry.path().extension() == ".part")
            result_.notes.push_back(
                "An unfinished download from another address is left: " + displayText(entry.path().string()) + ", " +
                byteText(entry.file_size(error)) + ". Delete it if it is not wanted.");
    }
}

GetResult SetGetter::run() {
    PinnedFolder out(root_, true);
    out.lock();
    if (isThere(out)) {
        clearUp();
        return result_;
    }
    const auto finished = SetNote::read(staging_ + kNoteName);
    if (!finished || !finished->origin.isSame(origin_)) {
        refuseOthers(out);
        const std::string archive = fetch();
        if (archive.empty() || stop_.stop_requested() || !unpackOrDrop(archive))
            return result_;
    }
    finish(out);
    clearUp();
    return result_;
}

} // namespace

GetResult getKnownSet(const GetOptions& options, const GetProgress& progress, std::stop_token stop) {
    if (options.out.empty() || (options.set.id.empty() && options.source.empty()))
        throw Error(ErrorKind::Usage, "A data set and a folder for it are needed");
    return SetGetter(options, progress, stop).run();
}

} // namespace studio
