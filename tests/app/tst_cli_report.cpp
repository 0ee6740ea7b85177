// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

#include "core/base/file.h"
#include "core/report/cost.h"
#include "core/run/run_energy.h"
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

    void theEnergyIsToldByStatusAndReport() {
        const QStringList status{QStringLiteral("status"), run_};
        const QStringList json = status + QStringList{QStringLiteral("--json")};
        const QStringList report{QStringLiteral("report"), run_, QStringLiteral("--out"),
                                 QStringLiteral("/dev/stdout")};
        QVERIFY(!runTrain(status).out.contains("the card used"));
        QVERIFY(!runTrain(json).json().object().contains(QStringLiteral("energy_joules")));
        QVERIFY(runTrain(report).out.contains("not measured"));
        writeEnergy(run_.toStdString(), {.joules = 1'800'000, .seconds = 7200, .pausedJoules = 0, .card = "NVIDIA T4"});
        QVERIFY(runTrain(status).out.contains("the card used 0.500 kWh\n"));
        const QJsonObject told = runTrain(json).json().object();
        QCOMPARE(told[QStringLiteral("energy_joules")].toDouble(), 1.8e6);
        QVERIFY(told[QStringLiteral("energy_joules_at_end")].isNull()); // nobody trains it
        const QByteArray html = runTrain(report).out;
        QVERIFY(html.contains("0.500 kWh in 2 h 0 min of training, 250 W in the mean"));

        writeFileAtomically(energyFile(run_.toStdString()), "{}");
        const CliResult broken = runTrain(report);
        QVERIFY2(broken.code == 0 && broken.err.contains("energy.json"), broken.err);
        QCOMPARE(runTrain(status).code, 0);
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
