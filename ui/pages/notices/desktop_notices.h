// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <QObject>

#include "core/notice/notice_channel.h"

class QSystemTrayIcon;

namespace studio {

/// Notices on this desktop: asked of the session's notification service (org.freedesktop.Notifications), or shown at
/// the tray icon where there is no such service. Made and destroyed on the GUI thread, after the application.
class DesktopNotices final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DesktopNotices)

public:
    explicit DesktopNotices(QObject* parent = nullptr);
    ~DesktopNotices() override;

    /// Makes channels, for senders on any thread. They may outlive this object, and then show nothing at the tray.
    std::function<std::unique_ptr<NoticeChannel>()> maker() const;

private:
    struct Link;
    class Channel;
    void showAtTray(const QString& title, const QString& text, NoticeLevel level);

    std::shared_ptr<Link> link_;
    QSystemTrayIcon* tray_ = nullptr; ///< made when it is first needed
};

} // namespace studio
