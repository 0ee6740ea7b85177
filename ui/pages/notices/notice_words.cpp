// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/notices/notice_words.h"

#include <QCoreApplication>
#include <QProcess>
#include <QStringList>

#include "ui/session/studio.h"

namespace studio {

namespace {

struct NoticeWords {
    Q_DECLARE_TR_FUNCTIONS(studio::NoticeWords)
};

/// As QProcess::splitCommand() wants it: three quotes are one that belongs to the word.
QString quoted(QString word) {
    if (!word.isEmpty() && !word.contains(u' ') && !word.contains(u'"'))
        return word;
    word.replace(QStringLiteral("\""), QStringLiteral("\"\"\""));
    return u'"' + word + u'"';
}

} // namespace

QString kindWords(NoticeKind kind) {
    switch (kind) {
    case NoticeKind::Finished:
        return NoticeWords::tr("Finished");
    case NoticeKind::Failed:
        return NoticeWords::tr("Failed");
    case NoticeKind::Stopped:
        return NoticeWords::tr("Stopped");
    case NoticeKind::Interrupted:
        return NoticeWords::tr("Interrupted");
    case NoticeKind::RolledBack:
        return NoticeWords::tr("Rolled back");
    case NoticeKind::NoProgress:
        return NoticeWords::tr("No progress");
    case NoticeKind::NotSaved:
        return NoticeWords::tr("Checkpoint not saved");
    case NoticeKind::DiskLow:
        return NoticeWords::tr("Disk low");
    case NoticeKind::NotBackedUp:
        return NoticeWords::tr("Not backed up");
    case NoticeKind::Test:
        break;
    }
    return NoticeWords::tr("Test");
}

QString levelWords(NoticeLevel level) {
    return level == NoticeLevel::Info      ? NoticeWords::tr("Everything")
           : level == NoticeLevel::Warning ? NoticeWords::tr("Warnings and errors")
                                           : NoticeWords::tr("Errors only");
}

QString channelWords(const ChannelSettings& channel) {
    switch (channel.type) {
    case ChannelType::Desktop:
        return NoticeWords::tr("Desktop");
    case ChannelType::Webhook:
        return channel.shape == WebhookShape::Slack     ? NoticeWords::tr("Webhook (Slack)")
               : channel.shape == WebhookShape::Discord ? NoticeWords::tr("Webhook (Discord)")
                                                        : NoticeWords::tr("Webhook (JSON)");
    case ChannelType::Ntfy:
        return NoticeWords::tr("ntfy");
    case ChannelType::Command:
        return NoticeWords::tr("Command");
    case ChannelType::Mail:
        return NoticeWords::tr("E-mail");
    }
    return {};
}

QString kindsWords(const ChannelSettings& channel) {
    constexpr std::size_t kNamed = 2;
    if (channel.kinds.empty())
        return NoticeWords::tr("All kinds");
    if (channel.kinds.size() > kNamed)
        return NoticeWords::tr("%1 of %2 kinds").arg(channel.kinds.size()).arg(kNoticeKinds - 1);
    QStringList words;
    for (const NoticeKind kind : channel.kinds)
        words << kindWords(kind);
    return words.join(QStringLiteral(", "));
}

QString commandLine(const ChannelSettings& channel) {
    QStringList words;
    if (!channel.program.empty())
        words << quoted(displayOf(channel.program));
    for (const std::string& word : channel.arguments)
        words << quoted(QString::fromStdString(word));
    return words.join(u' ');
}

void setCommandLine(ChannelSettings& channel, const QString& line) {
    const QStringList words = QProcess::splitCommand(line);
    channel.program = words.isEmpty() ? std::string() : bytesOf(words.front());
    channel.arguments.clear();
    for (qsizetype i = 1; i < words.size(); ++i)
        channel.arguments.push_back(words[i].toStdString());
}

} // namespace studio
