// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <QObject>
#include <QTimer>

#include "core/run/run_folder.h"
#include "ui/job/background_job.h"
#include "ui/plot/train_curves.h"
#include "ui/session/run_history.h"

namespace studio {

/// A run that is drawn beside the one that is shown.
struct ComparedRun {
    std::string folder;
    int color = -1; ///< index into ThemeColors::series: 2..5; -1 = grey
    bool hidden = false;
    std::shared_ptr<const RunHistory> history; ///< null until it is read and where it cannot be
    std::shared_ptr<const TrainCurves> curves; ///< its points; null until they are made, and where it has no such axis
    Message problem;                           ///< why it could not be read; without a title = it could
    bool isReading() const { return history == nullptr && problem.title.empty(); }
};

/// The runs that the Train page compares with the one it shows, each with every step. They are read, and their points
/// made, in the background; one that trains is looked at again every few seconds and read again where it grew. What was
/// read stays when its folder goes. Chosen by hand and forgotten at the end. Owned by the plots of the Train page; GUI
/// thread.
class ComparedRuns final : public QObject {
    Q_OBJECT

public:
    static constexpr int kMost = 8; ///< a long run takes 64 MB

    explicit ComparedRuns(QObject* parent = nullptr);
    ~ComparedRuns() override;

    const std::vector<ComparedRun>& runs() const { return runs_; }
    bool contains(const std::string& folder) const;
    bool isFull() const { return runs_.size() >= kMost; }
    /// Does nothing where it is there or isFull(). The first four without one get a colour of their own.
    void add(const std::string& folder);
    void remove(const std::string& folder);
    void clear();
    void setHidden(const std::string& folder, bool hidden);
    /// The run whose name is pointed at; empty = none.
    void point(const std::string& folder);
    const std::string& pointed() const { return pointed_; }
    /// Whether somebody sees them: only then those that train are looked at again.
    void setWatched(bool watched);
    /// The points are of this axis; those of another one go, and are made anew.
    void setAxis(XAxis axis);
    void setInterval(int milliseconds) { timer_.setInterval(milliseconds); }

Q_SIGNALS:
    /// Who is compared, hidden or pointed at, or what is known of them.
    void changed();

private:
    struct Reader;
    struct Found;
    ComparedRun* at(const std::string& folder);
    void letGo(std::unique_ptr<Reader> reader);
    void read(const std::string& folder);
    void makePoints(const std::string& folder);
    Reader* readerOf(const std::string& folder);
    void take(const std::string& folder, const Found& found);
    void fail(const std::string& folder, const Message& problem);
    void lookAgain();
    void watch();

    std::vector<ComparedRun> runs_;
    std::vector<std::unique_ptr<Reader>> readers_; ///< one for each of runs_
    std::vector<std::unique_ptr<Reader>> spare_;
    std::string pointed_;
    QTimer timer_;
    XAxis axis_ = XAxis::Epoch;
    bool watched_ = false;
};

} // namespace studio
