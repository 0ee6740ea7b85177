// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/notices/desktop_notices.h"

#include <mutex>

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QMetaObject>
#include <QSystemTrayIcon>
#include <QVariantMap>

namespace studio {

namespace {

constexpr int kAnswerMs = 3'000; ///< the service is started by the bus when it is first called
constexpr int kServersChoice = -1;
constexpr int kForever = 0;

QString iconName(NoticeLevel level) {
    return level == NoticeLevel::Info      ? QStringLiteral("dialog-information")
           : level == NoticeLevel::Warning ? QStringLiteral("dialog-warning")
                                           : QStringLiteral("dialog-error");
}

/// The service may read its body as markup.
QString bodyOf(const Notice& notice) {
    return QString::fromStdString(noticeBody(notice)).toHtmlEscaped();
}

QDBusMessage notifyCall(const Notice& notice) {
    QDBusMessage message = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"),
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
    const bool isGrave = notice.level == NoticeLevel::Error;
    QVariantMap hints;
    hints.insert(QStringLiteral("urgency"), QVariant::fromValue(static_cast<uchar>(isGrave ? 2 : 1)));
    hints.insert(QStringLiteral("desktop-entry"), QStringLiteral("resnet-studio"));
    message << QStringLiteral("ResNet Studio") << 0u << iconName(notice.level) << QString::fromStdString(notice.title)
            << bodyOf(notice) << QStringList() << hints << (isGrave ? kForever : kServersChoice);
    return message;
}

/// For the icon at the tray, and what appears beside it.
QSystemTrayIcon::MessageIcon trayIcon(NoticeLevel level) {
    return level == NoticeLevel::Info      ? QSystemTrayIcon::Information
           : level == NoticeLevel::Warning ? QSystemTrayIcon::Warning
                                           : QSystemTrayIcon::Critical;
}

} // namespace

/// What channels share with the object of the GUI thread; its owner is null once that is gone.
struct DesktopNotices::Link {
    std::mutex mutex;
    DesktopNotices* owner = nullptr;
    bool hasTray = false;
};

/// Lives on the thread of its sender. QtDBus may be called on any thread; the tray is the GUI thread's.
class DesktopNotices::Channel final : public NoticeChannel {
public:
    explicit Channel(std::shared_ptr<Link> link)
        : link_(std::move(link)) {}

    Delivery send(const Notice& notice, const std::stop_token&) override {
        Delivery delivery;
        const QDBusConnection bus = QDBusConnection::sessionBus();
        std::string why = "there is no session bus";
        if (bus.isConnected()) {
            const QDBusMessage answer = bus.call(notifyCall(notice), QDBus::Block, kAnswerMs);
            delivery.ok = answer.type() == QDBusMessage::ReplyMessage;
            why = "the desktop shows no notifications (" + answer.errorName().toStdString() + ")";
        }
        delivery.said = delivery.ok ? "shown by the desktop" : why;
        if (!delivery.ok && askTray(notice)) {
            delivery.ok = true;
            delivery.said = "shown at the tray icon: " + why;
        }
        return delivery;
    }

private:
    bool askTray(const Notice& notice) {
        const std::lock_guard lock(link_->mutex);
        if (link_->owner == nullptr || !link_->hasTray)
            return false;
        return QMetaObject::invokeMethod(
            link_->owner,
            [owner = link_->owner, title = QString::fromStdString(notice.title),
             text = QString::fromStdString(noticeBody(notice)),
             level = notice.level] { owner->showAtTray(title, text, level); },
            Qt::QueuedConnection);
    }

    std::shared_ptr<Link> link_;
};

DesktopNotices::DesktopNotices(QObject* parent)
    : QObject(parent)
    , link_(std::make_shared<Link>()) {
    link_->owner = this;
    link_->hasTray = qobject_cast<QApplication*>(QCoreApplication::instance()) != nullptr &&
                     QSystemTrayIcon::isSystemTrayAvailable() && QSystemTrayIcon::supportsMessages();
}

DesktopNotices::~DesktopNotices() {
    const std::lock_guard lock(link_->mutex);
    link_->owner = nullptr;
}

std::function<std::unique_ptr<NoticeChannel>()> DesktopNotices::maker() const {
    return [link = link_] { return std::make_unique<Channel>(link); };
}

void DesktopNotices::showAtTray(const QString& title, const QString& text, NoticeLevel level) {
    if (tray_ == nullptr) {
        tray_ = new QSystemTrayIcon(QApplication::windowIcon(), this);
        tray_->setToolTip(QStringLiteral("ResNet Studio"));
    }
    tray_->show();
    tray_->showMessage(title, text, trayIcon(level));
}

} // namespace studio
