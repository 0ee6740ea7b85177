// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

#include "core/base/file.h"
#include "core/report/cost.h"
#include "tests/support/cli_runner.h"
#include "tests/support/finished_runs.h"

using namespace studio;
using namespace studio::test;

/// resnet-train report.
class TestCliReport final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        run_ = dir_.filePath(QStringLiteral("run"));
        writeFinishedRun(run_.toStdString(), 3, 1000);
    }

    void theReportLiesInTheRunUnlessSaidOtherwise() {
        const QString file = run_ + QStringLiteral("/report.html");
        const CliResult written = runTrain({QStringLiteral("report"), run_});
        QVERIFY2(written.code == 0 && written.out.contains(file.toUtf8()), written.out + written.err);
        QVERIFY(readSmallFile(file.toStdString(), 3u << 20).starts_with("<!DOCTYPE html>"));
        const QString other = dir_.filePath(QStringLiteral("other.html"));
        QCOMPARE(runTrain({QStringLiteral("report"), run_, QStringLiteral("--out"), other}).code, 0);
        QVERIFY(std::filesystem::exists(other.toStdString()));
    }

    void aPriceIsKeptUntilItIsTakenAway() {
        const QStringList line{QStringLiteral("report"), run_};
        const auto priced = [&](const char* price) {
            return line + QStringList{QStringLiteral("--price-per-hour"), QLatin1String(price)};
        };
        QCOMPARE(runTrain(priced("0.5") + QStringList{QStringLiteral("--currency"), QStringLiteral("EUR")}).code, 0);
        QVERIFY(readPrice(run_.toStdString()) == RunPrice({0.5, "EUR"}));
        QCOMPARE(runTrain(line).code, 0);
        QVERIFY(readSmallFile(run_.toStdString() + "/report.html", 3u << 20).find("0.5 EUR") != std::string::npos);
        QCOMPARE(runTrain(priced("much")).code, 64);
        QVERIFY(readPrice(run_.toStdString()));
        QCOMPARE(runTrain(priced("0")).code, 0);
        QVERIFY(!readPrice(run_.toStdString()));
        QCOMPARE(runTrain(line + QStringList{QStringLiteral("--currency"), QStringLiteral("EUR")}).code, 64);
    }

    void whatIsNoRunIsBadData() {
        QCOMPARE(runTrain({QStringLiteral("report"), dir_.path()}).code, 65);
        QCOMPARE(runTrain({QStringLiteral("report"), dir_.filePath(QStringLiteral("gone"))}).code, 65);
    }

private:
    QTemporaryDir dir_;
    QString run_;
};

QTEST_GUILESS_MAIN(TestCliReport)
#include "tst_cli_report.moc"
