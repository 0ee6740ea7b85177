// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include <QObject>

#include "ui/job/background_job.h"

namespace studio {

/// What there is where pictures are to go, and of the archive they come from.
struct TargetFacts {
    std::uint64_t freeBytes = 0; ///< 0 = unknown
    bool isBegun = false;        ///< a job of getKnownSet() into this folder was begun and has not ended
    bool isThere = false;        ///< one has ended there
    bool isFile = false;         ///< the archive is a file of this machine
    std::uint64_t fileBytes = 0;
};

/// Looks at a target folder and an archive off the GUI thread. Called on the GUI thread.
class TargetLook final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TargetLook)

public:
    using QObject::QObject;

    /// Empty = nothing. What was asked for last is not asked for again; changed() follows where it is another.
    void ask(const std::string& folder, const std::string& archive = {});
    /// The same once more: something was written there. The facts stay until the new ones are known.
    void again();
    /// Until the disk has answered.
    bool isAsking() const { return job_.isRunning(); }
    const TargetFacts& facts() const { return facts_; }

Q_SIGNALS:
    void changed();

private:
    void look();

    bool onceMore_ = false;
    std::string folder_, archive_;
    TargetFacts facts_;
    BackgroundJob job_; // last: waited for before the rest goes
};

} // namespace studio
