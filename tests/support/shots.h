// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QDir>
#include <QWidget>

namespace studio::test {

/// Saves a picture of the widget where STUDIO_SHOTS names a folder: to look at, never compared.
inline void saveShot(QWidget& widget, const QString& name) {
    const QString folder = qEnvironmentVariable("STUDIO_SHOTS");
    if (folder.isEmpty() || !QDir().mkpath(folder))
        return;
    QCoreApplication::processEvents(); // queued layouts and replots

    widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

} // namespace studio::test
