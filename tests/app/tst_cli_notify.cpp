// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <filesystem>

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/file.h"
#include "core/notice/notice_settings.h"
#include "core/run/told_once.h"
#include "tests/support/cli_runner.h"
#include "tests/support/finished_runs.h"
#include "tests/support/http_server.h"

using namespace studio;
using test::CliResult;
using test::HttpServer;
using test::runTrain;
using test::says;
using test::SeenRequest;
using test::WithVariable;

namespace {

QString text(const std::string& bytes) {
    return QString::fromStdString(bytes);
}

CliResult notify(const QStringList& words) {
    return runTrain(QStringList{QStringLiteral("notify")} + words);
}

QStringList words(const char* line) {
    return QString::fromLatin1(line).split(u' ');
}

/// Where programs are looked for, with a systemctl that is this script before all others.
std::string systemctlIn(const QTemporaryDir& place, const QByteArray& body) {
    QFile file(place.filePath(QStringLiteral("systemctl")));
    if (file.open(QIODevice::WriteOnly))
        file.write("#!/bin/bash\n" + body + "\n");
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return place.path().toStdString() + ":" + qgetenv("PATH").toStdString();
}

} // namespace

/// Channels on the command line, and a run that uses them.
class CliNotifyTest : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    std::string path(const char* name) const { return dir_.filePath(QLatin1String(name)).toStdString(); }

private Q_SLOTS:
    void channelsAreAddedListedAndRemovedAndNoSecretIsPrinted() {
        const WithVariable config("XDG_CONFIG_HOME", path("one"));
        QVERIFY(notify(words("list")).out.startsWith("No channels"));
        writeFileAtomically(path("address"), "https://hooks.example.org/SECRET\n");
        const CliResult added = notify(words("add webhook --shape slack --level warning --kinds failed,disk_low") +
                                       QStringList{text("@" + path("address"))});
        QVERIFY2(added.code == 0, added.err.constData());
        QCOMPARE(notify(words("add mail me@example.org --name boss")).code, 0);
        const CliResult list = notify(words("list --json"));
        const QJsonArray rows = list.json().array();
        QCOMPARE(rows.size(), qsizetype{2});
        QCOMPARE(rows[0].toObject()[QStringLiteral("to")].toString(), QStringLiteral("https://hooks.example.org"));
        QCOMPARE(rows[0].toObject()[QStringLiteral("kinds")].toArray().size(), qsizetype{2});
        QVERIFY(!(added.out + list.out + notify(words("list")).out).contains("SECRET"));
        QVERIFY(readSmallFile(path("one") + "/resnet-studio/notices.json", 1 << 16).find("/SECRET") !=
                std::string::npos);
        QCOMPARE(notify(words("off boss")).code, 0);
        QVERIFY(!readNoticeSettings(path("one") + "/resnet-studio/notices.json").channels[1].enabled);
        QCOMPARE(notify(words("remove boss")).code, 0);
        QCOMPARE(notify(words("remove boss")).code, 64);
        QCOMPARE(notify(words("add mail -oQ")).code, 64);
        QCOMPARE(notify(words("add webhook ftp://a/b")).code, 64);
        QCOMPARE(notify(words("add command /bin/true --name hook -- -x --y")).code, 0);
        QCOMPARE(readNoticeSettings(path("one") + "/resnet-studio/notices.json").channels.back().arguments.size(),
                 std::size_t{2});
    }

    void aTestSaysWhatCameBackOfEach() {
        const WithVariable config("XDG_CONFIG_HOME", path("two"));
        HttpServer server([](const SeenRequest& request) { return says(request.target == "/good" ? 204 : 403); });
        QCOMPARE(notify(words("test")).code, 64);
        QCOMPARE(notify(words("add ntfy --name good") + QStringList{text(server.url("/good"))}).code, 0);
        CliResult result = notify(words("test"));
        QCOMPARE(result.code, 0);
        QCOMPARE(result.out, QByteArray::fromStdString("good (" + server.url("") + "): delivered: HTTP 204\n"));
        QCOMPARE(notify(words("add webhook --name bad") + QStringList{text(server.url("/SECRET"))}).code, 0);
        result = notify(words("test bad"));
        QCOMPARE(result.code, 1);
        QVERIFY2(result.out.contains("not delivered: the server answered 403"), result.out.constData());
        QVERIFY(!result.out.contains("SECRET"));
    }

    void aServiceThatFailedIsToldOfWhereItsTrainingCouldNot_data() {
        QTest::addColumn<QByteArray>("result");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<bool>("isRunThere");
        QTest::addColumn<bool>("hasTold"); // a moment ago
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<bool>("isTold");
        const auto row = [](const char* name, const char* result, const char* status, bool isRunThere, bool hasTold,
                            const char* more, bool isTold) {
            QTest::newRow(name) << QByteArray(result) << QByteArray(status) << isRunThere << hasTold << QByteArray(more)
                                << isTold;
        };
        row("killed again and again", "start-limit-hit", "KILL", true, false, "", true);
        row("its run is not there", "exit-code", "64", false, false, "", true);
        row("its program does not begin", "exit-code", "127", true, false, "", true);
        row("it has told why", "exit-code", "65", true, true, "", false);
        row("its word has not arrived", "exit-code", "65", true, false, "", true);
        row("it never tells by itself", "exit-code", "65", true, true, "--untold", true);
        row("a person stopped it", "exit-code", "130", false, false, "--untold", false);
        row("it only waited for one that failed", "success", "", true, false, "--untold", false);
        row("systemd does not say", "", "", true, false, "", true);
    }
    void aServiceThatFailedIsToldOfWhereItsTrainingCouldNot() {
        QFETCH(const QByteArray, result);
        QFETCH(const QByteArray, status);
        QFETCH(const bool, isRunThere);
        QFETCH(const bool, hasTold);
        QFETCH(const QByteArray, more);
        QFETCH(const bool, isTold);
        const QTemporaryDir place;
        const std::string run = place.path().toStdString() + "/my run";
        const WithVariable config("XDG_CONFIG_HOME", place.path().toStdString()),
            state("XDG_STATE_HOME", place.path().toStdString() + "/state"),
            monitored("MONITOR_SERVICE_RESULT", result.toStdString()),
            code("MONITOR_EXIT_STATUS", status.toStdString()), unit("MONITOR_UNIT", "resnet-train@my\\x20run.service"),
            programs("PATH", systemctlIn(place, "exit 1"));
        HttpServer server([](const SeenRequest&) { return says(200); });
        QCOMPARE(notify(words("add webhook") + QStringList{text(server.url("/"))}).code, 0);
        if (isRunThere)
            test::writeFinishedRun(run, 1, 1'000);
        if (hasTold)
            ToldOnce(run, "failed").keep();
        const CliResult given = notify(words("given-up") + QStringList{text(run)} +
                                       (more.isEmpty() ? QStringList() : words(more.constData())));
        QVERIFY2(given.code == 0, given.err.constData());
        QCOMPARE(server.requests().size(), isTold ? std::size_t{1} : std::size_t{0});
        if (isTold && !isRunThere)
            QVERIFY(server.requests()[0].body.find("my run is given up") != std::string::npos);
        if (isTold) // shells read the name as it stands there
            QVERIFY2(server.requests()[0].body.find("--unit 'resnet-train@my\\\\x20run.service'") != std::string::npos,
                     server.requests()[0].body.c_str());
    }

    void aSystemdThatDoesNotSayIsAsked_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("told"); // empty: nothing
        QTest::newRow("a person stopped it") << QByteArray("Result=exit-code\nExecMainStatus=130") << QByteArray();
        QTest::newRow("it only waited") << QByteArray("Result=success\nExecMainStatus=0") << QByteArray();
        QTest::newRow("killed") << QByteArray("Result=signal\nExecMainStatus=9") << QByteArray("(signal 9)");
        QTest::newRow("it failed") << QByteArray("\nResult=exit-code\n=\nExecMainStatus=65")
                                   << QByteArray("(exit-code 65)");
    }
    void aSystemdThatDoesNotSayIsAsked() {
        QFETCH(const QByteArray, answer);
        QFETCH(const QByteArray, told);
        const QTemporaryDir place;
        const WithVariable config("XDG_CONFIG_HOME", place.path().toStdString()),
            state("XDG_STATE_HOME", place.path().toStdString() + "/state"),
            programs("PATH", systemctlIn(place, "[ \"${*: -1}\" = job.service ] && printf '" + answer + "\n'"));
        HttpServer server([](const SeenRequest&) { return says(200); });
        QCOMPARE(notify(words("add webhook") + QStringList{text(server.url("/"))}).code, 0);
        for (const char* line : {"given-up run --unit job.service", "given-up --unit job.service",
                                 "given-up --queue --unit job.service"}) {
            const std::size_t before = server.requests().size();
            QCOMPARE(notify(words(line)).code, 0);
            QCOMPARE(server.requests().size(), before + (told.isEmpty() ? 0 : 1));
            if (!told.isEmpty())
                QVERIFY2(server.requests().back().body.find(told.toStdString()) != std::string::npos,
                         server.requests().back().body.c_str());
        }
    }

    void whatDoesNotArriveIsTriedAgainAndEachChannelHasItOnce_data() {
        QTest::addColumn<QString>("line");
        QTest::newRow("a service") << QStringLiteral("given-up run");
        QTest::newRow("the queue") << QStringLiteral("given-up --queue");
    }
    void whatDoesNotArriveIsTriedAgainAndEachChannelHasItOnce() {
        QFETCH(const QString, line);
        const QTemporaryDir place;
        const WithVariable config("XDG_CONFIG_HOME", place.path().toStdString()),
            state("XDG_STATE_HOME", place.path().toStdString() + "/state"),
            result("MONITOR_SERVICE_RESULT", "exit-code"), code("MONITOR_EXIT_STATUS", "65"),
            unit("MONITOR_UNIT", "job.service");
        std::atomic<bool> isBack{false};
        std::atomic<int> early{0}, late{0};
        HttpServer server([&](const SeenRequest& request) {
            const bool isSlow = request.target == "/late";
            if (isSlow && !isBack)
                return says(503, {}, {"Retry-After: 0"});
            ++(isSlow ? late : early);
            return says(200);
        });
        for (const char* name : {"early", "late"})
            QCOMPARE(notify(words("add webhook --name") +
                            QStringList{QLatin1String(name), text(server.url(std::string("/") + name))})
                         .code,
                     0);
        const auto tell = [&line](const char* invocation) {
            const WithVariable which("MONITOR_INVOCATION_ID", invocation);
            return notify(line.split(u' ')).code;
        };
        QCOMPARE(tell("first"), 75); // the service that calls it tries again
        QVERIFY(early == 1 && late == 0);
        isBack = true;
        QCOMPARE(tell("first"), 0);
        QVERIFY(early == 1 && late == 1);
        QCOMPARE(tell("first"), 0);
        QVERIFY(early == 1 && late == 1);
        QCOMPARE(tell("second"), 0); // another failure; of a run that told why itself it would be the second word
        QCOMPARE(early.load(), line.contains(QStringLiteral("queue")) ? 2 : 1);
        QCOMPARE(late.load(), early.load());
    }

    void aChannelThatRefusesForGoodIsNoReasonToTryAgain() {
        const QTemporaryDir place;
        const WithVariable config("XDG_CONFIG_HOME", place.path().toStdString()),
            state("XDG_STATE_HOME", place.path().toStdString() + "/state"),
            result("MONITOR_SERVICE_RESULT", "start-limit-hit"), which("MONITOR_INVOCATION_ID", "one"),
            unit("MONITOR_UNIT", "job.service");
        HttpServer server([](const SeenRequest&) { return says(403); });
        QCOMPARE(notify(words("add webhook") + QStringList{text(server.url("/"))}).code, 0);
        QCOMPARE(notify(words("given-up run")).code, 1);
        QCOMPARE(server.requests().size(), std::size_t{1});
    }

    void aChannelThatRefusesIsAskedOnceHoweverLongAnotherIsAway() {
        const QTemporaryDir place;
        const WithVariable config("XDG_CONFIG_HOME", place.path().toStdString()),
            state("XDG_STATE_HOME", place.path().toStdString() + "/state"),
            result("MONITOR_SERVICE_RESULT", "start-limit-hit"), which("MONITOR_INVOCATION_ID", "two"),
            unit("MONITOR_UNIT", "job.service");
        HttpServer refusing([](const SeenRequest&) { return says(403); });
        std::atomic<bool> isAway = true;
        HttpServer other([&isAway](const SeenRequest&) { return says(isAway.load() ? 503 : 200); });
        for (const HttpServer* server : {&refusing, &other})
            QCOMPARE(notify(words("add webhook") + QStringList{text(server->url("/"))}).code, 0);
        QCOMPARE(notify(words("given-up run")).code, 75);
        QCOMPARE(notify(words("given-up run")).code, 75);
        isAway = false;
        QCOMPARE(notify(words("given-up run")).code, 1);
        QCOMPARE(refusing.requests().size(), std::size_t{1});
    }

    void aSlowProgramIsNotBrokenOff() {
        const QTemporaryDir place;
        const WithVariable config("XDG_CONFIG_HOME", place.path().toStdString()),
            state("XDG_STATE_HOME", place.path().toStdString() + "/state"),
            result("MONITOR_SERVICE_RESULT", "start-limit-hit"), which("MONITOR_INVOCATION_ID", "three"),
            unit("MONITOR_UNIT", "job.service");
        const QString told = place.filePath(QStringLiteral("told"));
        QCOMPARE(notify(words("add command /bin/sh -- -c") +
                        QStringList{QStringLiteral("sleep 9; echo once >> '%1'").arg(told)})
                     .code,
                 0); // as long as it may take, where nobody says; longer than a training waits at its end
        QCOMPARE(notify(words("given-up run")).code, 0);
        QCOMPARE(notify(words("given-up run")).code, 0);
        QCOMPARE(readSmallFile(told.toStdString(), 100), std::string("once\n"));
    }

    void aQueueThatIsGivenUpIsToldUnlessAPersonEndedIt() {
        const QTemporaryDir place;
        const WithVariable config("XDG_CONFIG_HOME", place.path().toStdString()),
            result("MONITOR_SERVICE_RESULT", "start-limit-hit"), unit("MONITOR_UNIT", "resnet-train-queue.service");
        HttpServer server([](const SeenRequest&) { return says(200); });
        QCOMPARE(notify(words("add webhook") + QStringList{text(server.url("/"))}).code, 0);
        QCOMPARE(notify(words("given-up --queue")).code, 0);
        QCOMPARE(server.requests().size(), std::size_t{1});
        const std::string told = server.requests()[0].body;
        for (const char* part : {"The queue of runs is given up", "(start-limit-hit)", "journalctl --user --unit",
                                 "systemctl --user restart resnet-train-queue.service"})
            QVERIFY2(told.find(part) != std::string::npos, told.c_str());
        const WithVariable ended("MONITOR_SERVICE_RESULT", "exit-code"), code("MONITOR_EXIT_STATUS", "130");
        QCOMPARE(notify(words("given-up --queue")).code, 0);
        QCOMPARE(server.requests().size(), std::size_t{1});
        QCOMPARE(notify(words("given-up")).code, 64);
        QCOMPARE(notify(words("given-up --queue run")).code, 64);
    }

    void aDamagedFileIsToldAndKept() {
        const WithVariable config("XDG_CONFIG_HOME", path("three"));
        std::filesystem::create_directories(path("three") + "/resnet-studio");
        const std::string file = path("three") + "/resnet-studio/notices.json";
        writeFileAtomically(file, "{\"format\": 1, \"channels\": SECRET");
        const CliResult result = notify(words("add mail a@b.org"));
        QCOMPARE(result.code, 78);
        QVERIFY2(result.err.contains("notices.json") && !result.err.contains("SECRET"), result.err.constData());
        QCOMPARE(readSmallFile(file, 1 << 16), std::string("{\"format\": 1, \"channels\": SECRET"));
    }

    void aRunTellsOfItsEndUnlessItIsNotToTell() {
        const WithVariable config("XDG_CONFIG_HOME", path("four"));
        HttpServer server([](const SeenRequest&) { return says(200); });
        QCOMPARE(notify(words("add webhook") + QStringList{text(server.url("/SECRET"))}).code, 0);
        const QString pictures = dir_.filePath(QStringLiteral("pictures"));
        QCOMPARE(runTrain({QStringLiteral("sample-data"), pictures}).code, 0);
        const auto train = [&](const char* run, const QStringList& more) {
            return runTrain(QStringList{QStringLiteral("train"), QStringLiteral("--data"), pictures,
                                        QStringLiteral("--run"), dir_.filePath(QLatin1String(run))} +
                            test::tinyRecipe(1) + more);
        };
        const CliResult silent = train("silent", {QStringLiteral("--no-notices")});
        QVERIFY2(silent.code == 0, silent.err.constData());
        QVERIFY(server.requests().empty());
        const CliResult told = train("told", {});
        QVERIFY2(told.code == 0, told.err.constData());
        QVERIFY(!(told.out + told.err).contains("SECRET"));
        QCOMPARE(server.requests().size(), std::size_t{1});
        const QJsonObject notice =
            QJsonDocument::fromJson(QByteArray::fromStdString(server.requests()[0].body)).object();
        QCOMPARE(notice[QStringLiteral("kind")].toString(), QStringLiteral("finished"));
        QCOMPARE(notice[QStringLiteral("run")].toString(), QStringLiteral("told"));
        QVERIFY(notice[QStringLiteral("best_top1")].toDouble(-1) >= 0);
    }
};

QTEST_GUILESS_MAIN(CliNotifyTest)
#include "tst_cli_notify.moc"
