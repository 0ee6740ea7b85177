// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <filesystem>
#include <fstream>
#include <latch>

#include <QJsonDocument>
#include <QJsonObject>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/file.h"
#include "core/notice/mail_words_internal.h"
#include "core/notice/notice_channel.h"
#include "core/notice/notice_outbox.h"
#include "core/notice/told_channels.h"
#include "tests/support/http_server.h"
#include "tests/support/patience.h"

using namespace studio;
using test::Answer;
using test::HttpServer;
using test::says;
using test::SeenRequest;

namespace {

Notice finished() {
    NoticeRun run;
    run.folder = "/runs/<a> & b";
    run.bestTop1 = 0.7612;
    run.bestEpoch = 88;
    run.epoch = run.epochs = 90;
    run.activeSeconds = 3'600;
    return makeNotice(NoticeLevel::Warning, NoticeKind::Finished, "<a> & b finished", "Well done.", run);
}

ChannelSettings channelTo(ChannelType type, const std::string& url) {
    ChannelSettings channel;
    channel.name = "c";
    channel.type = type;
    channel.url = url;
    return channel;
}

Delivery deliver(const ChannelSettings& channel, const Notice& notice = finished()) {
    return makeChannel(channel)->send(notice, {});
}

QJsonObject objectOf(const std::string& json) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
}

} // namespace

/// What arrives at the other end of each channel.
class NoticeChannelsTest : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    std::string path(const char* name) const { return dir_.path().toStdString() + "/" + name; }
    std::string script(const char* name, const std::string& lines) const {
        std::ofstream(path(name)) << "#!/bin/sh\ncd " + dir_.path().toStdString() + "\n" + lines;
        std::filesystem::permissions(path(name), std::filesystem::perms::owner_all);
        return path(name);
    }
    std::string textOf(const char* name) const { return readSmallFile(path(name), 1 << 20); }

private Q_SLOTS:
    void eachShapeOfAWebhookHasItsBody() {
        HttpServer server([](const SeenRequest&) { return says(200, "ok"); });
        ChannelSettings channel = channelTo(ChannelType::Webhook, server.url("/hook"));
        for (const WebhookShape shape : {WebhookShape::Json, WebhookShape::Slack, WebhookShape::Discord}) {
            channel.shape = shape;
            const Delivery delivery = deliver(channel);
            QVERIFY2(delivery.ok, delivery.said.c_str());
        }
        const auto seen = server.requests();
        QCOMPARE(seen.size(), std::size_t{3});
        for (const SeenRequest& request : seen) {
            QCOMPARE(request.method, std::string("POST"));
            QCOMPARE(request.header("content-type"), std::string("application/json"));
        }
        const QJsonObject json = objectOf(seen[0].body);
        QCOMPARE(json[QStringLiteral("kind")].toString(), QStringLiteral("finished"));
        QCOMPARE(json[QStringLiteral("best_top1")].toDouble(), 0.7612);
        QCOMPARE(json[QStringLiteral("run")].toString(), QStringLiteral("<a> & b"));
        const QString slack = objectOf(seen[1].body)[QStringLiteral("text")].toString();
        QVERIFY2(
            slack.startsWith(QStringLiteral("*warning: &lt;a&gt; &amp; b finished*\nWell done.\nbest top-1 76.12 %")),
            qPrintable(slack));
        const QJsonObject discord = objectOf(seen[2].body);
        QVERIFY(discord[QStringLiteral("content")].toString().startsWith(QStringLiteral("**warning: <a> & b")));
        QVERIFY(discord[QStringLiteral("allowed_mentions")].toObject().contains(QStringLiteral("parse")));
    }

    void ntfyGetsTheTitleInAHeaderWhateverIsInIt() {
        HttpServer server([](const SeenRequest&) { return says(200); });
        Notice notice = finished();
        notice.title = "Läuft\r\nX-Evil: 1"; // as if nobody had tidied it
        QVERIFY(deliver(channelTo(ChannelType::Ntfy, server.url("/topic")), notice).ok);
        const SeenRequest request = server.requests().front();
        QVERIFY(request.header("x-evil").empty());
        QCOMPARE(request.header("title"), "=?UTF-8?B?" + base64("Läuft  X-Evil: 1") + "?=");
        QCOMPARE(request.header("priority"), std::string("4"));
        QVERIFY(request.body.starts_with("Well done.\nbest top-1 76.12 % in epoch 88, 90 of 90 epochs, 1 h 0 min"));
    }

    void whatTheServerAnswersDecidesWhetherToTryAgain() {
        int status = 0;
        HttpServer stranger([](const SeenRequest&) { return says(200); });
        HttpServer server([&](const SeenRequest&) {
            return says(status, "echo /SECRET", {"Retry-After: 7", "Location: " + stranger.url("/")});
        });
        const ChannelSettings channel = channelTo(ChannelType::Webhook, server.url("/SECRET"));
        for (const auto& [code, mayPass] :
             {std::pair(503, true), {429, true}, {404, false}, {302, false}, {400, false}}) {
            status = code;
            const Delivery delivery = deliver(channel);
            QVERIFY(!delivery.ok);
            QCOMPARE(delivery.mayPass, mayPass);
            QVERIFY2(delivery.said.find(std::to_string(code)) != std::string::npos, delivery.said.c_str());
            QVERIFY2(delivery.said.find("SECRET") == std::string::npos, delivery.said.c_str());
            if (code == 503)
                QCOMPARE(delivery.retrySeconds, 7.0);
        }
        QVERIFY(stranger.requests().empty());
        const Delivery dead = deliver(channelTo(ChannelType::Webhook, "http://x:SECRET@127.0.0.1:1/SECRET"));
        QVERIFY(!dead.ok && dead.mayPass);
        QVERIFY2(dead.said.find("SECRET") == std::string::npos, dead.said.c_str());
    }

    void aCommandGetsTheNoticeAndNoShellReadsItsWords() {
        ChannelSettings channel;
        channel.type = ChannelType::Command;
        channel.program = script("hook.sh", "cat > in.json\nprintf '%s|%s|%s|%s' \"$1\" \"$RESNET_NOTICE_KIND\" "
                                            "\"$RESNET_NOTICE_FOLDER\" \"$RESNET_STUDIO_STARTED_AGAIN\" > words\n");
        channel.arguments = {"$(touch evil); `id`"};
        const test::WithVariable again("RESNET_STUDIO_STARTED_AGAIN", "1"); // the run, not what the hook may start
        const Delivery delivery = deliver(channel);
        QVERIFY2(delivery.ok, delivery.said.c_str());
        QCOMPARE(textOf("words"), std::string("$(touch evil); `id`|finished|/runs/<a> & b|"));
        QCOMPARE(objectOf(textOf("in.json"))[QStringLiteral("level")].toString(), QStringLiteral("warning"));
        channel.program = script("bad.sh", "exit 3\n");
        QCOMPARE(deliver(channel).said, std::string("the program ended with code 3"));
        channel.program = path("none");
        QVERIFY(deliver(channel).said.starts_with("the program cannot be started: No such file"));
    }

    void aCommandThatHangsIsEndedWithAllThatItStarted() {
        ChannelSettings channel;
        channel.type = ChannelType::Command;
        channel.seconds = 1;
        channel.program =
            script("hang.sh", "trap '' TERM\nsh -c 'trap \"\" TERM; echo $$ > pid; sleep 1000' &\nwait\n");
        const Delivery delivery = deliver(channel);
        QVERIFY(!delivery.ok && !delivery.mayPass);
        QCOMPARE(delivery.said, std::string("the program was ended: it took longer than 1 s"));
        const std::string pid = textOf("pid");
        const auto isAlive = [&pid] { // one that nobody has reaped yet is dead all the same
            std::ifstream file("/proc/" + pid.substr(0, pid.find('\n')) + "/stat");
            std::string text;
            std::getline(file, text);
            return !text.empty() && text.find(") Z ") == std::string::npos;
        };
        QTRY_VERIFY(!isAlive());
    }

    void whatIsBrokenOffIsNotRefused_data() {
        QTest::addColumn<ChannelType>("type");
        QTest::newRow("a server that does not answer") << ChannelType::Webhook;
        QTest::newRow("a slow program") << ChannelType::Command;
    }
    void whatIsBrokenOffIsNotRefused() {
        QFETCH(const ChannelType, type);
        const QTemporaryDir place;
        const std::string folder = place.path().toStdString();
        const test::WithVariable state("XDG_STATE_HOME", folder);
        std::atomic<bool> isAsked{false};
        std::latch back(1);
        HttpServer server([&](const SeenRequest&) {
            isAsked = true;
            back.wait();
            return says(200);
        });
        const auto release = qScopeGuard([&back] {
            if (!back.try_wait())
                back.count_down();
        });
        ChannelSettings channel = channelTo(type, server.url("/"));
        if (type == ChannelType::Command) {
            channel.url.clear();
            channel.program =
                script("slow.sh", "cd " + folder + "\n[ -e back ] || { touch asked; exec sleep 1000; }\n");
        }
        NoticeOptions options;
        options.file = folder + "/notices.json";
        writeNoticeSettings(options.file, {{channel}});
        ToldChannels first("one");
        options.makeChannel = first.factory();
        {
            NoticeOutbox outbox(options);
            outbox.add(finished());
            QTRY_VERIFY(isAsked || std::filesystem::exists(folder + "/asked"));
            QCOMPARE(outbox.finish(0), std::size_t{1});
        }
        QVERIFY(first.isAnyLeft() && !first.isAnyRefused());
        back.count_down();
        std::ofstream(folder + "/back") << "now";
        ToldChannels second("one"); // of the process that is started again
        QVERIFY(second.isBegun());
        options.makeChannel = second.factory();
        NoticeOutbox outbox(options);
        outbox.add(finished());
        QCOMPARE(outbox.finish(test::kPatienceMs / 1e3), std::size_t{0});
        QVERIFY(!second.isAnyLeft() && !second.isAnyRefused());
    }

    void aMailHasItsHeadersAndNobodyElses() {
        ChannelSettings channel;
        channel.type = ChannelType::Mail;
        channel.to = "me@example.org";
        channel.program = script("sendmail", "printf '%s ' \"$@\" > arguments\ncat > mail\n");
        Notice notice = finished();
        notice.title = "Ende\nBcc: evil@example.org";
        notice.text = "One\n.\nTwo";
        const Delivery delivery = deliver(channel, notice);
        QVERIFY2(delivery.ok, delivery.said.c_str());
        QCOMPARE(textOf("arguments"), std::string("-t -oi "));
        const std::string mail = textOf("mail");
        const auto end = mail.find("\n\n");
        const std::string head = mail.substr(0, end + 1);
        QVERIFY2(head.starts_with("To: me@example.org\nSubject: Ende Bcc: evil@example.org\n"), head.c_str());
        QVERIFY(head.find("\nBcc:") == std::string::npos);
        const QByteArray body = QByteArray::fromBase64(QByteArray::fromStdString(mail.substr(end + 2)));
        QVERIFY2(body.startsWith("One\n.\nTwo\nbest top-1"), body.constData());
        for (const QByteArray& line : QByteArray::fromStdString(mail).split('\n'))
            QVERIFY(line.size() <= 78);
    }

    void longWordsOfAHeaderAreCutBetweenCharacters() {
        std::string title;
        for (int i = 0; i < 40; ++i)
            title += "ü";
        QByteArray back;
        for (const QByteArray& word : QByteArray::fromStdString(headerWords(title)).split(' ')) {
            QVERIFY(word.size() <= 75);
            const QByteArray part = QByteArray::fromBase64(word.mid(10, word.size() - 12));
            QVERIFY(QString::fromUtf8(part).toUtf8() == part && !QString::fromUtf8(part).contains(QChar(0xFFFD)));
            back += part;
        }
        QCOMPARE(back.toStdString(), title);
    }
};

QTEST_GUILESS_MAIN(NoticeChannelsTest)
#include "tst_notice_channels.moc"
