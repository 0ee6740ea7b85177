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
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/net/download.h"
#include "core/net/file_sum.h"
#include "core/prepare/prepare_devkit_internal.h"
#include "core/prepare/prepare_fetch_internal.h"
#include "core/prepare/prepare_folder_internal.h"
#include "core/prepare/prepare_job_internal.h"
#include "core/prepare/prepare_journal_internal.h"
#include "core/prepare/prepare_kaggle_internal.h"
#include "core/prepare/prepare_look_internal.h"
#include "core/prepare/prepare_meter_internal.h"
#include "core/prepare/prepare_sources_internal.h"
#include "core/prepare/prepare_survey_internal.h"
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

/// Classes that have another number of pictures than the lists say, or none.
std::string differingClasses(const OutSurvey& survey, const ImageNetLists& lists) {
    std::string differing;
    std::size_t count = 0;
    for (const auto& [id, info] : lists.classes) {
        const std::int64_t there = survey.part(id).pictures;
        if ((there == 0 || (info.trainImages > 0 && there != info.trainImages)) && ++count <= kMaxNamed)
            differing += (count > 1 ? ", " : "") + id + " (" + grouped(there) +
                         (info.trainImages > 0 ? " of " + grouped(info.trainImages) : "") + ")";
    }
    return differing + (count > kMaxNamed ? " and " + grouped(static_cast<std::int64_t>(count - kMaxNamed)) + " more"
                                          : std::string());
}

void refuseBadMembers(const PrepareJob& job, bool kaggle) {
    const PrepareResult& result = job.result;
    if (!result.refused.empty())
        throw Error(ErrorKind::Data,
                    {kaggle ? "Some of Kaggle's files are no pictures" : "Something in the archives was refused",
                     result.refused.front(),
                     (result.refused.size() > 1 ? "With it " + grouped(std::ssize(result.refused)) + " things. " : "") +
                         "Nothing was written for it; everything else is there.",
                     kaggle ? "Copy or unpack them again, then repeat this."
                            : "Download the archives again, with --verify-md5 to be sure."});
    if (!job.extras.empty())
        throw Error(ErrorKind::Data,
                    {"The folder holds pictures that the archives do not hold", displayText(job.extras.front()),
                     job.extras.size() > 1 ? "With it " + grouped(std::ssize(job.extras)) + " of them." : std::string(),
                     "Move them away, then repeat this."});
}

/// Number and sizes are still those of what came out of the archives.
void compareWithJournal(const PrepareJob& job, const PrepareJournal& journal, const OutSurvey& survey) {
    for (const auto& [key, there] : survey.parts) {
        const PrepareJournal::Part* noted = journal.find(key);
        const bool given = key != "val" || !job.lists.valClass.empty();
        if (!given || (noted != nullptr && noted->pictures == there.pictures && noted->bytes == there.bytes))
            continue;
        throw Error(ErrorKind::Data, {"Pictures are not as they came out of the archives any more",
                                      displayText(job.options.out) + ": " + key,
                                      {},
                                      "Let no other program write there, and repeat this."});
    }
}

/// Throws unless everything is there and nothing was refused.
OutSurvey verify(PrepareJob& job, const PrepareJournal* journal) {
    OutSurvey survey = surveyOut(job.out, job.lists);
    refuseStrangers(survey, job.out);
    refuseBadMembers(job, journal == nullptr);
    PrepareResult& result = job.result;
    const std::string differing = differingClasses(survey, job.lists);
    result.trainPictures = survey.trainPictures();
    result.valPictures = job.lists.valClass.empty() ? 0 : survey.part("val").pictures;
    result.classes = std::ssize(job.lists.classes);
    const Counts wanted = expectedCounts(job.lists, job.options.expect);
    // Kaggle's lists do not tell how many training pictures there are.
    const bool trainRight = differing.empty() && (wanted.train == 0 || result.trainPictures == wanted.train);
    if (!trainRight || result.valPictures != wanted.val || result.classes != wanted.classes)
        throw Error(ErrorKind::Data,
                    {"The pictures are not complete", displayText(job.options.out),
                     grouped(result.trainPictures) + " training and " + grouped(result.valPictures) +
                         " validation pictures in " + grouped(result.classes) + " classes instead of " +
                         (wanted.train > 0 ? grouped(wanted.train) : std::string("some in each")) + ", " +
                         grouped(wanted.val) + " and " + grouped(wanted.classes) + "." +
                         (differing.empty() ? "" : " Wrong: " + differing + "."),
                     journal == nullptr ? "Copy or unpack Kaggle's folder again; --expect none takes what its lists "
                                          "name as complete."
                                        : "Download the archives again; --expect none takes what the devkit lists as "
                                          "complete."});
    if (journal != nullptr)
        compareWithJournal(job, *journal, survey);
    return survey;
}

/// Whether a classes.json lists just these folders.
bool namesSameClasses(const std::string& text, const ImageNetLists& lists) {
    return std::all_of(lists.classes.begin(), lists.classes.end(),
                       [&](const auto& row) { return text.find("\"" + row.first + "\"") != std::string::npos; });
}

/// The same list without the names, as the training archive alone makes it.
std::string classesWithoutNames(const ImageNetLists& lists) {
    ImageNetLists ids;
    for (const auto& [id, info] : lists.classes)
        ids.classes[id];
    return classesJson(ids);
}

/// A list that somebody edited is theirs; one that is as we wrote it gives way, as does one of mere ids.
void writeClasses(const std::string& out, const ImageNetLists& lists, PrepareJournal& journal) {
    constexpr std::size_t kMaxBytes = 64u << 20;
    const std::string path = out + "/classes.json", text = classesJson(lists), ids = classesWithoutNames(lists);
    if (fs::exists(path)) {
        const std::string there = fs::file_size(path) > kMaxBytes ? std::string() : readSmallFile(path, kMaxBytes);
        const bool ours = there == ids || there == text || sha256Hex(there) == journal.classesSum();
        // The training archive alone tells no names: those that are there stay.
        if (!ours || (text == ids && there != ids && namesSameClasses(there, lists)))
            return;
    }
    journal.setClassesSum(sha256Hex(text));
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

/// Whether anything but the training archive itself tells how many pictures it should have given.
bool isTrainProved(const PrepareJob& job, const ArchiveIds& ids) {
    const auto id = ids.find(keyOf(ArchiveKind::Train));
    return job.lists.trainImages() > 0 || (id != ids.end() && !id->second.sum.empty()) ||
           (job.result.classes == kImageNetClasses && job.result.trainPictures == kImageNetTrain);
}

/// What may be deleted of `sources`; says of the rest why it stays.
PrepareSources provedOf(const PrepareSources& sources, bool trainProved, PrepareResult& result) {
    PrepareSources proved = sources;
    if (!sources.train.empty() && !trainProved) {
        proved.train.clear();
        result.notes.push_back("The training archive was not deleted: without the devkit nothing tells whether it "
                               "is whole. Give the devkit too, or compare it with its sum (--verify-md5).");
    }
    return proved;
}

/// Deletes what is proved whole and did not change while it was read.
void deleteProved(const PrepareSources& sources, const ArchiveIds& ids, const PrepareJob& job) {
    PrepareSources proved = provedOf(sources, isTrainProved(job, ids), job.result);
    const ArchiveIds now = identityOf(sources);
    for (const auto& [key, path] : {std::pair{keyOf(ArchiveKind::Train), &proved.train},
                                    {keyOf(ArchiveKind::Val), &proved.val},
                                    {keyOf(ArchiveKind::Devkit), &proved.devkit}}) {
        if (path->empty() || now.at(key).stamp == ids.at(key).stamp)
            continue;
        job.result.notes.push_back(displayText(*path) + " was not deleted: it changed while it was read.");
        path->clear();
    }
    deleteArchives(proved, job.out, job.result);
}

/// What an interrupted deletion left of the archives. `ids`: those that `whole` was made of; `there`: what OUT held.
void deleteLeft(const PrepareSources& found, const ArchiveIds& ids, const PrepareJournal::Whole& whole,
                const PrepareJournal::Whole& there, const PrepareOptions& options, const PrepareProgress& progress,
                const std::stop_token& stop, PrepareResult& result) {
    if (there.newest != whole.newest) {
        result.notes.push_back("No archive was deleted: pictures were written anew since they were counted.");
        return;
    }
    PinnedFolder out(options.out, false);
    out.lock();
    const bool isChecked = !options.verifyMd5 || verifySums(found, options.sums, progress, stop);
    const bool isCompared = options.verifyMd5 && !options.sums.train.empty();
    const bool isSame = isChecked && countOut(out) == there && identityOf(found) == ids &&
                        PrepareJournal(options.out, ids).whole() == whole;
    if (stop.stop_requested())
        result.notes.push_back("No archive was deleted: it was stopped before.");
    else if (isSame)
        deleteArchives(provedOf(found, whole.trainProved || isCompared, result), out, result);
    else
        result.notes.push_back("No archive was deleted: something changed while the archives were compared.");
}

/// Whether an earlier call finished OUT and its archives need not be there any more: they are addresses, or gone. A
/// call that was killed while it deleted them has left some: that is made up for.
bool isFinished(const PrepareOptions& options, const PrepareProgress& progress, const std::stop_token& stop,
                PrepareResult& result) {
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
    const ArchiveIds ids = identityOf(found);
    const auto whole = PrepareJournal(options.out, ids).whole();
    if (!whole || (wantsVal && whole->val == 0))
        return false;
    PinnedFolder out(options.out, false);
    const PrepareJournal::Whole there = countOut(out);
    if (there.train != whole->train || there.val != whole->val || there.bytes != whole->bytes)
        return false;
    result.trainPictures = whole->train;
    result.valPictures = whole->val;
    result.classes = whole->classes;
    result.complete = true;
    if (options.deleteArchives && !found.archives().empty())
        deleteLeft(found, ids, *whole, there, options, progress, stop, result);
    return true;
}

std::uint64_t workOf(const PrepareSources& sources, std::int64_t pictures) {
    return sources.kaggle.empty() ? archiveSize(sources.train) + archiveSize(sources.val)
                                  : static_cast<std::uint64_t>(pictures);
}

/// The lists decide about every validation picture, and are read in seconds: they are compared in any case.
void checkDevkit(const PrepareSources& sources, const PrepareOptions& options, ArchiveIds& ids, PrepareResult& result) {
    if (sources.devkit.empty() || options.sums.devkit.empty())
        return;
    ArchiveId& id = ids.at(keyOf(ArchiveKind::Devkit));
    const std::string difference = sumDifference(sources.devkit, {options.sums.devkit, {}}, {}, {});
    if (difference.empty())
        id.sum = options.sums.devkit;
    else
        result.notes.push_back("The devkit is another one than was published, and its lists were taken as they are: " +
                               difference);
}

/// What people should know of a set that is complete.
void tellWhatIsMissing(const PrepareJob& job) {
    if (job.lists.valClass.empty() && job.there.part("val").pictures == 0)
        job.result.notes.emplace_back("There are no validation pictures: a run holds back a share of the training "
                                      "pictures. ILSVRC2012_img_val.tar and the devkit can be added by the same "
                                      "command with the same folder.");
}

/// False if it was stopped.
bool unpackAndVerify(PrepareJob& job, const PrepareSources& sources, const ArchiveIds& ids, PrepareJournal& journal) {
    const bool kaggle = !sources.kaggle.empty();
    if (!(kaggle ? adoptKaggle(job, sources) : unpackArchives(job, sources, journal)))
        return false;
    try {
        const OutSurvey survey = verify(job, kaggle ? nullptr : &journal);
        PrepareJournal::Whole whole{survey.trainPictures(), survey.part("val").pictures, job.result.classes, 0, 0,
                                    isTrainProved(job, ids)};
        for (const auto& [key, part] : survey.parts) {
            whole.bytes += part.bytes;
            whole.newest = std::max(whole.newest, part.newest);
        }
        journal.setWhole(whole);
    } catch (const Error&) {
        journal.forgetAll(); // what is short, or from a bad archive, is compared the next time
        if (!kaggle)
            journal.save(job.out);
        throw;
    }
    if (!kaggle)
        journal.save(job.out);
    return true;
}

/// Everything but the fetching. `fetched`: archives whose sum was found right as they came.
void prepareFrom(const PrepareSources& sources, const ArchiveIds& fetched, const PrepareOptions& options,
                 const PrepareProgress& progress, const std::stop_token& stop, PrepareResult& result) {
    const bool kaggle = !sources.kaggle.empty();
    ArchiveIds ids = kaggle ? ArchiveIds() : identityOf(sources);
    for (const auto& [key, id] : fetched) {
        if (const auto found = ids.find(key); found != ids.end())
            found->second.sum = id.sum;
    }
    if (options.verifyMd5) {
        PrepareSources unknown = sources; // what was fetched is compared already
        for (const auto& [key, path] :
             {std::pair{"train", &unknown.train}, {"val", &unknown.val}, {"devkit", &unknown.devkit}}) {
            if (fetched.contains(key))
                path->clear();
        }
        if (!verifySums(unknown, options.sums, progress, stop))
            return;
        for (auto& [key, id] : ids)
            id.sum = sumOf(options.sums, key);
    } else if (!kaggle) {
        checkDevkit(sources, options, ids, result);
    }
    const ImageNetLists lists = readLists(sources);
    if (kaggle)
        refuseUnlisted(sources, lists);
    if (options.expect != PrepareExpect::Lists)
        checkValClasses(lists, kaggle ? sources.solution : sources.devkit);
    PinnedFolder out(options.out, true);
    out.lock();
    if (const std::int64_t moved = tidyOut(out, lists); moved > 0)
        result.notes.push_back(grouped(moved) + " validation pictures lay in another class than these lists say, and "
                                                "were moved to the right one.");
    const OutSurvey there = surveyOut(out, lists);
    refuseStrangers(there, out);
    PrepareJournal journal(options.out, ids);
    const std::int64_t train = kaggle || !sources.train.empty() ? lists.trainImages() : 0;
    const std::int64_t pictures = train + std::ssize(lists.valClass);
    checkSpace(options.out,
               kaggle ? kaggleBytes(sources, lists, out) : neededBytes(sources, journal, options.out, pictures));
    writeClasses(options.out, lists, journal);
    PrepareMeter meter(progress, PrepareStatus::Stage::Pictures, pictures, workOf(sources, pictures));
    PrepareJob job{options, lists, out, there, meter, stop, result};
    if (!unpackAndVerify(job, sources, ids, journal))
        return;
    meter.show();
    result.complete = true;
    tellWhatIsMissing(job);
    if (options.deleteArchives)
        deleteProved(sources, ids, job);
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
    prepareFrom(sources, fetched.verified, options, progress, stop, result);
}

} // namespace

PrepareResult prepareImageNet(const PrepareOptions& options, const PrepareProgress& progress, std::stop_token stop) {
    if (options.out.empty())
        throw Error(ErrorKind::Usage, {"The folder to write is missing", {}, {}, "Give it behind the archives."});
    PrepareResult result;
    if (!isFinished(options, progress, stop, result))
        prepareAnew(options, progress, stop, result);
    if (!result.deleted.empty()) {
        std::error_code error; // one that holds other things stays
        fs::remove(downloadFolder(options), error);
    }
    return result;
}

} // namespace studio
