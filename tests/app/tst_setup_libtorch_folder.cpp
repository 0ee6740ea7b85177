// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QRegularExpression>

#include "test_places.h"
#include "tests/support/libtorch_script.h"

using namespace studio::test;

/// Which set packaging/setup-libtorch.sh chooses, what it finds in the folder, and what it tells.
class TestSetupLibtorchFolder final : public QObject, private LibtorchScript {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }

    void aFinishedFolderIsAnsweredWithoutWriting() {
        const HttpServer server(index());
        const CliResult first = run(server);
        QVERIFY(QFile::remove(place(".libtorch.lock")) && QDir().mkpath(place(".libtorch.lock"))); // as another user's
        write(place("libtorch.txt"), contentOf(place("libtorch.txt")) + "# another comment\n");
        write(place("downloads/") + QLatin1String(kTorch), "left over"); // by a run that was stopped
        const CliResult second = run(server);
        QCOMPARE(second.code, 0);
        QCOMPARE(second.out, first.out);
        QVERIFY(!QFile::exists(place("downloads")));
    }
    void aFolderThatCannotBeWrittenIsNamed() {
        QDir().mkpath(place(".libtorch.lock"));
        const HttpServer server(index());
        const CliResult result = run(server);
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("Nothing can be written into " + dir_->path().toUtf8()), result.err);
    }
    void aFolderWithASpaceIsQuoted() {
        const HttpServer server(index());
        const CliResult result = run(server, {QStringLiteral("--dir"), place("a b")});
        QCOMPARE(result.code, 0);
        QCOMPARE(result.out.trimmed(),
                 QByteArray("-DCMAKE_PREFIX_PATH=" + dir_->path().toUtf8() + "/a\\ b/libtorch/torch"));
    }
    void aSetWithoutACompilerSaysSo() {
        const HttpServer server(index());
        const CliResult result = run(server, {QStringLiteral("--set"), QStringLiteral("cu127")});
        QCOMPARE(result.code, 0);
        QVERIFY2(result.err.contains("CMake also needs a CUDA 12.7 toolkit with nvcc"), result.err);
    }
    void toBuildWithoutACompilerNothingIsFetched() {
        const HttpServer server(index());
        const QStringList build{QStringLiteral("--build"), QStringLiteral("--set"), QStringLiteral("cu127")};
        standIn("nvcc", "echo 'Cuda compilation tools, release 11.8, V11.8.89'"); // Debian's
        const CliResult none = run(server, build);
        standIn("nvcc", "exit 1");
        QCOMPARE(none.code, 78);
        QVERIFY2(none.err.contains("needs a CUDA 12 toolkit") && !QFile::exists(place("downloads")), none.err);
        QVERIFY(server.requests().empty());
        const QString toolkit = place("toolkits/cuda-12.6");
        write(toolkit + QStringLiteral("/bin/nvcc"),
              "#!/bin/sh\necho 'Cuda compilation tools, release 12.6, V12.6.77'\n");
        QFile::setPermissions(toolkit + QStringLiteral("/bin/nvcc"), QFile::ReadOwner | QFile::ExeOwner);
        const CliResult result = run(server, build);
        QVERIFY2(result.code == 0, result.err);
        QVERIFY2(result.out.contains(" -DCUDA_TOOLKIT_ROOT_DIR=" + toolkit.toUtf8() + " "), result.out);
    }
    void cardsThatAreTooOldAreToldBeforeAnythingIsFetched() {
        if (QFile::exists(QStringLiteral("/proc/driver/nvidia/version")))
            QSKIP("this machine's own driver is asked first");
        standIn("nvidia-smi", "case $1 in *driver*) echo 580.95.05 ;; *) printf '6.1\\n5.2\\n' ;; esac");
        const HttpServer server(index());
        const CliResult result = run(server, {QStringLiteral("--set"), QStringLiteral("auto")});
        QVERIFY2(result.code == 1 && result.err.contains("compute capability 6.1, 5.2, and 7.5"), result.err);
        standIn("nvidia-smi", "case $1 in *driver*) echo 580.95.05 ;; *) printf '6.1\\n7.5\\n' ;; esac");
        QCOMPARE(run(server, {QStringLiteral("--list"), QStringLiteral("--set"), QStringLiteral("auto")}).code, 0);
    }
    void anotherKindOfMachineIsToldBeforeAnythingIsFetched() {
        standIn("uname", "echo aarch64");
        const HttpServer server(index());
        const CliResult result = run(server);
        QFile::remove(tool(QStringLiteral("bin/uname")));
        QVERIFY2(result.code == 1 && result.err.contains("x86_64, and this machine is aarch64"), result.err);
    }
    void aCompilerIsToldToCMake() {
        const HttpServer server(index());
        QCOMPARE(run(server).code, 0);
        QFile::setPermissions(place("libtorch/nvidia/cu13/bin/nvcc"), QFile::ReadOwner | QFile::ExeOwner);
        const CliResult result = run(server);
        const QByteArray toolkit = place("libtorch/nvidia/cu13").toUtf8();
        QVERIFY2(result.out.contains(" -DCUDA_TOOLKIT_ROOT_DIR=" + toolkit + " -DCMAKE_CUDA_COMPILER=" + toolkit +
                                     "/bin/nvcc\n"),
                 result.out);
        QVERIFY2(!result.err.contains("holds no compiler"), result.err);
    }
    void aClosedInputIsNoHindrance() {
        const HttpServer server(index());
        const CliResult result = run(server, {}, QStringLiteral("exec bash \"$@\" <&-"));
        QVERIFY2(result.code == 0, result.err);
    }
    void anotherSetInTheFolderIsLeftAlone() {
        write(place("libtorch/torch/mine"), "mine");
        const HttpServer server(index());
        const CliResult result = run(server);
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("is another set"), result.err);
        QCOMPARE(contentOf(place("libtorch/torch/mine")), QByteArray("mine"));
        QVERIFY(server.requests().empty());
    }

    void theListIsPrintedAndNothingElseHappens() {
        const HttpServer server(index());
        const CliResult result = run(server, {QStringLiteral("--list")});
        QCOMPARE(result.code, 0);
        QVERIFY2(result.out.contains(kTorch) && result.out.contains("in all; unpacked about 4.0MB"), result.out);
        QVERIFY(server.requests().empty());
        QVERIFY(QDir(dir_->path()).isEmpty());
    }

    void theDriverChoosesTheSet_data() {
        QTest::addColumn<QString>("driver");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("says");
        QTest::newRow("580") << QStringLiteral("580.95.05") << 0 << QString::fromLatin1(kTorch);
        QTest::newRow("575") << QStringLiteral("575.64.03") << 0 << QStringLiteral("other.whl");
        QTest::newRow("525.60") << QStringLiteral("525.60.13") << 0 << QStringLiteral("other.whl");
        QTest::newRow("525.08") << QStringLiteral("525.08") << 1 << QStringLiteral("525.08 is too old");
        QTest::newRow("470") << QStringLiteral("470.256.02") << 1
                             << QStringLiteral("Install driver 525.60.13 or newer");
        QTest::newRow("575, Blackwell") << QStringLiteral("575.64.03 12.0") << 1
                                        << QStringLiteral("Install driver 580");
        QTest::newRow("575, Hopper") << QStringLiteral("575.64.03 9.0") << 0 << QStringLiteral("other.whl");
        QTest::newRow("580, Blackwell") << QStringLiteral("580.95.05 12.0") << 0 << QString::fromLatin1(kTorch);
        QTest::newRow("none") << QString() << 1 << QStringLiteral("No NVIDIA driver is found");
    }
    void theDriverChoosesTheSet() {
        if (QFile::exists(QStringLiteral("/proc/driver/nvidia/version")))
            QSKIP("this machine's own driver is asked first");
        QFETCH(QString, driver);
        QFETCH(int, code);
        QFETCH(QString, says);
        standIn("nvidia-smi", driver.isEmpty() ? QByteArray("exit 9")
                                               : "set -- $1 " + driver.toUtf8() +
                                                     "; case $1 in *driver*) echo $2 ;; *) echo $3 ;; esac");
        const HttpServer server(index());
        const CliResult result =
            run(server, {QStringLiteral("--list"), QStringLiteral("--set"), QStringLiteral("auto")});
        QCOMPARE(result.code, code);
        QVERIFY2((result.out + result.err).contains(says.toUtf8()), result.out + result.err);
    }
    void anUnknownSetOrOptionIsAUsageError() {
        const HttpServer server(index());
        QCOMPARE(run(server, {QStringLiteral("--set"), QStringLiteral("cu99")}).code, 64);
        QCOMPARE(run(server, {QStringLiteral("--set")}).code, 64);
        QCOMPARE(run(server, {QStringLiteral("--nonsense")}).code, 64);
    }
    void theRealListsAreWhole() {
        for (const char* set : {"cu130", "cu126"}) {
            const QByteArray text =
                contentOf(QStringLiteral(STUDIO_SOURCE_DIR "/packaging/libtorch-%1.txt").arg(QLatin1String(set)));
            int files = 0;
            for (const QByteArray& line : text.split('\n')) {
                static const QRegularExpression pin(QStringLiteral(
                    "^(torch|nvidia_[a-z0-9_]+)-[0-9.]+-(py3|cp311)-[a-z0-9_.-]+\\.whl [0-9]+ [0-9a-f]{64}$"));
                if (line.isEmpty() || line.startsWith('#'))
                    continue;
                QVERIFY2(pin.match(QString::fromLatin1(line)).hasMatch(), line);
                ++files;
            }
            QVERIFY(files >= 15 && text.contains("\n# version ") && text.contains("\n# unpacked "));
        }
    }
};

QTEST_GUILESS_MAIN(TestSetupLibtorchFolder)
#include "tst_setup_libtorch_folder.moc"
