// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prepare/prepare.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/net/download.h"
#include "core/prepare/prepare_devkit_internal.h"
#include "core/prepare/prepare_fetch_internal.h"
#include "core/prepare/prepare_folder_internal.h"
#include "core/prepare/prepare_job_internal.h"
#include "core/prepare/prepare_journal_internal.h"
#include "core/prepare/prepare_kaggle_internal.h"
#include "core/prepare/prepare_look_internal.h"
#include "core/prepare/prepare_meter_internal.h"
#include "core/prepare/prepare_sources_internal.h"
#include "core/prepare/prepare_unpack_internal.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kImageNetClasses = 1'000, kImageNetTrain = 1'281'167, kImageNetVal = 50'000;
constexpr std::size_t kMaxNamed = 5;

struct Counts {
    std::int64_t train = 0, val = 0, classes = 0;
};

Counts expectedCounts(const ImageNetLists& lists, PrepareExpect expect) {
    const auto classes = std::ssize(lists.classes);
    if (expect == PrepareExpect::ImageNet || (expect == PrepareExpect::Auto && classes == kImageNetClasses))
        return {kImageNetTrain, lists.valClass.empty() ? 0 : kImageNetVal, kImageNetClasses};
    return {lists.trainImages(), std::ssize(lists.valClass), classes};
}

void checkSpace(const std::string& out, std::uint64_t needed) {
    const std::uint64_t there = freeBytes(out);
    if (needed > there)
        throw Error(ErrorKind::DiskFull,
                    {"There is not enough space for the pictures", displayText(out),
                     "Needed: " + byteText(needed) + ", free: " + byteText(there) + ". Nothing was written.",
                     "Free space, or choose a folder on another volume."});
}

/// A folder of other pictures would become other classes.
void refuseStrangers(const PinnedFolder& out, const ImageNetLists& lists) {
    for (const char* side : {"train", "val"}) {
        if (!fs::exists(fs::symlink_status(out.path() + "/" + side)))
            continue; // an empty val folder would be a validation set without pictures
        const PinnedFolder set(out, side);
        const PinnedFolder::Listing listing = set.list();
        for (const auto* names : {&listing.folders, &listing.others}) {
            for (const std::string& name : *names) {
                if (names == &listing.others || !lists.classes.contains(name))
                    throw Error(ErrorKind::Data, {"The folder holds something that is not ImageNet's",
                                                  displayText(set.path() + "/" + name),
                                                  {},
                                                  "Choose an empty folder, or remove it."});
            }
        }
    }
}

std::int64_t countTrain(const PinnedFolder& train, const ImageNetLists& lists, std::string& differing) {
    std::int64_t sum = 0;
    std::size_t named = 0;
    for (const auto& [id, info] : lists.classes) {
        std::int64_t count = 0;
        for (const std::string& file : PinnedFolder(train, id).list().files)
            count += isTrainPicture(file, id) ? 1 : 0;
        sum += count;
        if ((count == 0 || (info.trainImages > 0 && count != info.trainImages)) && ++named <= kMaxNamed)
            differing += (named > 1 ? ", " : "") + id + " (" + grouped(count) +
                         (info.trainImages > 0 ? " of " + grouped(info.trainImages) : "") + ")";
    }
    return sum;
}

std::int64_t countVal(const PinnedFolder& val, const ImageNetLists& lists) {
    std::int64_t sum = 0;
    for (const std::string& id : val.list().folders) {
        for (const std::string& file : PinnedFolder(val, id).list().files) {
            const auto found =
                isValPicture(file) ? lists.valClass.find(file.substr(0, file.find('.'))) : lists.valClass.end();
            sum += found != lists.valClass.end() && found->second == id ? 1 : 0;
        }
    }
    return sum;
}

/// Throws unless everything is there and nothing was refused.
void verify(PrepareJob& job) {
    refuseStrangers(job.out, job.lists);
    std::string differing;
    PrepareResult& result = job.result;
    result.trainPictures = countTrain(PinnedFolder(job.out, "train"), job.lists, differing);
    result.valPictures = job.lists.valClass.empty() ? 0 : countVal(PinnedFolder(job.out, "val"), job.lists);
    result.classes = std::ssize(job.lists.classes);
    if (!result.refused.empty())
        throw Error(ErrorKind::Data,
                    {"Something in the archives was refused", result.refused.front(),
                     (result.refused.size() > 1 ? "With it " + grouped(std::ssize(result.refused)) + " things. " : "") +
                         "Nothing was written for it; everything else is unpacked.",
                     "Download the archives again, with --verify-md5 to be sure."});
    const Counts wanted = expectedCounts(job.lists, job.options.expect);
    // Kaggle's lists do not tell how many training pictures there are.
    const bool trainRight = wanted.train == 0 ? differing.empty() : result.trainPictures == wanted.train;
    if (trainRight && result.valPictures == wanted.val && result.classes == wanted.classes)
        return;
    throw Error(ErrorKind::Data,
                {"The pictures are not complete", displayText(job.options.out),
                 grouped(result.trainPictures) + " training and " + grouped(result.valPictures) +
                     " validation pictures in " + grouped(result.classes) + " classes instead of " +
                     (wanted.train > 0 ? grouped(wanted.train) : std::string("some in each")) + ", " +
                     grouped(wanted.val) + " and " + grouped(wanted.classes) + "." +
                     (differing.empty() ? "" : " Wrong: " + differing + "."),
                 "Download the archives again; --expect none takes what the devkit lists as complete."});
}

/// The same list without the names, as the training archive alone makes it.
std::string classesWithoutNames(const ImageNetLists& lists) {
    ImageNetLists ids;
    for (const auto& [id, info] : lists.classes)
        ids.classes[id];
    return classesJson(ids);
}

/// A list that somebody edited is theirs; only our own one of mere ids gives way to one with names.
void writeClasses(const std::string& out, const ImageNetLists& lists) {
    constexpr std::size_t kMaxBytes = 64u << 20;
    const std::string path = out + "/classes.json", text = classesJson(lists);
    if (fs::exists(path)) {
        const std::string there = fs::file_size(path) > kMaxBytes ? std::string() : readSmallFile(path, kMaxBytes);
        if (there == text || there != classesWithoutNames(lists))
            return;
    }
    writeFileAtomically(path, text);
}

void deleteArchives(const PrepareSources& sources, const PinnedFolder& out, PrepareResult& result) {
    out.sync();
    for (const std::string& path : sources.archives()) {
        std::error_code error;
        if (!fs::remove(path, error))
            throw systemError("Cannot delete an archive", path, error ? error.value() : ENOENT);
        result.deleted.push_back(path);
    }
}

/// Pictures below OUT/`side`, whatever they are called.
std::int64_t countFiles(const PinnedFolder& out, const char* side) {
    std::int64_t sum = 0;
    if (!fs::is_directory(out.path() + "/" + side))
        return sum;
    const PinnedFolder folder(out, side);
    for (const std::string& id : folder.list().folders)
        sum += std::ssize(PinnedFolder(folder, id).list().files);
    return sum;
}

/// Whether an earlier call finished OUT and its archives need not be there any more: they are addresses, or gone. A
/// call that was killed while it deleted them has left some: that is made up for.
bool isFinished(const PrepareOptions& options, PrepareResult& result) {
    if (!fs::exists(options.out + "/.prepare.json"))
        return false;
    std::vector<std::string> here;
    std::size_t given = 0;
    bool wantsVal = false;
    for (const std::string& source : options.sources) {
        const std::string path = isUrl(source) ? downloadFolder(options) + "/" + fileNameOfUrl(source) : source;
        wantsVal = wantsVal || baseName(path).find("img_train") == std::string::npos;
        if (!fs::exists(path))
            continue;
        here.push_back(path);
        given += isUrl(source) ? 0 : 1;
    }
    const PrepareSources found = gatherSources(here);
    const bool isEnough = !found.archives().empty() && missingSources(found, options.out).empty();
    if (!found.kaggle.empty() || (given == options.sources.size() && isEnough))
        return false;
    const auto whole = PrepareJournal(options.out, identityOf(found)).whole();
    PinnedFolder out(options.out, false);
    if (!whole || (wantsVal && whole->val == 0) || countFiles(out, "train") != whole->train ||
        countFiles(out, "val") != whole->val)
        return false;
    result.trainPictures = whole->train;
    result.valPictures = whole->val;
    result.classes = whole->classes;
    result.complete = true;
    if (options.deleteArchives && !found.archives().empty()) {
        out.lock();
        deleteArchives(found, out, result);
    }
    return true;
}

std::uint64_t workOf(const PrepareSources& sources, std::int64_t pictures) {
    return sources.kaggle.empty() ? archiveSize(sources.train) + archiveSize(sources.val)
                                  : static_cast<std::uint64_t>(pictures);
}

/// Everything but the fetching.
void prepareFrom(const PrepareSources& sources, const PrepareOptions& options, const PrepareProgress& progress,
                 const std::stop_token& stop, PrepareResult& result) {
    const bool kaggle = !sources.kaggle.empty();
    if (options.verifyMd5 && !verifySums(sources, options.sums, progress, stop))
        return;
    const ImageNetLists lists = readLists(sources);
    if (options.expect != PrepareExpect::Lists)
        checkValClasses(lists, kaggle ? sources.solution : sources.devkit);
    PinnedFolder out(options.out, true);
    out.lock();
    refuseStrangers(out, lists);
    PrepareJournal journal(options.out, identityOf(sources));
    const std::int64_t train = kaggle || !sources.train.empty() ? lists.trainImages() : 0;
    const std::int64_t pictures = train + std::ssize(lists.valClass);
    checkSpace(options.out,
               kaggle ? kaggleBytes(sources, lists, out) : neededBytes(sources, journal, options.out, pictures));
    writeClasses(options.out, lists);
    PrepareMeter meter(progress, PrepareStatus::Stage::Pictures, pictures, workOf(sources, pictures));
    PrepareJob job{options, lists, out, meter, stop, result};
    if (!(kaggle ? adoptKaggle(job, sources) : unpackArchives(job, sources, journal)))
        return;
    verify(job);
    meter.show();
    if (!kaggle) {
        journal.setWhole({countFiles(out, "train"), countFiles(out, "val"), result.classes});
        journal.save(out);
    }
    result.complete = true;
    if (options.deleteArchives)
        deleteArchives(sources, out, result);
}

/// Fetches what is an address, then does the rest.
void prepareAnew(const PrepareOptions& options, const PrepareProgress& progress, const std::stop_token& stop,
                 PrepareResult& result) {
    const FetchedSources fetched = fetchSources(options, progress, stop);
    result.notes = fetched.notes;
    if (!fetched.complete)
        return;
    const PrepareSources sources = findSources(fetched.sources, options.out);
    if (!sources.kaggle.empty() && (options.deleteArchives || options.verifyMd5))
        throw Error(ErrorKind::Usage, {"Kaggle's folder is no archive",
                                       displayText(sources.kaggle),
                                       {},
                                       "Leave out --verify-md5 and --delete-archives."});
    prepareFrom(sources, options, progress, stop, result);
}

} // namespace

PrepareResult prepareImageNet(const PrepareOptions& options, const PrepareProgress& progress, std::stop_token stop) {
    PrepareResult result;
    if (!isFinished(options, result))
        prepareAnew(options, progress, stop, result);
    if (!result.deleted.empty()) {
        std::error_code error; // one that holds other things stays
        fs::remove(downloadFolder(options), error);
    }
    return result;
}

} // namespace studio
