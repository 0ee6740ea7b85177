// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <map>

#include "test_places.h"
#include "tests/support/cli_runner.h"

using namespace studio::test;

/// packaging/gpu-check.sh as a dry run, with the real program in the place of a portable build.
class TestGpuCheck final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        program("exec '" STUDIO_BIN_DIR "/resnet-train' \"$@\"");
    }

    void theChecksPassHereAndWhatNeedsACardIsSkipped() {
        const CliResult result = check(
            {QStringLiteral("--parts"), QStringLiteral("system-info,cuda-tests,same-losses,out-of-memory,sanitizer")});
        QVERIFY2(result.code == 0, result.out + result.err);
        const auto parts = partsOf();
        QCOMPARE(parts.at("pictures").first, QByteArray("passed"));
        QCOMPARE(parts.at("system-info").first, QByteArray("passed"));
        QCOMPARE(parts.at("same-losses").first, QByteArray("passed"));
        QVERIFY2(parts.at("same-losses").second.contains("in 20"), parts.at("same-losses").second);
        QCOMPARE(parts.at("out-of-memory"), std::pair(QByteArray("skipped"), QByteArray("needs a card")));
        QCOMPARE(parts.at("cuda-tests").second, QByteArray("this portable build has no studio_cuda_tests"));
        QVERIFY(QFile::exists(place("out/logs.tar.gz")) && QFile::exists(place("out/table.txt")));
        QVERIFY(!QFile::exists(place("out/logs")));
        QVERIFY2(result.out.contains("all that can run here passed"), result.out);
    }

    void aPartThatFailsIsRecordedAndTheOthersRun() {
        program("[ \"$1\" != system-info ] || { echo 'the driver is on fire' >&2; exit 3; }\n"
                "exec '" STUDIO_BIN_DIR "/resnet-train' \"$@\"");
        const CliResult result = check({QStringLiteral("--parts"), QStringLiteral("system-info,same-losses")});
        QCOMPARE(result.code, 1);
        const auto parts = partsOf();
        QCOMPARE(parts.at("system-info"),
                 std::pair(QByteArray("FAILED"), QByteArray("system-info ended with 3: the driver is on fire")));
        QCOMPARE(parts.at("same-losses").first, QByteArray("passed"));
        QVERIFY2(result.out.contains("not passed: system-info"), result.out);
    }

    void aPartThatHangsIsEndedWithItsTime() {
        program("[ \"$1\" != system-info ] || exec sleep 600\nexec '" STUDIO_BIN_DIR "/resnet-train' \"$@\"");
        const CliResult result = check({QStringLiteral("--parts"), QStringLiteral("system-info"),
                                        QStringLiteral("--seconds"), QStringLiteral("15")});
        QCOMPARE(result.code, 1);
        QCOMPARE(partsOf().at("system-info").first, QByteArray("unfinished"));
    }

    void lossesThatDifferFail() {
        // The second of the two runs learns twice as fast.
        program("case \"$*\" in *losses-cpu*) set -- \"$@\" --set learning_rate=0.002 ;; esac\n"
                "exec '" STUDIO_BIN_DIR "/resnet-train' \"$@\"");
        const CliResult result = check({QStringLiteral("--parts"), QStringLiteral("same-losses")});
        QCOMPARE(result.code, 1);
        QCOMPARE(partsOf().at("same-losses").first, QByteArray("FAILED"));
    }

    void withoutAPortableBuildItSaysHowToMakeOne() {
        QVERIFY(QFile::remove(place("portable/resnet-train")));
        const CliResult result = check({});
        QCOMPARE(result.code, 64);
        QVERIFY2(result.err.contains("packaging/portable.sh"), result.err);
    }

    void allOfIt() {
        if (qEnvironmentVariableIsEmpty("STUDIO_LONG_TESTS"))
            QSKIP("some minutes: ctest -L slow runs it");
        const CliResult result = check({});
        QVERIFY2(result.code == 0, result.out + result.err);
        const auto parts = partsOf();
        for (const char* name : {"resume", "checkpoints", "benchmark"})
            QCOMPARE(parts.at(name).first, QByteArray("passed"));
        QVERIFY2(result.out.contains("ours, packed set"), result.out);
    }

private:
    QString place(const char* name) const { return dir_->filePath(QLatin1String(name)); }

    void program(const char* body) {
        QDir(dir_->path()).mkpath(QStringLiteral("portable"));
        QFile file(place("portable/resnet-train"));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(QByteArray("#!/bin/bash\n") + body + "\n");
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    CliResult check(QStringList arguments) const {
        arguments.prepend(QStringLiteral("--dry-run"));
        arguments << place("portable") << place("out");
        QProcess script;
        script.start(QStringLiteral(STUDIO_SOURCE_DIR "/packaging/gpu-check.sh"), arguments);
        return resultOf(script, 800'000);
    }

    /// Status and detail of each part, as result.json has them.
    std::map<std::string, std::pair<QByteArray, QByteArray>> partsOf() const {
        QFile file(place("out/result.json"));
        std::map<std::string, std::pair<QByteArray, QByteArray>> found;
        if (!file.open(QIODevice::ReadOnly))
            return found;
        for (const QJsonValue& part :
             QJsonDocument::fromJson(file.readAll()).object()[QStringLiteral("parts")].toArray())
            found[part[QStringLiteral("name")].toString().toStdString()] = {
                part[QStringLiteral("status")].toString().toUtf8(), part[QStringLiteral("detail")].toString().toUtf8()};
        return found;
    }

    std::unique_ptr<QTemporaryDir> dir_;
};

QTEST_GUILESS_MAIN(TestGpuCheck)
#include "tst_gpu_check.moc"
