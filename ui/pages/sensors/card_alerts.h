// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "ui/pages/sensors/lasting_fault.h"

namespace studio {

struct CardReading;
class Banner;
class PageFrame;
class Studio;

/// The banners of the Train page about the card of the run: heat or its supply holds its clock back for long, or it
/// idles for long for want of pictures. One at a time; it goes when that is better or not known any more, and in a
/// pause. One that was closed comes again only after that. Owned by the page; GUI thread.
class CardAlerts final : public QObject {
    Q_OBJECT

public:
    CardAlerts(Studio& studio, PageFrame& page, LastingFault::Clock::duration patience = std::chrono::minutes(1));

private:
    struct Alert {
        LastingFault fault;
        bool isThere = false;  ///< at the last look
        bool isClosed = false; ///< by hand, and not better since
    };
    void look();
    void lookAt(Alert& alert, bool isThere);
    Alert* chosen();
    void show(Alert* alert, const QString& title, const QString& text);
    void hide();
    void forget();

    Studio& studio_;
    PageFrame& page_;
    Alert throttled_, waits_;
    Alert* shown_ = nullptr; ///< what banner_ tells
    Banner* banner_ = nullptr;
};

} // namespace studio
