// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "test_places.h"
#include "tests/support/cli_runner.h"

using studio::test::CliResult;

/// The scripts a person starts first. What would install or build is replaced by stand-ins on the PATH that write down
/// how they were called.
class TestScripts final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(dir_.isValid());
        standIn("dpkg-query", "case \"$*\" in *absent*) exit 1 ;; esac; printf installed");
        for (const char* program : {"apt-get", "cmake", "ctest"})
            standIn(program, "");
        standIn("sudo", "exec \"$@\"");
    }

    void init() { QFile::remove(calls()); }

    void everyScriptIsExecutableAndParses_data() {
        QTest::addColumn<QString>("script");
        for (const char* name : {"packaging/run.sh", "packaging/test.sh", "packaging/bench.sh", "packaging/sanitize.sh",
                                 "packaging/setup-libtorch.sh", "packaging/portable.sh", "packaging/gpu-check.sh",
                                 "packaging/portable-launcher.sh", ".ci/run"})
            QTest::newRow(name) << QStringLiteral(STUDIO_SOURCE_DIR "/") + QLatin1String(name);
    }
    void everyScriptIsExecutableAndParses() {
        QFETCH(QString, script);
        QVERIFY(QFile::permissions(script).testFlag(QFile::ExeOwner));
        QCOMPARE(run({QStringLiteral("-n"), script}).code, 0);
    }

    void shellcheckFindsNothing() {
        QProcess find;
        find.start(QStringLiteral("shellcheck"), {QStringLiteral("--version")});
        if (!find.waitForFinished(30'000) || find.exitCode() != 0)
            QSKIP("shellcheck is not installed");
        QProcess shellcheck;
        shellcheck.start(
            QStringLiteral("sh"),
            {QStringLiteral("-c"), QStringLiteral("cd '" STUDIO_SOURCE_DIR "' && shellcheck packaging/*.sh .ci/run")});
        const CliResult result = studio::test::resultOf(shellcheck, 120'000);
        QVERIFY2(result.code == 0, result.out + result.err);
    }

    void onlyWhatIsMissingIsInstalledAndNamed() {
        const CliResult result = common("install_packages present absent-one absent-two");
        QCOMPARE(result.code, 0);
        QVERIFY2(result.err.contains("Installing from apt: absent-one absent-two"), result.err);
        const QByteArray called = log();
        QVERIFY2(called.contains("apt-get update"), called);
        QVERIFY2(called.contains("absent-one absent-two") && !called.contains("present"), called);
    }

    void nothingIsAskedOfAptWhenAllIsThere() {
        const CliResult result = common("install_packages present other");
        QCOMPARE(result.code, 0);
        QVERIFY2(!log().contains("apt-get"), log());
        QVERIFY(result.err.isEmpty());
    }

    void testArgumentsGoToCtest() {
        const CliResult result =
            run({QStringLiteral(STUDIO_SOURCE_DIR "/packaging/test.sh"), QStringLiteral("-R"), QStringLiteral("core")});
        QVERIFY2(result.code == 0, result.err);
        QVERIFY2(log().contains("ctest --preset release -R core"), log());
    }

    void thePortableFolderReplacesNothingButAnOlderOne() {
        const QTemporaryDir folder;
        const auto into = [&] {
            return run({QStringLiteral(STUDIO_SOURCE_DIR "/packaging/portable.sh"), folder.path()}).code;
        };
        const auto put = [&](const char* name, const QByteArray& text) {
            QFile file(folder.filePath(QLatin1String(name)));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        };
        put("VERSION", "3.14\n"); // of another program
        QCOMPARE(into(), 64);
        put("VERSION", "version 0.1.0\nlibtorch 2.11.0\n");
        put("notes.txt", "of a person");
        QCOMPARE(into(), 64);
        QVERIFY(log().isEmpty());
        QVERIFY(QFile::exists(folder.filePath(QStringLiteral("notes.txt"))));
    }

    void anUnknownBenchmarkIsAUsageErrorBeforeAnythingIsBuilt() {
        const CliResult result =
            run({QStringLiteral(STUDIO_SOURCE_DIR "/packaging/bench.sh"), QStringLiteral("nonsense")});
        QCOMPARE(result.code, 64);
        QVERIFY2(result.err.contains("train, stall"), result.err);
        QVERIFY(log().isEmpty());
    }

private:
    QString calls() const { return dir_.filePath(QStringLiteral("calls")); }

    QByteArray log() const {
        QFile file(calls());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    void standIn(const char* name, const char* body) {
        QFile file(dir_.filePath(QLatin1String(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QByteArray note = qstrcmp(name, "dpkg-query") == 0
                                    ? QByteArray()
                                    : "echo \"" + QByteArray(name) + " $*\" >> '" + calls().toUtf8() + "'\n";
        file.write("#!/bin/sh\n" + note + body + "\n");
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    CliResult common(const char* command) const {
        return run(
            {QStringLiteral("-c"), QStringLiteral("set -euo pipefail; . " STUDIO_SOURCE_DIR "/packaging/common.sh; ") +
                                       QLatin1String(command)});
    }

    CliResult run(const QStringList& arguments) const {
        QProcess bash;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PATH"), dir_.path() + u':' + environment.value(QStringLiteral("PATH")));
        bash.setProcessEnvironment(environment);
        bash.start(QStringLiteral("bash"), arguments);
        return studio::test::resultOf(bash, 30'000);
    }

    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(TestScripts)
#include "tst_scripts.moc"
