// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "core/backup/backup.h"
#include "core/backup/manifest_internal.h"
#include "core/base/error.h"

namespace studio {

/// What a target tells while it works.
struct BackupHooks {
    std::function<void(std::uint64_t)> moved = {};     ///< so many bytes of the file at hand; may begin again
    std::function<void(const std::string&)> note = {}; ///< why nothing moves
    std::function<void()> tick = {}; ///< time goes by; often, but where a call of a disk does not return
    /// Of a sum that is computed: each block is a moment of time.
    std::function<void(std::uint64_t)> block() const {
        return [this](std::uint64_t) {
            if (tick)
                tick();
        };
    }
};

/// A place that holds the backup of one run: in S3, on another machine, or in a folder. Made by openBackupTarget() and
/// used by one thread. A call that was stopped throws Error(Stopped).
class BackupTarget {
public:
    virtual ~BackupTarget() = default;
    BackupTarget() = default;
    BackupTarget(const BackupTarget&) = delete;
    BackupTarget& operator=(const BackupTarget&) = delete;

    /// For people and for restoreRun().
    virtual std::string place() const = 0;
    /// nullopt: there is none. At most kMaxManifestBytes.
    virtual std::optional<std::string> readManifest(const BackupHooks& hooks) = 0;
    /// Whether the file is there and needs not be sent. `open`: its content, to be compared where the target can do so
    /// cheaply; -1 = not at hand.
    virtual bool holds(const BackupFile& file, int open, const BackupHooks& hooks) = 0;
    /// The same of one that cannot be sent any more.
    virtual bool keeps(const BackupFile& file, const BackupHooks& hooks) { return holds(file, -1, hooks); }
    /// `open` is read from its beginning. Returns once the target has it, whole and durable.
    virtual void put(const std::string& object, const BackupFile& file, int open, const BackupHooks& hooks) = 0;
    /// To a path that may hold what an earlier call left. The caller compares.
    virtual void get(const BackupFile& file, const std::string& path, const BackupHooks& hooks) = 0;
    /// An object that no manifest needs any more. Throws Error; what stays costs space only.
    virtual void remove(const std::string& object, const BackupHooks& hooks) = 0;
    /// More cannot be sent as one file; 0 = no limit.
    virtual std::uint64_t maxBytes() const { return 0; }
};

/// "HOST:PATH", as rsync and scp tell it from a path: a colon before the first slash.
bool isRemotePlace(const std::string& place);
/// `place`: of one run. Throws Error(Usage).
std::unique_ptr<BackupTarget> openBackupTarget(const std::string& place, const BackupOptions& options,
                                               const std::stop_token& stop);
std::unique_ptr<BackupTarget> openS3Target(const std::string& url, const BackupOptions& options,
                                           const std::stop_token& stop);
std::unique_ptr<BackupTarget> openRsyncTarget(const std::string& place, const BackupOptions& options,
                                              const std::stop_token& stop);
std::unique_ptr<BackupTarget> openFolderTarget(const std::string& folder, const std::stop_token& stop);

inline void throwIfStopped(const std::stop_token& stop) {
    if (stop.stop_requested())
        throw Error(ErrorKind::Stopped, "The backup was stopped");
}

/// Attempts at one thing, with growing pauses of random length between them, so that many machines do not come back at
/// once.
class BackupRetry {
public:
    BackupRetry(const BackupOptions& options, const BackupHooks& hooks, const std::stop_token& stop)
        : options_(options)
        , hooks_(hooks)
        , stop_(stop) {}

    /// After a failure: waits, for `seconds` at least, or throws Error(Io) once it was tried often enough.
    void again(const std::string& failure, const std::string& place, double seconds = 0);
    int failed() const { return failed_; }

private:
    const BackupOptions& options_;
    const BackupHooks& hooks_;
    const std::stop_token& stop_;
    int failed_ = 0;
};

} // namespace studio
