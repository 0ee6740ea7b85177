// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prepare/prepare_kaggle_internal.h"

#include <filesystem>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/prepare/prepare_devkit_internal.h"
#include "core/prepare/prepare_folder_internal.h"
#include "core/prepare/prepare_job_internal.h"
#include "core/prepare/prepare_sources_internal.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxRefused = 100;

std::string stem(const std::string& file) {
    return file.substr(0, file.find('.'));
}

void adopt(PrepareJob& job, const PinnedFolder& to, const PinnedFolder& from, const std::string& name) {
    if (!from.has(name)) {
        if (job.result.refused.size() < kMaxRefused)
            job.result.refused.push_back(displayText(from.path() + "/" + name) + ": it is empty, or no regular file");
        return;
    }
    if (to.adopt(from, name)) {
        ++job.result.written;
        job.meter.add(1, 1);
    } else {
        job.meter.skip(1, 1);
    }
}

/// Bytes that a copy of `from` takes; none if it is there already. Whole blocks, as the disk counts.
std::uint64_t copyBytes(const std::string& from, const std::string& to) {
    constexpr std::uint64_t kBlock = 4'096;
    std::error_code error;
    const std::uint64_t size = fs::file_size(from, error);
    if (error) // told when it is read
        return 0;
    const bool there = fs::file_size(to, error) == size && !error;
    return there ? 0 : (size + kBlock - 1) / kBlock * kBlock;
}

} // namespace

void refuseUnlisted(const PrepareSources& sources, const ImageNetLists& lists) {
    const auto refuse = [](const std::string& list, const std::string& first, std::int64_t count) {
        throw Error(ErrorKind::Data,
                    {"Kaggle's lists do not name all that is there", displayText(list),
                     "It lacks " + displayText(first) + (count > 1 ? " and " + grouped(count - 1) + " more" : "") + ".",
                     "Copy or unpack this list again: it seems to be cut off."});
    };
    std::string first;
    std::int64_t count = 0;
    const auto note = [&](const std::string& name) { first = ++count == 1 ? name : first; };
    for (const std::string& id : PinnedFolder(sources.kaggle + "/train", false).list().folders) {
        if (isWordNetId(id) && !lists.classes.contains(id))
            note(id);
    }
    if (count > 0)
        refuse(sources.mapping, first, count);
    for (const std::string& name : PinnedFolder(sources.kaggle + "/val", false).list().files) {
        if (isValPicture(name) && !lists.valClass.contains(stem(name)))
            note(name);
    }
    if (count > 0)
        refuse(sources.solution, first, count);
}

std::uint64_t kaggleBytes(const PrepareSources& sources, const ImageNetLists& lists, const PinnedFolder& out) {
    const PinnedFolder fromVal(sources.kaggle + "/val", false);
    const std::vector<std::string> pictures = fromVal.list().files;
    if (pictures.empty() || out.canLink(fromVal, pictures.front()))
        return 0;
    std::uint64_t bytes = 0;
    for (const std::string& name : pictures) {
        if (const auto found = lists.valClass.find(stem(name)); found != lists.valClass.end())
            bytes += copyBytes(fromVal.path() + "/" + name, out.path() + "/val/" + found->second + "/" + name);
    }
    for (const auto& [id, info] : lists.classes) {
        const std::string folder = "/train/" + id;
        if (!fs::is_directory(sources.kaggle + folder))
            continue;
        for (const std::string& name : PinnedFolder(sources.kaggle + folder, false).list().files)
            bytes += copyBytes(sources.kaggle + folder + "/" + name, out.path() + folder + "/" + name);
    }
    return bytes;
}

bool adoptKaggle(PrepareJob& job, const PrepareSources& sources) {
    const PinnedFolder fromVal(sources.kaggle + "/val", false);
    const std::vector<std::string> pictures = fromVal.list().files;
    auto total = std::ssize(pictures);
    for (const auto& [id, info] : job.lists.classes) {
        if (fs::is_directory(sources.kaggle + "/train/" + id))
            total += std::ssize(PinnedFolder(sources.kaggle + "/train/" + id, false).list().files);
    }
    job.meter.setTotal(total);
    const PinnedFolder train(job.out, "train"), val(job.out, "val");
    std::int64_t strangers = 0;
    for (const auto& [id, info] : job.lists.classes) {
        if (!fs::is_directory(sources.kaggle + "/train/" + id))
            continue; // told by the count at the end
        const PinnedFolder from(sources.kaggle + "/train/" + id, false), to(train, id);
        for (const std::string& name : from.list().files) {
            if (job.stop.stop_requested())
                return false;
            if (isTrainPicture(name, id))
                adopt(job, to, from, name);
            else
                ++strangers;
        }
    }
    if (strangers > 0)
        job.result.notes.push_back(grouped(strangers) +
                                   " files in Kaggle's class folders are not of this set and were left out.");
    for (const std::string& name : pictures) {
        if (job.stop.stop_requested())
            return false;
        const auto found = job.lists.valClass.find(stem(name));
        if (isValPicture(name) && found != job.lists.valClass.end())
            adopt(job, PinnedFolder(val, found->second), fromVal, name);
    }
    return true;
}

} // namespace studio
