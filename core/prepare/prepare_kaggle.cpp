// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prepare/prepare_kaggle_internal.h"

#include <filesystem>

#include "core/prepare/prepare_devkit_internal.h"
#include "core/prepare/prepare_folder_internal.h"
#include "core/prepare/prepare_job_internal.h"
#include "core/prepare/prepare_sources_internal.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

std::string stem(const std::string& file) {
    return file.substr(0, file.find('.'));
}

void adopt(PrepareJob& job, const PinnedFolder& to, const PinnedFolder& from, const std::string& name) {
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
    for (const auto& [id, info] : job.lists.classes) {
        if (!fs::is_directory(sources.kaggle + "/train/" + id))
            continue; // told by the count at the end
        const PinnedFolder from(sources.kaggle + "/train/" + id, false), to(train, id);
        for (const std::string& name : from.list().files) {
            if (job.stop.stop_requested())
                return false;
            if (isTrainPicture(name, id))
                adopt(job, to, from, name);
        }
    }
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
