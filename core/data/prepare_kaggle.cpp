// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include "core/data/prepare_job_internal.h"

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

} // namespace

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
