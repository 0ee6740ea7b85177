// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/prepare.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/data/prepare_job_internal.h"

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
        return {kImageNetTrain, kImageNetVal, kImageNetClasses};
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
void refuseStrangers(const PinnedFolder& set, const ImageNetLists& lists) {
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
    const PinnedFolder train(job.out, "train"), val(job.out, "val");
    refuseStrangers(train, job.lists);
    refuseStrangers(val, job.lists);
    std::string differing;
    PrepareResult& result = job.result;
    result.trainPictures = countTrain(train, job.lists, differing);
    result.valPictures = countVal(val, job.lists);
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

void writeClasses(const std::string& out, const ImageNetLists& lists) {
    const std::string path = out + "/classes.json", text = classesJson(lists);
    if (fs::exists(path) && readSmallFile(path, 64u << 20) == text)
        return;
    writeFileAtomically(path, text);
}

void deleteArchives(const PrepareSources& sources, PrepareJob& job) {
    job.out.sync();
    for (const std::string& path : sources.archives()) {
        std::error_code error;
        if (!fs::remove(path, error))
            throw systemError("Cannot delete an archive", path, error ? error.value() : ENOENT);
        job.result.deleted.push_back(path);
    }
}

} // namespace

PrepareResult prepareImageNet(const PrepareOptions& options, const PrepareProgress& progress, std::stop_token stop) {
    const PrepareSources sources = findSources(options.sources);
    const bool kaggle = !sources.kaggle.empty();
    if (kaggle && (options.deleteArchives || options.verifyMd5))
        throw Error(ErrorKind::Usage, {"Kaggle's folder is no archive",
                                       displayText(sources.kaggle),
                                       {},
                                       "Leave out --verify-md5 and --delete-archives."});
    PrepareResult result;
    if (options.verifyMd5 && !verifySums(sources, options.sums, progress, stop))
        return result;
    const ImageNetLists lists =
        kaggle ? readKaggleLists(sources.mapping, sources.solution) : readDevkit(sources.devkit);
    PinnedFolder out(options.out, true);
    out.lock();
    for (const char* set : {"train", "val"})
        refuseStrangers(PinnedFolder(out, set), lists);
    PrepareJournal journal(options.out, identityOf(sources));
    const std::int64_t pictures = lists.trainImages() + std::ssize(lists.valClass);
    checkSpace(options.out, neededBytes(sources, journal, options.out, pictures));
    writeClasses(options.out, lists);
    PrepareMeter meter(progress, PrepareStatus::Stage::Pictures, pictures,
                       kaggle ? static_cast<std::uint64_t>(pictures)
                              : archiveSize(sources.train) + archiveSize(sources.val));
    PrepareJob job{options, lists, out, meter, stop, result};
    if (!(kaggle ? adoptKaggle(job, sources) : unpackArchives(job, sources, journal)))
        return result;
    verify(job);
    meter.show();
    result.complete = true;
    if (options.deleteArchives)
        deleteArchives(sources, job);
    return result;
}

} // namespace studio
