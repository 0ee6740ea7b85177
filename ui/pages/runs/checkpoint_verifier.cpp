// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/checkpoint_verifier.h"

#include <utility>

#include "core/run/checkpoint.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

std::string pathOf(const std::string& runFolder, const std::string& file) {
    return RunPaths(runFolder).checkpoints + "/" + file;
}

std::string problemOf(const std::string& path) {
    try {
        loadCheckpoint(path);
    } catch (const std::exception& error) {
        return messageOf(error).text();
    }
    return {};
}

} // namespace

CheckpointVerifier::CheckpointVerifier(QObject* parent)
    : QObject(parent) {}

void CheckpointVerifier::start(const std::string& runFolder, const std::vector<CheckpointRecord>& checkpoints) {
    checked_ = 0;
    total_ = static_cast<int>(checkpoints.size());
    job_.start(
        [this, runFolder, checkpoints](const JobControl& control) {
            std::vector<std::pair<CheckpointRecord, std::string>> done;
            for (const CheckpointRecord& record : checkpoints) {
                if (control.isStopped())
                    break;
                done.emplace_back(record, problemOf(pathOf(runFolder, record.file)));
                control.progress([this, runFolder, done] {
                    for (const auto& [verified, problem] : done)
                        take(runFolder, verified, problem);
                    checked_ = static_cast<int>(done.size());
                    Q_EMIT changed();
                });
            }
            return done;
        },
        [this, runFolder](const std::vector<std::pair<CheckpointRecord, std::string>>& done) {
            for (const auto& [verified, problem] : done)
                take(runFolder, verified, problem);
            checked_ = static_cast<int>(done.size());
            Q_EMIT changed();
        },
        [this](const Message&) { Q_EMIT changed(); });
    Q_EMIT changed();
}

void CheckpointVerifier::take(const std::string& runFolder, const CheckpointRecord& record,
                              const std::string& problem) {
    found_[pathOf(runFolder, record.file)] = {record.savedUtcMs, problem};
}

std::map<std::string, std::string> CheckpointVerifier::found(const std::string& runFolder,
                                                             const std::vector<CheckpointRecord>& checkpoints) const {
    std::map<std::string, std::string> files;
    for (const CheckpointRecord& record : checkpoints) {
        const auto at = found_.find(pathOf(runFolder, record.file));
        if (at != found_.end() && at->second.savedUtcMs == record.savedUtcMs)
            files.emplace(record.file, at->second.problem);
    }
    return files;
}

} // namespace studio
