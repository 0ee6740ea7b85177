// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <set>

#include <fcntl.h>
#include <sys/stat.h>

#include "core/backup/backup.h"
#include "core/backup/backup_meter_internal.h"
#include "core/backup/manifest_internal.h"
#include "core/backup/target_internal.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/net/file_sum.h"
#include "core/net/url.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr const char* kMarker = ".restoring"; ///< in a folder that is not whole yet, locked by whoever works in it

class Restore {
public:
    Restore(BackupTarget& source, const std::string& folder, const BackupProgress& progress,
            const std::stop_token& stop)
        : source_(source)
        , folder_(absolutePath(folder))
        , stage_(folder_ + ".restoring")
        , stop_(stop)
        , meter_(progress) {}

    void run(BackupResult& result);

private:
    void requireFree() const;
    void openStage();
    void requireSpace(std::uint64_t needed) const;
    bool isThere(const BackupFile& file) const;
    void fetch(const BackupFile& file);
    void clearStrangers() const;
    void publish();

    BackupTarget& source_;
    const std::string folder_, stage_;
    const std::stop_token& stop_;
    BackupMeter meter_;
    const BackupHooks hooks_ = meter_.hooks();
    BackupManifest manifest_;
    FileDescriptor marker_;
};

void Restore::requireFree() const {
    std::error_code error;
    if (fs::exists(fs::symlink_status(folder_, error))) // what cannot be looked at is told where it is made
        throw Error(ErrorKind::Usage, {"There is something of this name already", displayText(folder_),
                                       "Nothing was changed.", "Choose a folder that does not exist."});
}

/// Makes the folder that becomes the run, or goes on with one that an earlier call left.
void Restore::openStage() {
    makeFolder(folderOf(stage_));
    const bool isNew = ::mkdir(stage_.c_str(), 0755) == 0;
    if (!isNew && errno != EEXIST)
        throw systemError("Cannot make a folder", displayText(stage_), errno);
    const std::string path = stage_ + "/" + kMarker;
    struct stat facts {};
    const bool isFolder = ::lstat(stage_.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
    std::error_code error;
    const bool isEmpty = isFolder && fs::is_empty(stage_, error);
    if (isFolder)
        marker_ = FileDescriptor(
            ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | (isNew || isEmpty ? O_CREAT : 0), 0644));
    if (!marker_.isOpen())
        throw Error(ErrorKind::Usage, {"The folder for the unfinished run is taken", displayText(stage_),
                                       "It is none that a restore left, and was not touched.", "Move it away."});
    if (tryLockFile(marker_.get()) != 0)
        throw Error(ErrorKind::Locked,
                    {"This run is being restored already", displayText(stage_), {}, "Wait for the end of that."});
    if (::mkdir((stage_ + "/checkpoints").c_str(), 0755) != 0 && errno != EEXIST)
        throw systemError("Cannot make a folder", displayText(stage_ + "/checkpoints"), errno);
    if (::lstat((stage_ + "/checkpoints").c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode))
        throw Error(ErrorKind::Usage, {"The folder for the unfinished run is taken", displayText(stage_),
                                       "It is none that a restore left, and was not touched.", "Move it away."});
}

void Restore::requireSpace(std::uint64_t needed) const {
    if (const std::uint64_t there = freeBytes(stage_); there > 0 && needed > there)
        throw Error(ErrorKind::DiskFull, {"There is not enough space for the run", displayText(folder_),
                                          "Needed: " + byteText(needed) + ", free: " + byteText(there) + ".",
                                          "Free space, or choose a folder on another volume."});
}

bool Restore::isThere(const BackupFile& file) const {
    const std::string path = stage_ + "/" + file.name;
    std::error_code error;
    if (!fs::is_regular_file(fs::symlink_status(path, error)) || fs::file_size(path, error) != file.bytes)
        return false;
    const bool same = sumDifference(path, {.md5 = {}, .sha256 = file.sha256}, hooks_.block(), stop_).empty();
    throwIfStopped(stop_);
    return same;
}

/// Under a name of its own first: what has the right name is whole.
void Restore::fetch(const BackupFile& file) {
    const std::string path = stage_ + "/" + file.name, part = path + ".fetched";
    source_.get(file, part, hooks_);
    std::error_code error;
    const std::string difference = fs::file_size(part, error) != file.bytes
                                       ? "It is longer or shorter than it was."
                                       : sumDifference(part, {.md5 = {}, .sha256 = file.sha256}, hooks_.block(), stop_);
    throwIfStopped(stop_);
    if (!difference.empty()) {
        fs::remove(part, error);
        throw Error(ErrorKind::Data, {"A file of the backup is not what was saved",
                                      displayUrl(source_.place()) + ": " + displayText(file.name),
                                      difference + " The run was not restored; what is whole is kept.",
                                      "Back the run up again from where it is, or restore another backup."});
    }
    if (std::rename(part.c_str(), path.c_str()) != 0)
        throw systemError("Cannot rename a file", displayText(part), errno);
}

/// An earlier call may have fetched files that the backup does not have any more.
void Restore::clearStrangers() const {
    std::set<std::string> ours{kMarker, "checkpoints"};
    for (const BackupFile& file : manifest_.files)
        ours.insert(file.name);
    std::vector<std::string> strangers;
    for (const std::string below : {"", "checkpoints/"}) {
        for (const auto& entry : fs::directory_iterator(stage_ + "/" + below)) {
            if (!ours.contains(below + entry.path().filename().string()))
                strangers.push_back(entry.path().string());
        }
    }
    for (const std::string& path : strangers)
        fs::remove_all(path);
}

void Restore::publish() {
    clearStrangers();
    syncFolder(stage_ + "/checkpoints");
    syncFolder(stage_);
    if (::renameat2(AT_FDCWD, stage_.c_str(), AT_FDCWD, folder_.c_str(), RENAME_NOREPLACE) != 0) {
        if (errno != EINVAL && errno != ENOSYS) // file systems that do not know the flag
            throw systemError("The restored run cannot get its name", displayText(folder_), errno);
        requireFree();
        if (std::rename(stage_.c_str(), folder_.c_str()) != 0)
            throw systemError("The restored run cannot get its name", displayText(folder_), errno);
    }
    syncFolder(folderOf(folder_));
    std::error_code error;
    fs::remove(folder_ + "/" + kMarker, error);
}

void Restore::run(BackupResult& result) {
    requireFree();
    const std::string place = displayUrl(source_.place());
    const auto text = source_.readManifest(hooks_);
    if (!text)
        throw Error(ErrorKind::Data, {"There is no backup of a run here", place, "It has no manifest.json.",
                                       "Give the place that \"resnet-train backup\" named: TARGET/NAME."});
    manifest_ = manifestFromJson(*text, place);
    openStage();
    std::vector<const BackupFile*> missing;
    for (const BackupFile& file : manifest_.files) {
        throwIfStopped(stop_);
        result.bytes += file.bytes;
        if (isThere(file))
            continue;
        missing.push_back(&file);
        result.movedBytes += file.bytes;
    }
    result.files = manifest_.files.size();
    requireSpace(result.movedBytes);
    meter_.begin(BackupStatus::Stage::Fetch, result.movedBytes, missing.size());
    for (const BackupFile* file : missing) {
        throwIfStopped(stop_);
        meter_.beginFile(file->name);
        fetch(*file);
        meter_.endFile(file->bytes);
        ++result.moved;
    }
    publish();
    for (const std::string& older : manifest_.olderHistories)
        result.notes.push_back("The history that was restored is the one that the run began anew; the one before it "
                               "lies in the backup as " +
                               older + ".");
    result.complete = true;
}

} // namespace

BackupResult restoreRun(const std::string& source, const std::string& runFolder, const BackupOptions& options,
                        const BackupProgress& progress, std::stop_token stop) {
    BackupResult result;
    result.place = absolutePath(runFolder);
    const auto target = openBackupTarget(source, options, stop);
    try {
        Restore(*target, runFolder, progress, stop).run(result);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Stopped)
            throw;
    }
    return result;
}

} // namespace studio
