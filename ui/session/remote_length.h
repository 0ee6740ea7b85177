// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include <QObject>
#include <QTimer>

#include "ui/job/background_job.h"

namespace studio {

/// Asks a server how long a file is, once its address has not changed for a moment: it may still be typed. Called on
/// the GUI thread.
class RemoteLength final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RemoteLength)

public:
    explicit RemoteLength(QObject* parent = nullptr);

    /// Empty = nothing. The address that was asked for last is not asked for again.
    void ask(const std::string& url);
    /// Until the server has answered, or has not in ten seconds.
    bool isAsking() const { return asking_; }
    /// 0 = the server does not tell.
    std::uint64_t bytes() const { return bytes_; }

Q_SIGNALS:
    void changed();

private:
    void send();

    std::string url_;
    bool asking_ = false;
    std::uint64_t bytes_ = 0;
    QTimer moment_;
    BackgroundJob job_; // last: joined before the rest goes
};

} // namespace studio
