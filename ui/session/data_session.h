// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <QObject>

#include "core/base/error.h"
#include "core/dataset/check.h"
#include "core/dataset/image_folder.h"
#include "core/image/image_header.h"
#include "ui/job/background_job.h"

namespace studio {

enum class DataState {
    Empty,    ///< no folder chosen
    Drawing,  ///< the sample pictures are being drawn
    Scanning, ///< names are being listed
    Ready,    ///< data() can be trained on
    Refused,  ///< error() says why the folder cannot be used
};

/// The data set the window works with: opens it off the GUI thread, checks its pictures in the background, draws the
/// sample set. Called on the GUI thread.
class DataSession final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DataSession)

public:
    explicit DataSession(QObject* parent = nullptr);
    ~DataSession() override;

    void open(const DataSpec& spec);
    /// Draws the sample pictures into `folder` if they are not there yet, then opens them.
    void openSample(const std::string& folder);
    /// Stops scanning or drawing and goes back to what was there before.
    void cancel();

    /// The window closes: all work is asked to stop.
    void requestStop();

    /// A picture of more pixels counts as one that cannot be read, as in a run of such a recipe.
    void startCheck(std::int64_t maxPixels = kMaxPixels);
    void cancelCheck();
    bool isChecking() const { return checkJob_.isRunning(); }

    DataState state() const { return state_; }
    std::int64_t found() const { return found_; }       ///< pictures listed or drawn so far
    std::int64_t expected() const { return expected_; } ///< 0 = unknown
    const DataSpec& spec() const { return spec_; }
    std::shared_ptr<const ImageFolder> data() const { return data_; } ///< null unless Ready
    const Message& error() const { return error_; }
    /// Result so far of a running check, or of the last one, also of an earlier start; empty before the first.
    const std::optional<CheckReport>& report() const { return report_; }
    /// Why the last check broke off (the folder is gone); empty title = it did not.
    const Message& checkError() const { return checkError_; }

Q_SIGNALS:
    void changed();      ///< state or data
    void progressed();   ///< found(), while pictures are listed or drawn
    void checkChanged(); ///< progress or end of a check

private:
    void rememberState();
    void begin(DataState state, const DataSpec& spec, std::int64_t expected);
    void showFound(std::int64_t found);
    void becomeReady(std::shared_ptr<const ImageFolder> data, std::optional<CheckReport> known);
    void refuse(const Message& error);

    DataState state_ = DataState::Empty, previousState_ = DataState::Empty;
    DataSpec spec_, previousSpec_;
    std::int64_t found_ = 0, expected_ = 0;
    std::shared_ptr<const ImageFolder> data_;
    Message error_;
    std::optional<CheckReport> report_;
    Message checkError_;
    BackgroundJob drawJob_, openJob_, checkJob_; // last: stopped before the rest goes
};

} // namespace studio
