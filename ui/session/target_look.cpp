// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/target_look.h"

#include <filesystem>
#include <utility>

#include "core/base/paths.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

TargetFacts factsOf(const std::string& folder, const std::string& archive) {
    TargetFacts facts;
    std::error_code error;
    if (!folder.empty()) {
        facts.freeBytes = freeBytes(folder);
        facts.isThere = fs::exists(folder + "/.get.json", error) && fs::exists(folder + "/train", error);
        facts.isBegun =
            !facts.isThere && (fs::exists(folder + "/.downloads", error) || fs::exists(folder + "/.unpacking", error));
    }
    if (!archive.empty() && fs::is_regular_file(archive, error)) {
        facts.isFile = true;
        facts.fileBytes = fs::file_size(archive, error);
        if (error)
            facts.fileBytes = 0;
    }
    return facts;
}

} // namespace

void TargetLook::ask(const std::string& folder, const std::string& archive) {
    if (folder == folder_ && archive == archive_)
        return;
    folder_ = folder;
    archive_ = archive;
    facts_ = {};
    onceMore_ = false;
    look();
    Q_EMIT changed();
}

void TargetLook::again() {
    onceMore_ = job_.isRunning(); // it may have looked before something was written
    if (!onceMore_)
        look();
}

void TargetLook::look() {
    if (folder_.empty() && archive_.empty())
        return job_.forget();
    job_.start([folder = folder_, archive = archive_](const JobControl&) { return factsOf(folder, archive); },
               [this](const TargetFacts& facts) {
                   facts_ = facts;
                   if (std::exchange(onceMore_, false))
                       look();
                   Q_EMIT changed();
               },
               {}, BackgroundJob::Begin::AtOnce);
}

} // namespace studio
