// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "ui/pages/sensors/lasting_fault.h"

namespace studio {

class Banner;
class PageFrame;
class Studio;

/// The banners of the Train page about the card of the run: its clock is held back for long, or it idles for long for
/// want of pictures. Each goes when it is better; one that was closed comes again only after that. Owned by the page;
/// GUI thread.
class CardAlerts final : public QObject {
    Q_OBJECT

public:
    CardAlerts(Studio& studio, PageFrame& page, LastingFault::Clock::duration patience = std::chrono::minutes(1));

private:
    struct Alert {
        LastingFault fault;
        Banner* banner = nullptr;
        bool isSaid = false; ///< since it was better last
    };
    void look();
    void show(Alert& alert, const char* objectName, const QString& title, const QString& text);
    void clear(Alert& alert);
    void otherRun();

    Studio& studio_;
    PageFrame& page_;
    Alert slowed_, waiting_;
};

} // namespace studio
