// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace studio {

struct BackupFile {
    std::string name; ///< in the run folder: "run.db", "checkpoints/step-000000010.safetensors"
    std::uint64_t bytes = 0;
    std::string sha256;
    /// Its name at the target, which no other content has: "checkpoints/step-000000010.0123456789ab.safetensors".
    std::string object() const;
    bool operator==(const BackupFile&) const = default;
};

/// manifest.json: what a backup consists of. Whoever has it has a whole backup.
struct BackupManifest {
    std::string run;      ///< name of its folder, bytes
    std::string identity; ///< tells runs of one name apart; empty = not known
    std::int64_t savedUtcMs = 0;
    std::vector<BackupFile> files;
    /// Objects of the target, oldest first: what run.db was before the run began another. Kept for people; no restore
    /// takes them.
    std::vector<std::string> olderHistories = {};
};

/// What is copied of a run beside its history, its checkpoints and best_model.pth, where it is there.
inline constexpr const char* kPlainFiles[] = {"recipe.json",     "classes.json", "pictures.list",
                                              "training_log.md", "cost.json",    "notes.json",
                                              "evaluation.json", "energy.json",  "report.html",
                                              "probes.json"};
inline constexpr const char* kManifestName = "manifest.json";
inline constexpr std::size_t kMaxManifestBytes = 4u << 20;

/// Nothing else of a run folder is ever read for a backup, or written into one from a backup.
bool isRunFile(const std::string& name);
std::string manifestToJson(const BackupManifest& manifest);
/// Hostile until here: throws Error(Data) for anything that backUpRun() would not write, such as a name that is none of
/// a run's files.
BackupManifest manifestFromJson(const std::string& text, const std::string& place);

} // namespace studio
