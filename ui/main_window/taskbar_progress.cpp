// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/taskbar_progress.h"

#include <algorithm>
#include <cmath>

#include <QDBusConnection>
#include <QDBusMessage>
#include <QGuiApplication>
#include <QVariantMap>

namespace studio {

namespace {

void tell(const QString& desktopFile, std::optional<int> percent) {
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    QDBusMessage update =
        QDBusMessage::createSignal(QStringLiteral("/com/canonical/unity/launcherentry/1"),
                                   QStringLiteral("com.canonical.Unity.LauncherEntry"), QStringLiteral("Update"));
    const QVariantMap properties{{QStringLiteral("progress"), percent.value_or(0) / 100.0},
                                 {QStringLiteral("progress-visible"), percent.has_value()}};
    update << QString(QStringLiteral("application://") + desktopFile + QStringLiteral(".desktop")) << properties;
    bus.send(update);
}

} // namespace

TaskbarProgress::TaskbarProgress(QObject* parent)
    : QObject(parent) {}

void TaskbarProgress::show(std::optional<double> fraction) {
    std::optional<int> percent;
    if (fraction) // rounded down: 100 % means done
        percent = std::clamp(static_cast<int>(std::floor(*fraction * 100)), 0, 100);
    if (percent == percent_)
        return;
    percent_ = percent;
    // One after the other; what is told too late is left out.
    job_.start([file = QGuiApplication::desktopFileName(), percent](const JobControl&) -> std::function<void()> {
        tell(file, percent);
        return {};
    });
}

} // namespace studio
