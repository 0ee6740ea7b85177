// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backup/backup.h"

#include <algorithm>
#include <set>

#include "core/backup/backup_meter_internal.h"
#include "core/backup/manifest_internal.h"
#include "core/backup/snapshot_internal.h"
#include "core/backup/target_internal.h"
#include "core/base/clock.h"
#include "core/base/paths.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/net/file_sum.h"
#include "core/net/url.h"

namespace studio {

namespace {

/// Of a target that can be one: behind "HOST:" a name would be another place.
std::string placeOf(std::string target, const std::string& run) {
    while (target.size() > 1 && target.ends_with('/'))
        target.pop_back();
    return target + "/" + run;
}

/// One backup, over as many files as it takes.
class Backup {
public:
    Backup(const std::string& runFolder, BackupTarget& target, const BackupOptions& options,
           const BackupProgress& progress, const std::stop_token& stop)
        : folder_(absolutePath(runFolder))
        , target_(target)
        , stop_(stop)
        , meter_(progress)
        , run_(folder_, target.place(), options.all) {}

    void run(BackupResult& result);

private:
    void look();
    void requireSameRun(const BackupManifest& before) const;
    void requireRoom() const;
    void send(BackupResult& result);
    void commit(BackupResult& result);
    void removeOld(BackupResult& result);

    const std::string folder_;
    BackupTarget& target_;
    const std::stop_token& stop_;
    BackupMeter meter_;
    const BackupHooks hooks_ = meter_.hooks();
    RunSnapshot run_;
    BackupManifest manifest_;
    std::vector<BackupFile> before_; ///< what the backup before this one consists of
};

void Backup::requireSameRun(const BackupManifest& before) const {
    if (before.identity.empty() || manifest_.identity.empty() || before.identity == manifest_.identity)
        return;
    throw Error(ErrorKind::Usage, {"Another run of this name is backed up there", displayUrl(target_.place()),
                                   "It was left as it is.", "Choose another target, or rename this run's folder."});
}

void Backup::requireRoom() const {
    for (const BackupFile& file : manifest_.files) {
        if (target_.maxBytes() > 0 && file.bytes > target_.maxBytes())
            throw Error(ErrorKind::Usage, {"A file is too large for S3", displayText(file.name),
                                           "It has " + byteText(file.bytes) + "; " + byteText(target_.maxBytes()) +
                                               " is the most that is sent as one object. Nothing was sent.",
                                           "Back the run up to a folder or another machine."});
    }
}

/// What there is to send.
void Backup::look() {
    manifest_.run = baseName(folder_);
    manifest_.identity = run_.identity();
    manifest_.savedUtcMs = utcMilliseconds();
    std::uint64_t total = 0;
    for (const RunSnapshot::Item& item : run_.items())
        total += item.bytes;
    meter_.begin(BackupStatus::Stage::Look, total, run_.items().size());
    for (const RunSnapshot::Item& item : run_.items()) {
        meter_.beginFile(item.name);
        std::uint64_t read = 0;
        const std::string sum = sumOfFile(
            "/proc/self/fd/" + std::to_string(item.file.get()), SumKind::Sha256,
            [&](std::uint64_t bytes) { meter_.moved(read += bytes); }, stop_);
        throwIfStopped(stop_);
        meter_.endFile(item.bytes);
        if (read != item.bytes)
            throw Error(ErrorKind::Io, {"A file of the run changed while it was read", displayText(item.name),
                                        "Nothing was sent.", "Repeat this."});
        manifest_.files.push_back({item.name, item.bytes, sum});
    }
    requireRoom();
    if (const auto text = target_.readManifest(hooks_)) {
        const BackupManifest before = manifestFromJson(*text, displayUrl(target_.place()));
        requireSameRun(before);
        before_ = before.files;
    }
}

void Backup::send(BackupResult& result) {
    std::uint64_t total = 0;
    for (const BackupFile& file : manifest_.files)
        total += file.bytes;
    meter_.begin(BackupStatus::Stage::Send, total, manifest_.files.size());
    for (std::size_t i = 0; i < manifest_.files.size(); ++i) {
        const BackupFile& file = manifest_.files[i];
        throwIfStopped(stop_);
        meter_.beginFile(file.name);
        if (!target_.holds(file, hooks_)) {
            target_.put(file.object(), file, run_.items()[i].file.get(), hooks_);
            ++result.moved;
            result.movedBytes += file.bytes;
        }
        meter_.endFile(file.bytes);
    }
    result.files = manifest_.files.size();
    result.bytes = total;
}

/// From here on it is the backup of this run.
void Backup::commit(BackupResult& result) {
    throwIfStopped(stop_);
    const std::string text = manifestToJson(manifest_);
    const BackupFile file{kManifestName, text.size(), sha256Hex(text)};
    const FileDescriptor open = run_.hold(kManifestName, text);
    target_.put(kManifestName, file, open.get(), hooks_);
    result.complete = true;
}

void Backup::removeOld(BackupResult& result) {
    std::set<std::string> needed;
    for (const BackupFile& file : manifest_.files)
        needed.insert(file.object());
    try {
        for (const BackupFile& file : before_) {
            if (!needed.contains(file.object()))
                target_.remove(file.object(), hooks_);
        }
    } catch (const Error& error) { // the backup is whole; it only takes more room
        if (error.kind() != ErrorKind::Stopped)
            result.notes.push_back("Files that only the backup before this one needed could not be deleted: " +
                                   error.message().text());
    }
}

void Backup::run(BackupResult& result) {
    result.notes = run_.notes();
    look();
    send(result);
    commit(result);
    removeOld(result);
}

} // namespace

void requireBackupTarget(const std::string& target, const BackupOptions& options) {
    openBackupTarget(target, options, {});
}

BackupResult backUpRun(const std::string& runFolder, const std::string& target, const BackupOptions& options,
                       const BackupProgress& progress, std::stop_token stop) {
    BackupResult result;
    requireBackupTarget(target, options);
    const auto there = openBackupTarget(placeOf(target, baseName(absolutePath(runFolder))), options, stop);
    result.place = there->place();
    if ((result.place + "/").starts_with(absolutePath(runFolder) + "/"))
        throw Error(ErrorKind::Usage, {"A run cannot be backed up into itself",
                                       displayText(result.place),
                                       {},
                                       "Choose a folder on another disk."});
    try {
        Backup(runFolder, *there, options, progress, stop).run(result);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Stopped)
            throw;
    }
    return result;
}

} // namespace studio
