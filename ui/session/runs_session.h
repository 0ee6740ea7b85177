// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QObject>

#include "core/run/run_folder.h"
#include "ui/session/background_job.h"

namespace studio {

/// The list of runs in the runs folder, read off the GUI thread. Called on the GUI thread.
class RunsSession final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RunsSession)

public:
    explicit RunsSession(std::string folder, QObject* parent = nullptr);

    const std::string& folder() const { return folder_; }
    void setFolder(const std::string& folder);
    /// Reads again; changed() follows. Cheap to call often: requests while one runs become one more.
    void refresh();
    const std::vector<RunSummary>& runs() const { return runs_; }
    const RunSummary* find(const std::string& runFolder) const;
    /// A run outside the runs folder that was opened by hand; stays in the list.
    void addOutside(const std::string& runFolder);

    /// Keeps a checkpoint from being deleted as newer ones come, or lets it go again; also while a trainer owns the run.
    /// Throws Error.
    void pin(const std::string& runFolder, const std::string& file, bool pinned);
    /// Deletes on the calling thread (small files), then refreshes. Throw Error.
    void remove(const std::string& runFolder);
    void removeCheckpoint(const std::string& runFolder, const std::string& file);

Q_SIGNALS:
    void changed();

private:
    std::string folder_;
    std::vector<std::string> outside_;
    std::vector<RunSummary> runs_;
    bool again_ = false;
    BackgroundJob job_;
};

} // namespace studio
