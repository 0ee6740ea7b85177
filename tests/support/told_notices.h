// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include "core/notice/notice_settings.h"

namespace studio::test {

/// A user with one channel, which keeps all notices in a file: of this process and of those that it starts. One at a
/// time.
class ToldNotices {
public:
    ToldNotices() {
        qputenv("XDG_CONFIG_HOME", dir_.path().toUtf8());
        qputenv("XDG_STATE_HOME", dir_.filePath(QStringLiteral("state")).toUtf8());
        NoticeSettings settings;
        ChannelSettings channel;
        channel.name = "kept";
        channel.type = ChannelType::Command;
        channel.program = "/usr/bin/tee";
        channel.arguments = {"-a", file().toStdString()};
        settings.channels = {channel};
        writeNoticeSettings(noticeSettingsFile(), settings);
    }
    ~ToldNotices() {
        config_.isEmpty() ? qunsetenv("XDG_CONFIG_HOME") : qputenv("XDG_CONFIG_HOME", config_);
        state_.isEmpty() ? qunsetenv("XDG_STATE_HOME") : qputenv("XDG_STATE_HOME", state_);
    }
    ToldNotices(const ToldNotices&) = delete;
    ToldNotices& operator=(const ToldNotices&) = delete;

    QByteArray text() const {
        QFile kept(file());
        return kept.open(QIODevice::ReadOnly) ? kept.readAll() : QByteArray();
    }
    /// "TITLE | TEXT" of each.
    std::vector<QString> all() const {
        const QByteArray bytes = text(), begin = "{\"format\"";
        std::vector<QString> found;
        for (qsizetype at = bytes.indexOf(begin); at >= 0;) {
            const qsizetype next = bytes.indexOf(begin, at + 1);
            const QJsonObject one = QJsonDocument::fromJson(bytes.mid(at, next < 0 ? -1 : next - at)).object();
            found.push_back(one[QStringLiteral("title")].toString() + QStringLiteral(" | ") +
                            one[QStringLiteral("text")].toString());
            at = next;
        }
        return found;
    }

private:
    QString file() const { return dir_.filePath(QStringLiteral("told")); }
    QTemporaryDir dir_;
    const QByteArray config_ = qgetenv("XDG_CONFIG_HOME"), state_ = qgetenv("XDG_STATE_HOME");
};

} // namespace studio::test
