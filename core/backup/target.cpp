// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backup/target_internal.h"

#include <algorithm>
#include <filesystem>
#include <random>
#include <span>
#include <vector>

#include <unistd.h>

#include "core/base/atomic_file.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/read_error.h"
#include "core/base/text.h"
#include "core/net/file_sum.h"
#include "core/net/http_reply_internal.h"
#include "core/net/url.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr double kMaxBackoff = 60;

/// Whether this user may not write there, or nobody may: no time cures that. An empty folder, or one above the place,
/// may be where a volume belongs that is not mounted yet.
bool isForbidden(const std::string& folder) {
    std::error_code error;
    return ::access(folder.c_str(), W_OK) != 0 && (isNoRight(errno) || errno == EROFS) &&
           !fs::is_empty(folder, error) && !error;
}

Error forbidden(const Error& error) {
    Message message = error.message();
    message.next = "Let the user who runs this write there, or choose another place.";
    return Error(ErrorKind::NoRight, message);
}

/// A folder that can be reached as one: a disk, a share.
class FolderTarget final : public BackupTarget {
public:
    FolderTarget(std::string folder, std::stop_token stop)
        : folder_(std::move(folder))
        , stop_(std::move(stop)) {}

    std::string place() const override { return folder_; }
    std::optional<std::string> readManifest(const BackupHooks&) override {
        const std::string path = pathOf(kManifestName);
        std::error_code error;
        if (fs::symlink_status(path, error).type() == fs::file_type::not_found)
            return std::nullopt;
        return readSmallFile(path, kMaxManifestBytes);
    }
    bool holds(const BackupFile& file, int, const BackupHooks& hooks) override {
        const std::string path = pathOf(file.object());
        std::error_code error;
        if (!fs::is_regular_file(path, error) || fs::file_size(path, error) != file.bytes)
            return false;
        const bool same = sumDifference(path, {.md5 = {}, .sha256 = file.sha256}, hooks.block(), stop_).empty();
        throwIfStopped(stop_);
        return same;
    }
    void put(const std::string& object, const BackupFile& file, int open, const BackupHooks& hooks) override {
        const std::string path = pathOf(object);
        try {
            makeFolder(folderOf(path));
            copy("/proc/self/fd/" + std::to_string(open), path, file, hooks);
        } catch (const Error& error) {
            const bool isRefused =
                isForbidden(folderOf(path)) || isForbidden(folder_) || isForbidden(folderOf(folder_));
            throw error.kind() == ErrorKind::Io && isRefused ? forbidden(error) : error;
        }
    }
    void get(const BackupFile& file, const std::string& path, const BackupHooks& hooks) override {
        copy(pathOf(file.object()), path, file, hooks);
    }
    void remove(const std::string& object, const BackupHooks&) override {
        std::error_code error;
        const std::string path = pathOf(object);
        if (fs::is_regular_file(fs::symlink_status(path, error)) && !fs::remove(path, error) && error)
            throw systemError("Cannot delete a file of the backup before this one", displayText(path), error.value());
    }

private:
    std::string pathOf(const std::string& object) const { return folder_ + "/" + object; }
    void copy(const std::string& from, const std::string& to, const BackupFile& file, const BackupHooks& hooks) const;

    std::string folder_;
    std::stop_token stop_;
};

void FolderTarget::copy(const std::string& from, const std::string& to, const BackupFile& file,
                        const BackupHooks& hooks) const {
    const FileDescriptor source = openToRead(from);
    if (!source.isOpen())
        throw readError("Cannot open a file of the run", displayText(from), errno);
    AtomicFile out(to);
    std::vector<std::byte> block(1u << 20);
    for (std::uint64_t done = 0; done < file.bytes;) {
        throwIfStopped(stop_);
        const ssize_t got = readSome(source.get(), block);
        if (got <= 0)
            throw got < 0 ? systemError("Cannot read a file", displayText(from), errno)
                          : Error(ErrorKind::Data, {"A file of the backup is not what was saved", displayText(from),
                                                    "It is shorter than it was.", "Restore another backup."});
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(static_cast<std::uint64_t>(got), file.bytes - done));
        out.write(std::span<const std::byte>(block).first(count));
        done += count;
        if (hooks.moved)
            hooks.moved(done);
    }
    out.commit();
}

} // namespace

bool isRemotePlace(const std::string& place) {
    const auto colon = place.find(':');
    return colon != std::string::npos && colon > 0 && place.find('/') > colon;
}

std::unique_ptr<BackupTarget> openFolderTarget(const std::string& folder, const std::stop_token& stop) {
    return std::make_unique<FolderTarget>(folder, stop);
}

std::unique_ptr<BackupTarget> openBackupTarget(const std::string& place, const BackupOptions& options,
                                               const std::stop_token& stop) {
    std::string text = place;
    while (text.size() > 1 && text.ends_with('/') && !text.ends_with("://"))
        text.pop_back();
    if (text.starts_with("s3://"))
        return openS3Target(text, options, stop);
    if (text.empty() || text.find("://") != std::string::npos)
        throw Error(ErrorKind::Usage, {"This is no place for a backup",
                                       displayUrl(text),
                                       {},
                                       "It is s3://BUCKET/FOLDER, HOST:FOLDER or a folder."});
    if (isRemotePlace(text))
        return openRsyncTarget(text, options, stop);
    return openFolderTarget(absolutePath(text), stop);
}

void BackupRetry::again(const std::string& failure, const std::string& place, double seconds) {
    if (++failed_ >= options_.tries)
        throw Error(ErrorKind::Io, {failure, place, "It was tried " + std::to_string(failed_) + " times.",
                                    "Check the network, then repeat this: it sends only what is missing."});
    std::random_device device;
    const double part = std::uniform_real_distribution(0.5, 1.5)(device);
    const double growing = options_.backoffSeconds * static_cast<double>(1u << std::min(failed_ - 1, 10));
    seconds = std::min(kMaxBackoff, std::max(growing * part, seconds));
    if (hooks_.note)
        hooks_.note(failure + ". Trying again in " + durationText(std::max(1.0, seconds)) + " (" +
                    std::to_string(failed_ + 1) + " of " + std::to_string(options_.tries) + ")");
    pauseFor(seconds, stop_);
    throwIfStopped(stop_);
}

} // namespace studio
