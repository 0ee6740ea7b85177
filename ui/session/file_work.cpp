// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/file_work.h"

#include "core/base/atomic_file.h"

namespace studio {

FileWork::~FileWork() {
    requestStop(); // all at once: each is waited for then
}

BackgroundJob* FileWork::addJob() {
    jobs_.push_back(new BackgroundJob(this));
    return jobs_.back();
}

void FileWork::drop(BackgroundJob* job) {
    jobs_.removeOne(job);
    job->deleteLater();
}

void FileWork::write(const std::string& path, const std::string& bytes, std::function<void()> written) {
    run(
        this,
        [path, bytes](const JobControl&) {
            writeFileAtomically(path, bytes);
            return true;
        },
        [written = std::move(written)](bool) {
            if (written)
                written();
        });
}

void FileWork::requestStop() {
    for (BackgroundJob* job : jobs_)
        job->requestStop();
}

} // namespace studio
