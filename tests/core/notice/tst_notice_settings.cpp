// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/notice/notice_settings.h"

using namespace studio;

namespace {

const std::string kSecretUrl = "https://me:word@hooks.example.org:8443/services/T0/SECRET?key=SECRET";

/// Written with single quotes.
QByteArray json(const char* text) {
    return QByteArray(text).replace('\'', '"');
}

ChannelSettings webhook(const std::string& name) {
    ChannelSettings channel;
    channel.name = name;
    channel.type = ChannelType::Webhook;
    channel.url = kSecretUrl;
    channel.shape = WebhookShape::Slack;
    channel.level = NoticeLevel::Warning;
    channel.kinds = {NoticeKind::Failed, NoticeKind::DiskLow};
    return channel;
}

} // namespace

/// The file of channels: whole, private, strict.
class NoticeSettingsTest : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    std::string file() const { return dir_.path().toStdString() + "/below/notices.json"; }

private Q_SLOTS:
    void whatIsWrittenIsReadAndIsForThisUserAlone() {
        QVERIFY(readNoticeSettings(file()).channels.empty()); // there is no file yet
        NoticeSettings settings;
        settings.channels.push_back(webhook("team"));
        ChannelSettings hook;
        hook.name = "hook";
        hook.type = ChannelType::Command;
        hook.program = "/usr/bin/notify-send";
        hook.arguments = {"two words", "$(id)", ""};
        hook.seconds = 7;
        settings.channels.push_back(hook);
        ChannelSettings mail;
        mail.name = "mail";
        mail.type = ChannelType::Mail;
        mail.to = "me+runs@example.org";
        mail.enabled = false;
        settings.channels.push_back(mail);
        ::umask(0);
        writeNoticeSettings(file(), settings);
        QVERIFY(readNoticeSettings(file()) == settings);
        struct stat info {};
        QCOMPARE(::stat(file().c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0777, mode_t{0600});
        QCOMPARE(settings.freeName(ChannelType::Mail), std::string("mail-2"));
    }

    void aDamagedFileIsToldWithoutItsSecretsAndKept_data() {
        QTest::addColumn<QByteArray>("text");
        const QByteArray url = QByteArray::fromStdString(kSecretUrl);
        QTest::newRow("cut") << QByteArray(json("{'format': 1, 'channels': [{'url': '") + url);
        QTest::newRow("nonsense") << url;
        QTest::newRow("format") << json("{'format': 2, 'channels': []}");
        QTest::newRow("no list") << json("{'format': 1}");
        QTest::newRow("key") << json("{'format': 1, 'channels': [{'type': 'mail', 'bcc': 'x'}]}");
        QTest::newRow("twice") << json(
            "{'format':1,'channels':[{'name':'a','type':'desktop'},{'name':'a','type':'desktop'}]}");
        QTest::newRow("type") << json("{'format': 1, 'channels': [{'name': 'a', 'type': 'fax'}]}");
        QTest::newRow("number") << json("{'format':1,'channels':[{'name':1,'type':'desktop'}]}");
        QTest::newRow("large") << QByteArray(100'000, ' ');
    }
    void aDamagedFileIsToldWithoutItsSecretsAndKept() {
        QFETCH(QByteArray, text);
        const std::string path = dir_.path().toStdString() + "/damaged.json";
        writeFileAtomically(path, text.toStdString());
        std::string told;
        try {
            readNoticeSettings(path);
        } catch (const Error& error) {
            told = error.message().text();
        }
        QVERIFY2(told.find("damaged.json") != std::string::npos, told.c_str());
        QVERIFY2(told.find("SECRET") == std::string::npos, told.c_str());
        QCOMPARE(readSmallFile(path, 1 << 20), text.toStdString());
    }

    void aChannelThatCouldDoHarmIsRefused() {
        const auto isRefused = [this](ChannelSettings channel) {
            NoticeSettings settings;
            settings.channels.push_back(std::move(channel));
            try {
                writeNoticeSettings(file(), settings);
            } catch (const Error& error) {
                return error.kind() == ErrorKind::Config && error.message().text().find("SECRET") == std::string::npos;
            }
            return false;
        };
        for (const char* url : {"", "ftp://a/SECRET", "file:///etc/SECRET", "https://", "https://a/b\r\nX: SECRET",
                                "https://a /SECRET"}) {
            ChannelSettings channel = webhook("a");
            channel.url = url;
            QVERIFY2(isRefused(channel), url);
        }
        for (const char* to : {"", "-oQ/tmp", "a@b\nBcc: c@d", "a@b, c@d", "a b@c", "<a@b>"}) {
            ChannelSettings channel;
            channel.name = "m";
            channel.type = ChannelType::Mail;
            channel.to = to;
            QVERIFY2(isRefused(channel), to);
        }
        ChannelSettings command;
        command.name = "c";
        command.type = ChannelType::Command;
        command.program = "rm"; // of whatever folder comes first
        QVERIFY(isRefused(command));
        QVERIFY(isRefused(webhook("two words")));
    }

    void eachChannelTakesItsLevelsAndKinds() {
        const ChannelSettings channel = webhook("team");
        const auto takes = [&channel](NoticeLevel level, NoticeKind kind) {
            return channel.takes(makeNotice(level, kind, "t", {}));
        };
        QVERIFY(takes(NoticeLevel::Error, NoticeKind::Failed));
        QVERIFY(takes(NoticeLevel::Warning, NoticeKind::DiskLow));
        QVERIFY(!takes(NoticeLevel::Info, NoticeKind::DiskLow));
        QVERIFY(!takes(NoticeLevel::Error, NoticeKind::RolledBack));
        QVERIFY(takes(NoticeLevel::Info, NoticeKind::Test));
        ChannelSettings off = channel;
        off.enabled = false;
        QVERIFY(!off.takes(makeNotice(NoticeLevel::Error, NoticeKind::Failed, "t", {})));
    }

    void onlyTheServerOfASecretAddressIsShown() {
        QCOMPARE(webhook("a").place(), std::string("https://hooks.example.org:8443"));
    }
};

QTEST_GUILESS_MAIN(NoticeSettingsTest)
#include "tst_notice_settings.moc"
