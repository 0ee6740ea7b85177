// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

#include "core/base/unicode_form.h"
#include "core/run/run_folder.h"
#include "tests/support/cli_runner.h"
#include "tests/support/finished_runs.h"

using namespace studio;
using namespace studio::test;

/// resnet-train compare.
class TestCliCompare final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        writeFinishedRun(path("one").toStdString(), 3, 1000);
        writeFinishedRun(path("two").toStdString(), 5, 2000, "/pictures/trees");
    }

    void peopleReadATableWithStars() {
        const CliResult told = runTrain({QStringLiteral("compare"), path("one"), path("two")});
        QVERIFY2(told.code == 0, told.err);
        QVERIFY(told.out.contains("* 55.00"));
        QVERIFY(told.out.contains("* /pictures/trees"));
        QVERIFY(told.out.contains("The recipes are the same."));
        QVERIFY(!told.out.contains("momentum"));
        QVERIFY(runTrain({QStringLiteral("compare"), QStringLiteral("--all"), path("one"), path("two")})
                    .out.contains("momentum"));
    }

    void namesOfAnyAlphabetKeepTheColumns() {
        const std::string folder = path("names").toStdString();
        writeFinishedRun(folder + "/K\xC3\xA4"
                                  "fer \xE7\x8C\xAB",
                         3, 1000);
        writeFinishedRun(folder + "/plain", 12, 1000);
        const QByteArray told = runTrain({QStringLiteral("runs"), path("names")}).out;
        const QByteArrayList lines = told.trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        const auto widthBefore = [](const QByteArray& line, const char* word) {
            return displayWidth(line.left(line.indexOf(word)).toStdString());
        };
        const std::string state = runStateName(summariseRun(folder + "/plain").state);
        QCOMPARE(widthBefore(lines[1], state.c_str()), widthBefore(lines[0], "state"));
        QCOMPARE(widthBefore(lines[2], state.c_str()), widthBefore(lines[0], "state"));
    }

    void scriptsReadJson() {
        const CliResult told =
            runTrain({QStringLiteral("compare"), path("one"), path("two"), QStringLiteral("--json")});
        QCOMPARE(told.code, 0);
        const QJsonObject all = told.json().object();
        QCOMPARE(all[QStringLiteral("runs")].toArray().size(), 2);
        for (const QJsonValue& row : all[QStringLiteral("rows")].toArray()) {
            const QJsonArray values = row[QStringLiteral("values")].toArray();
            if (row[QStringLiteral("key")] == QStringLiteral("best_top1"))
                QCOMPARE(values[1].toDouble(), 0.55);
            if (row[QStringLiteral("key")] == QStringLiteral("train_names"))
                QVERIFY(values[1].isNull()); // these runs have no list of their pictures
        }
    }

    void aDamagedRunIsToldBesideTheOthers() {
        std::filesystem::copy(path("one").toStdString(), path("bad").toStdString(),
                              std::filesystem::copy_options::recursive);
        writeFileAtomically(RunPaths(path("bad").toStdString()).recipe, "[");
        const CliResult told = runTrain({QStringLiteral("compare"), path("one"), path("bad")});
        QCOMPARE(told.code, 0);
        QVERIFY(told.out.contains("53.00") && told.err.contains("bad"));
    }

    void oneRunAndNoRunAreRefused() {
        QCOMPARE(runTrain({QStringLiteral("compare"), path("one")}).code, 64);
        QCOMPARE(runTrain({QStringLiteral("compare"), path("one"), dir_.path()}).code, 65);
    }

private:
    QString path(const char* name) const { return dir_.filePath(QLatin1String(name)); }
    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(TestCliCompare)
#include "tst_cli_compare.moc"
