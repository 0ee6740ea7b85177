// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prepare/prepare_sources_internal.h"

#include <filesystem>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/download.h"
#include "core/net/file_sum.h"
#include "core/prepare/prepare.h"
#include "core/prepare/prepare_archive_internal.h"
#include "core/prepare/prepare_devkit_internal.h"
#include "core/prepare/prepare_journal_internal.h"
#include "core/prepare/prepare_meter_internal.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr const char* kTrainName = "ILSVRC2012_img_train.tar";
constexpr const char* kValName = "ILSVRC2012_img_val.tar";
constexpr const char* kDevkitName = "ILSVRC2012_devkit_t12.tar.gz";

bool exists(const std::string& path) {
    std::error_code error;
    return fs::exists(path, error);
}

/// True if `root` is Kaggle's unpacked folder, or the one inside it.
bool findKaggle(const std::string& root, PrepareSources& found) {
    for (const std::string& inner : {root + "/ILSVRC/Data/CLS-LOC", root + "/Data/CLS-LOC", root}) {
        if (!exists(inner + "/train") || !exists(inner + "/val"))
            continue;
        for (const std::string& lists : {root, inner + "/../../..", root + "/.."}) {
            if (!exists(lists + "/LOC_synset_mapping.txt") || !exists(lists + "/LOC_val_solution.csv"))
                continue;
            found.kaggle = inner;
            found.mapping = lists + "/LOC_synset_mapping.txt";
            found.solution = lists + "/LOC_val_solution.csv";
            return true;
        }
    }
    return false;
}

std::string& placeOf(ArchiveKind kind, PrepareSources& found) {
    return kind == ArchiveKind::Train ? found.train : kind == ArchiveKind::Val ? found.val : found.devkit;
}

/// What was given as files. Which of two is meant is nobody's guess.
PrepareSources filesAmong(const std::vector<std::string>& sources) {
    PrepareSources found;
    std::error_code error;
    for (const std::string& source : sources) {
        if (fs::is_directory(source, error))
            continue;
        std::string& place = placeOf(archiveKind(baseName(source)), found);
        if (!place.empty() && place != source)
            throw Error(ErrorKind::Usage, {"One archive is given twice",
                                           displayText(place) + " and " + displayText(source),
                                           {},
                                           "Leave one of them out."});
        place = source;
    }
    return found;
}

} // namespace

std::vector<std::string> PrepareSources::archives() const {
    std::vector<std::string> paths;
    for (const std::string* path : {&train, &val, &devkit}) {
        if (kaggle.empty() && !path->empty())
            paths.push_back(*path);
    }
    return paths;
}

ArchiveKind archiveKind(const std::string& name) {
    if (name.find("devkit") != std::string::npos)
        return ArchiveKind::Devkit;
    if (name.find("img_train") != std::string::npos)
        return ArchiveKind::Train;
    if (name.find("img_val") != std::string::npos)
        return ArchiveKind::Val;
    throw Error(ErrorKind::Usage,
                {"The name of this file does not say which archive it is",
                 displayText(name),
                 {},
                 std::string("The archives are called ") + kTrainName + ", " + kValName + " and " + kDevkitName + "."});
}

const char* keyOf(ArchiveKind kind) {
    return kind == ArchiveKind::Train ? "train" : kind == ArchiveKind::Val ? "val" : "devkit";
}

const std::string& sumOf(const ArchiveSums& sums, const std::string& key) {
    return key == keyOf(ArchiveKind::Train) ? sums.train : key == keyOf(ArchiveKind::Val) ? sums.val : sums.devkit;
}

ImageNetLists listTrainArchive(const std::string& path) {
    constexpr std::size_t kMaxClasses = 100'000;
    ImageNetLists lists;
    TarReader reader(path, TarReader::Packing::Plain);
    for (TarMember member; reader.next(member) && lists.classes.size() < kMaxClasses;) {
        const std::string name = baseName(member.name), id = name.substr(0, name.find('.'));
        if (isWordNetId(id) && name == id + ".tar")
            lists.classes[id];
    }
    if (lists.classes.empty())
        throw Error(ErrorKind::Data, {"The archive holds no classes of ImageNet", displayText(path),
                                      "Each should be an archive of its own, like n01440764.tar.",
                                      std::string("Give ") + kTrainName + " as it was published."});
    return lists;
}

ImageNetLists readLists(const PrepareSources& sources) {
    if (!sources.kaggle.empty())
        return readKaggleLists(sources.mapping, sources.solution);
    ImageNetLists lists = sources.devkit.empty() ? listTrainArchive(sources.train) : readDevkit(sources.devkit);
    if (sources.val.empty())
        lists.valClass.clear(); // nobody expects them yet
    return lists;
}

PrepareSources gatherSources(const std::vector<std::string>& sources) {
    for (const std::string& source : sources) {
        if (!exists(source))
            throw Error(ErrorKind::Data,
                        {"This file or folder does not exist", displayUrl(source), {}, "Check the path."});
    }
    PrepareSources found = filesAmong(sources); // one beside a folder is meant in place of the folder's
    for (const std::string& source : sources) {
        std::error_code error;
        if (!fs::is_directory(source, error))
            continue;
        if (sources.size() == 1 && findKaggle(source, found))
            return found;
        for (const char* name : {kTrainName, kValName, kDevkitName}) {
            std::string& place = placeOf(archiveKind(name), found);
            if (place.empty() && exists(source + "/" + name))
                place = source + "/" + name;
        }
    }
    return found;
}

std::string missingSources(const PrepareSources& found, const std::string& out) {
    if (!found.kaggle.empty() || (!found.train.empty() && found.val.empty())) // the rest may come later
        return {};
    const auto hasUnpacked = [&out] {
        const auto whole = PrepareJournal(out, {}).whole();
        return whole && whole->train > 0;
    };
    std::string missing;
    const bool hasTrain = !found.train.empty() || (!found.val.empty() && !out.empty() && hasUnpacked());
    for (const auto& [there, name] :
         {std::pair{hasTrain, kTrainName}, {!found.val.empty(), kValName}, {!found.devkit.empty(), kDevkitName}})
        missing += there ? "" : (missing.empty() ? "" : ", ") + std::string(name);
    return missing;
}

PrepareSources findSources(const std::vector<std::string>& sources, const std::string& out) {
    PrepareSources found = gatherSources(sources);
    if (const std::string missing = missingSources(found, out); !missing.empty())
        throw Error(ErrorKind::Usage, {"Not all of ImageNet's archives are there",
                                       "Missing: " + missing,
                                       {},
                                       "They are given by image-net.org to registered people; or give the unpacked "
                                       "folder of Kaggle's copy."});
    return found;
}

bool verifySums(const PrepareSources& sources, const ArchiveSums& sums, const PrepareProgress& progress,
                const std::stop_token& stop) {
    std::uint64_t bytes = 0;
    for (const std::string& path : sources.archives())
        bytes += fs::file_size(path);
    PrepareMeter meter(progress, PrepareStatus::Stage::Sums, static_cast<std::int64_t>(bytes >> 20), bytes);
    // The smallest first: a wrong one is told in seconds.
    for (const auto& [path, sum] :
         {std::pair{sources.devkit, sums.devkit}, {sources.val, sums.val}, {sources.train, sums.train}}) {
        if (sum.empty() || path.empty())
            continue;
        const std::string difference = sumDifference(
            path, {sum, {}}, [&](std::uint64_t read) { meter.add(1, read); }, stop);
        if (stop.stop_requested())
            return false;
        if (!difference.empty())
            throw Error(ErrorKind::Data,
                        {"An archive is not what was published", displayText(path), difference, "Download it again."});
    }
    return true;
}

} // namespace studio
