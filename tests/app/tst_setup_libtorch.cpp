// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>

#include "tests/support/libtorch_script.h"

using namespace studio::test;

/// What packaging/setup-libtorch.sh fetches, and what it does with an index, a network and a disk that fail.
class TestSetupLibtorch final : public QObject, private LibtorchScript {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }

    void theSetIsFetchedUnpackedAndToldToCMake() {
        const HttpServer server(index());
        const CliResult result = run(server);
        QVERIFY2(result.code == 0, result.err);
        QCOMPARE(result.out.trimmed(), QByteArray("-DCMAKE_PREFIX_PATH=" + place("libtorch/torch").toUtf8()));
        QVERIFY2(result.err.contains("2 files, 3.0MB to fetch, 4.0MB unpacked"), result.err);
        QVERIFY2(result.err.contains("It needs 7.0MB in "), result.err);
        QCOMPARE(contentOf(place("libtorch/nvidia/cu13/lib/libcublas.so")), QByteArray("library")); // a linker's name
        QCOMPARE(contentOf(place("libtorch/nvidia/cu13/lib64/libcublas.so.13")), QByteArray("library")); // nvcc's
        QCOMPARE(QFileInfo(place("libtorch/torch/lib/libtorch_cpu.so")).size(), qint64(3'000'000));
        QVERIFY(!QFile::exists(place("libtorch/torch/__init__.py"))); // nobody needs it
        QVERIFY(!QFile::exists(place("downloads")) && !QFile::exists(place("libtorch.unpacking")));
    }
    void aSecondRunFetchesNothing() {
        const HttpServer server(index());
        const CliResult first = run(server);
        const std::size_t asked = server.requests().size();
        const CliResult second = run(server);
        QCOMPARE(second.code, 0);
        QCOMPARE(second.out, first.out);
        QCOMPARE(server.requests().size(), asked);
    }
    void aCutTransferIsGoneOnWith() {
        const HttpServer server(index([this](Answer& answer) { answer.cutAt = faults_++ == 0 ? kCut : -1; }));
        const CliResult result = run(server);
        QVERIFY2(result.code == 0, result.err);
        QCOMPARE(rangesOf(server, kTorch), (std::vector<std::string>{"", "bytes=100000-"}));
    }
    void aServerThatCannotGoOnIsAskedForAllOfIt() {
        const HttpServer server(index([this](Answer& answer) {
            answer.ranges = false;
            answer.cutAt = faults_++ == 0 ? kCut : -1;
        }));
        const CliResult result = run(server);
        QVERIFY2(result.code == 0, result.err);
        QCOMPARE(rangesOf(server, kTorch), (std::vector<std::string>{"", "bytes=100000-", ""}));
    }
    void aServerThatHasNoSuchRangeIsAskedForAllOfIt() {
        const HttpServer server(index([this](Answer& answer) {
            const int number = faults_++;
            answer.cutAt = number == 0 ? kCut : -1;
            if (number == 1)
                answer = says(416);
        }));
        const CliResult result = run(server);
        QVERIFY2(result.code == 0, result.err);
        QCOMPARE(rangesOf(server, kTorch), (std::vector<std::string>{"", "bytes=100000-", ""}));
    }
    void aLinkWithParametersIsAskedForAsItIsMeant() {
        query_ = "?a=1&amp;b=2";
        const HttpServer server(index());
        const CliResult result = run(server);
        query_.clear();
        QVERIFY2(result.code == 0, result.err);
        QCOMPARE(rangesOf(server, std::string(kTorch) + "?a=1&b=2"), std::vector<std::string>{""});
    }
    void aWrongFileIsRefusedNamedAndDeleted() {
        const HttpServer bad(index([](Answer& answer) { answer.body[1000] ^= 1; }));
        const CliResult result = run(bad);
        QCOMPARE(result.code, 65);
        QVERIFY2(result.err.contains(QByteArray(kTorch) + " is not the file it should be: its sum is "), result.err);
        QVERIFY(result.out.isEmpty() && QDir(place("downloads")).isEmpty() && !QFile::exists(place("libtorch")));
        const HttpServer good(index());
        QCOMPARE(run(good).code, 0);
    }
    void anotherFileInTheIndexIsRefusedBeforeItIsFetched() {
        const HttpServer server(index({}, "#sha256=" + hashOf("another")));
        const CliResult result = run(server);
        QCOMPARE(result.code, 65);
        QVERIFY2(result.err.contains("The package index has another " + QByteArray(kTorch)), result.err);
        QVERIFY(rangesOf(server, kTorch).empty());
    }
    void aFileThatTheIndexDoesNotHaveIsNamed() {
        const HttpServer server(
            [](const SeenRequest&) { return says(200, "<a href=\"../../files/other.whl\">x</a>"); });
        const CliResult result = run(server);
        QCOMPARE(result.code, 75);
        QVERIFY2(result.err.contains("The package index has no " + QByteArray(kTorch)), result.err);
    }
    void withoutRoomNothingIsFetched() {
        standIn("df", "echo Avail; echo 5000000");
        const HttpServer server(index());
        const CliResult result = run(server);
        QCOMPARE(result.code, 75);
        QVERIFY2(result.err.contains("5.0MB are free") && result.err.contains("Free 2.0MB"), result.err);
        QVERIFY(server.requests().empty());
    }

    void theRemainsOfAnUnpackTakeNoRoom() {
        write(place("libtorch.unpacking/torch/lib/libtorch_cpu.so"), "half of it");
        standIn("df", "echo Avail; [ -e \"$3/libtorch.unpacking\" ] && echo 5000000 || echo 9000000");
        const HttpServer server(index());
        const CliResult result = run(server);
        QVERIFY2(result.code == 0, result.err);
        QCOMPARE(QFileInfo(place("libtorch/torch/lib/libtorch_cpu.so")).size(), qint64(3'000'000));
    }

    void aStopKeepsWhatWasFetched() {
        const HttpServer server(index([this](Answer& answer) { hangOnce(answer); }));
        QProcess script;
        start(script, server, {});
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(part()).size() >= kCut / 2, 20'000); // curl keeps some back
        QElapsedTimer timer;
        timer.start();
        script.terminate();
        QVERIFY(script.waitForFinished(20'000));
        QVERIFY(timer.elapsed() < 10'000); // the transfer itself would hang for a minute
        QCOMPARE(script.exitCode(), 130);
        const QByteArray said = script.readAllStandardError();
        QVERIFY2(said.contains("the same command goes on"), said);
        const std::string kept = std::to_string(QFileInfo(part()).size());
        const CliResult again = run(server);
        QVERIFY2(again.code == 0, again.err);
        QCOMPARE(rangesOf(server, kTorch), (std::vector<std::string>{"", "bytes=" + kept + "-"}));
    }
    void twoAtOnceDoTheWorkOnce() {
        const HttpServer server(index([this](Answer& answer) { hangOnce(answer); }));
        QProcess first, second;
        start(first, server, {});
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(part()).size() >= kCut / 2, 20'000); // curl keeps some back
        start(second, server, {});
        QTRY_VERIFY_WITH_TIMEOUT(second.waitForReadyRead(100) || second.bytesAvailable() > 0, 20'000);
        const QByteArray said = second.readAllStandardError();
        QVERIFY2(said.contains("waiting for it"), said);
        first.terminate();
        QVERIFY(first.waitForFinished(20'000));
        QVERIFY(second.waitForFinished(60'000));
        QCOMPARE(second.exitCode(), 0);
    }
};

QTEST_GUILESS_MAIN(TestSetupLibtorch)
#include "tst_setup_libtorch.moc"
