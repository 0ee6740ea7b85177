// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/backup/backup.h"
#include "core/backup/target_internal.h"
#include "core/net/download_meter_internal.h"

namespace studio {

/// Tells of the bytes of many files as of one way. One thread.
class BackupMeter {
public:
    explicit BackupMeter(const BackupProgress& progress)
        : progress_(progress) {}

    void begin(BackupStatus::Stage stage, std::uint64_t total, std::size_t files) {
        status_.stage = stage;
        status_.fileNumber = 0;
        status_.files = files;
        done_ = 0;
        meter_.begin(0, total);
        total_ = total;
    }
    void beginFile(const std::string& name) {
        status_.file = name;
        ++status_.fileNumber;
        file_ = 0;
    }
    /// So many bytes of the file at hand are done; fewer than before where it is sent again.
    void moved(std::uint64_t bytes) {
        if (bytes < file_)
            meter_.begin(done_ + bytes, total_);
        else
            meter_.add(bytes - file_);
        file_ = bytes;
    }
    void endFile(std::uint64_t bytes) {
        moved(bytes);
        done_ += bytes;
        file_ = 0;
    }
    BackupHooks hooks() {
        return {[this](std::uint64_t bytes) { moved(bytes); }, [this](const std::string& why) { meter_.pause(why); },
                [this] { meter_.tick(); }};
    }

private:
    void show(const DownloadStatus& status) {
        if (!progress_)
            return;
        status_.done = status.done;
        status_.total = status.total;
        status_.bytesPerSecond = status.bytesPerSecond;
        status_.secondsLeft = status.secondsLeft;
        status_.note = status.note;
        progress_(status_);
    }

    const BackupProgress& progress_;
    BackupStatus status_;
    std::uint64_t done_ = 0, file_ = 0, total_ = 0;
    const DownloadProgress shown_ = [this](const DownloadStatus& status) { show(status); };
    DownloadMeter meter_{shown_};
};

} // namespace studio
