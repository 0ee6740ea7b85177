// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include <QObject>

#include "core/base/error.h"
#include "core/prepare/get_set.h"
#include "core/prepare/known_sets.h"
#include "core/prepare/prepare_look.h"
#include "ui/job/background_job.h"

namespace studio {

enum class GetDataState {
    Idle,    ///< nothing was started, or the choices were changed since
    Running, ///< also while it stops
    Stopped, ///< on request; goOn() goes on with what is there
    Done,    ///< result() is a data set
    Failed,  ///< error() says why; goOn() tries again with what is there
};

/// How far a job is. Bytes are counted where archives are summed or fetched, pictures where they are written.
struct GetDataStatus {
    enum class Stage { Download, Sums, List, Pictures };
    Stage stage = Stage::Pictures;
    std::int64_t done = 0, total = 0; ///< total 0 = not known
    double bytesPerSecond = -1;       ///< of the last seconds; below 0 = not known
    double picturesPerSecond = -1;    ///< likewise; told where no bytes are moved
    double secondsLeft = -1;
    std::string note{}; ///< why nothing happens at the moment; mostly empty
};

struct GetDataResult {
    bool complete = false; ///< false: stopped
    std::string folder;
    std::int64_t trainPictures = 0, valPictures = 0, classes = 0;
    std::int64_t written = -1; ///< pictures, this time; below 0 = not told
    std::vector<std::string> deleted;
    std::vector<std::string> notes{}; ///< what people should know
};

/// Makes a picture folder out of archives, off the GUI thread. Called on the GUI thread.
class GetDataSession final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GetDataSession)

public:
    using Report = std::function<void(const GetDataStatus&)>;
    /// What a job does on its thread; it may throw studio::Error.
    using Work = std::function<GetDataResult(const Report&, std::stop_token)>;

    explicit GetDataSession(QObject* parent = nullptr);
    ~GetDataSession() override;

    /// What the next startPrepare() does; looks at it in the background. Ignored while a job runs.
    void setPrepare(const PrepareOptions& options);
    /// Archives, folders or addresses beside those that are chosen; found out in the background, where the pictures go
    /// too: beside the archives, or to `fetchedTo`. Ignored while a job runs.
    void addSources(const std::vector<std::string>& paths, const std::string& fetchedTo);
    const PrepareOptions& prepare() const { return options_; }
    const PrepareLook& look() const { return look_; }
    bool isLooking() const { return lookJob_.isRunning(); }

    void startPrepare();
    /// A well-known set (from $RESNET_STUDIO_MIRROR where that is set), or an archive of class folders.
    void startGet(const GetOptions& options);
    /// Any other job.
    void start(Work work);
    /// The last job once more, after a stop or a fault.
    void goOn();
    /// What is done stays.
    void cancel();
    /// The window closes: all work is asked to stop.
    void requestStop();
    /// Forgets how the last job ended. Ignored while one runs.
    void reset();

    GetDataState state() const { return state_; }
    bool isRunning() const { return state_ == GetDataState::Running; }
    bool isStopping() const { return stopping_; }
    const GetDataStatus& status() const { return status_; }
    const GetDataResult& result() const { return result_; }
    /// Folder of the present or last job.
    const std::string& target() const { return target_; }
    const Message& error() const { return error_; }

Q_SIGNALS:
    void changed();                           ///< state or status
    void lookChanged();                       ///< options or what was found
    void archiveOffered(const QString& path); ///< somebody wants this archive unpacked; empty = those of prepare()

private:
    struct Added {
        std::vector<std::string> paths;
        std::string fetchedTo;
    };
    void lookAgain();
    void conclude(const GetDataResult& result);
    void fail(const Message& error);

    PrepareOptions options_;
    std::vector<Added> added_; ///< not in options_ yet
    PrepareLook look_;
    std::string target_;
    Work work_;
    GetDataState state_ = GetDataState::Idle;
    bool stopping_ = false;
    GetDataStatus status_;
    GetDataResult result_;
    Message error_;
    BackgroundJob lookJob_, job_; // last: stopped before the rest goes
};

/// Speed over the last seconds.
class RateWindow {
public:
    /// `seconds` and `amount` only grow. Returns amount per second; below 0 = not known yet.
    double add(double seconds, double amount);

private:
    struct Point {
        double seconds, amount;
    };
    std::vector<Point> points_;
};

} // namespace studio
