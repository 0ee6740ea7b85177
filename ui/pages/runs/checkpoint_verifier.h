// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include <QObject>

#include "core/metric/records.h"
#include "ui/job/background_job.h"

namespace studio {

/// Reads the checkpoints of a run whole and compares them with their checksums, off the GUI thread, one file after the
/// other, until it is stopped. What was found is known as long as the window lives. Owned by the ledger. GUI thread.
class CheckpointVerifier final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CheckpointVerifier)

public:
    explicit CheckpointVerifier(QObject* parent = nullptr);
    void start(const std::string& runFolder, const std::vector<CheckpointRecord>& checkpoints);
    void stop() { job_.requestStop(); }
    bool isRunning() const { return job_.isRunning(); }
    int checked() const { return checked_; } ///< files of the present job
    int total() const { return total_; }
    /// By file: empty = it verifies, else what is wrong with it. A file that was written anew since is not in it.
    std::map<std::string, std::string> found(const std::string& runFolder,
                                             const std::vector<CheckpointRecord>& checkpoints) const;

Q_SIGNALS:
    void changed();

private:
    struct Found {
        std::int64_t savedUtcMs = 0;
        std::string problem;
    };
    void take(const std::string& runFolder, const CheckpointRecord& record, const std::string& problem);

    std::map<std::string, Found> found_; ///< by path
    int checked_ = 0, total_ = 0;
    BackgroundJob job_; // last: waited for before the rest goes
};

} // namespace studio
