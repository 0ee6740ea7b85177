// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "core/train/progress.h"

namespace studio {

class Banner;
class PageFrame;
class Studio;

/// The banners of the Train page: what is wrong with a run that goes on (pictures gone, disk full) or why one can be
/// looked at only, a batch that the device has no memory for, with the size that fits at a click, and a long run that
/// would end with the window, with the way out. Owned by the page; GUI thread.
class TrainAlerts final : public QObject {
    Q_OBJECT

public:
    TrainAlerts(Studio& studio, PageFrame& page);

private:
    void showTrouble();
    void showMemory(const RunReport& report);
    void showPlace();
    void clear(Banner*& banner);

    Studio& studio_;
    PageFrame& page_;
    Banner* trouble_ = nullptr;
    bool troubleIsLookOnly_ = false; ///< of a run that cannot be asked
    Banner* memory_ = nullptr;
    Banner* place_ = nullptr;
    bool placeSaid_ = false; ///< for this run
};

} // namespace studio
