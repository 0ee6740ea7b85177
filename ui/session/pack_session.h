// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <QObject>

#include "core/base/error.h"
#include "core/pack/pack_writer.h"
#include "ui/job/background_job.h"

namespace studio {

enum class PackState {
    NoData,     ///< nothing is open, or it is being looked for
    Missing,    ///< the data set has no packed set
    Estimating, ///< some pictures are encoded to tell what it takes
    Estimated,  ///< estimate() tells; start() makes it
    Packing,    ///< also while it stops
    Stopped,    ///< on request; start() goes on
    Ready,      ///< found() is used by training
    Deleting,   ///< found() goes
};

/// The packed set of the data set that is open: looks for one, tells what it takes, makes and deletes it, off the GUI
/// thread. Called on the GUI thread.
class PackSession final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PackSession)

public:
    struct Found {
        std::string folder, preset;
        std::uint64_t bytes = 0;
        std::int64_t damaged = 0;
    };

    explicit PackSession(QObject* parent = nullptr);
    ~PackSession() override;

    /// Another data set, or none: looks for its packed set. One that is being made is made to its end first; until
    /// then data() is what is packed, and hasNext() true.
    void setData(std::shared_ptr<const ImageFolder> data);
    const std::shared_ptr<const ImageFolder>& data() const { return data_; }
    bool hasNext() const { return next_.has_value(); }

    /// Encodes a few pictures; writes nothing.
    void estimate(const std::string& preset);
    /// Takes the place of what estimate().replaces tells of, where it tells of something: ask before.
    void start();
    void cancel();
    /// The window closes: all work is asked to stop.
    void requestStop();
    /// Deletes found(). What it was made from stays.
    void remove();

    PackState state() const { return state_; }
    bool isStopping() const { return stopping_; }
    const std::string& preset() const { return preset_; }
    const PackEstimate& estimate() const { return estimate_; }
    const PackStatus& status() const { return status_; }
    const std::optional<Found>& found() const { return found_; }

Q_SIGNALS:
    void changed();
    void failed(const studio::Message& message);

private:
    void look();
    void become(PackState state);
    void fail(const Message& message);
    void packed(const std::optional<std::optional<Found>>& made);
    void goToNext();
    void takeFound(const std::optional<Found>& found);
    void takeEstimate(const std::optional<PackEstimate>& estimate);

    std::shared_ptr<const ImageFolder> data_;
    std::optional<std::shared_ptr<const ImageFolder>> next_; ///< waits for the end of the packing
    PackState state_ = PackState::NoData;
    bool stopping_ = false;
    std::string preset_;
    PackEstimate estimate_;
    PackStatus status_;
    std::optional<Found> found_;
    BackgroundJob job_; // last: stopped before the rest goes
};

} // namespace studio
