// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <limits>

#include <QScopeGuard>
#include <QTest>

#include "ui/theme/format.h"
#include "ui/theme/typed.h"

using namespace studio;

/// Numbers as the window shows them. C locale unless a test says otherwise.
class TestFormat final : public QObject {
    Q_OBJECT

private:
    const QLocale c_ = QLocale::c();
    static QString plain(QString text) { return text.replace(QChar(kNoBreakSpace), QLatin1Char(' ')); }

private Q_SLOTS:
    void unitsStandAfterANonBreakingSpace() {
        QCOMPARE(withUnit(QStringLiteral("60.42"), QStringLiteral("%")), QStringLiteral("60.42\u00A0%"));
        QCOMPARE(withUnit(unknownText(), QStringLiteral("%")), unknownText());
    }

    void unknownIsADashAndNeverZeroOrNan() {
        QCOMPARE(formatPercent(-1, 2, c_), unknownText());
        QCOMPARE(formatLoss(std::numeric_limits<double>::quiet_NaN(), c_), unknownText());
        QCOMPARE(formatSpeed(0, c_), unknownText());
        QCOMPARE(formatDuration(std::numeric_limits<double>::infinity(), c_), unknownText());
        QCOMPARE(formatMoment(0), unknownText());
        QCOMPARE(formatLearningRate(std::numeric_limits<double>::quiet_NaN(), c_), unknownText());
    }

    void percents() {
        QCOMPARE(plain(formatPercent(0.6042, 2, c_)), QStringLiteral("60.42 %"));
        QCOMPARE(formatPercentNumber(0.604, 1, c_), QStringLiteral("60.4"));
        QCOMPARE(plain(formatProbability(0.839, c_)), QStringLiteral("83.9 %"));
        QCOMPARE(plain(formatProbability(0.0004, c_)), QStringLiteral("< 0.1 %"));
        QCOMPARE(plain(formatProbability(0.99999, c_)), QStringLiteral("> 99.9 %"));
    }

    void progressIsRoundedDownSoThat100MeansDone() {
        QCOMPARE(plain(formatProgress(0.9999, c_)), QStringLiteral("99 %"));
        QCOMPARE(plain(formatProgress(0.29, c_)), QStringLiteral("29 %"));
        QCOMPARE(plain(formatProgress(1, c_)), QStringLiteral("100 %"));
    }

    void minusIsTheRealMinusAndZeroHasNone() {
        QCOMPARE(formatNumber(-0.81, 2, c_), QStringLiteral("\u22120.81"));
        QCOMPARE(formatNumber(-0.001, 2, c_), QStringLiteral("0.00"));
    }

    void learningRate_data() {
        QTest::addColumn<double>("rate");
        QTest::addColumn<QString>("text");
        QTest::newRow("base") << 0.05 << QStringLiteral("0.0500");
        QTest::newRow("cosine") << 0.034943 << QStringLiteral("0.0349");
        QTest::newRow("one") << 1.0 << QStringLiteral("1.00");
        QTest::newRow("least plain") << 0.0000123 << QStringLiteral("0.0000123");
        QTest::newRow("scientific") << 3.2e-6 << QStringLiteral("3.2e-6");
        QTest::newRow("rounds up a power") << 9.97e-7 << QStringLiteral("1.0e-6");
        QTest::newRow("rounds up a digit") << 0.09996 << QStringLiteral("0.100");
        QTest::newRow("zero") << 0.0 << QStringLiteral("0");
    }
    void learningRate() {
        QFETCH(double, rate);
        QFETCH(QString, text);
        QCOMPARE(formatLearningRate(rate, c_), text);
    }

    void aStepsTimeHasTheUnitThatItIsReadIn() {
        QCOMPARE(plain(formatStepTime(0.00644, c_)), QStringLiteral("6.4 ms"));
        QCOMPARE(plain(formatStepTime(0.31, c_)), QStringLiteral("310 ms"));
        QCOMPARE(plain(formatStepTime(2.467, c_)), QStringLiteral("2.47 s"));
        QCOMPARE(plain(formatStepTime(31.24, c_)), QStringLiteral("31.2 s"));
        QCOMPARE(plain(formatStepTime(75, c_)), QStringLiteral("1 min 15 s"));
        QCOMPARE(formatStepTime(-1, c_), unknownText());
    }

    void duration_data() {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("whole");
        QTest::addColumn<QString>("remaining");
        QTest::newRow("seconds") << 38.0 << "38 s"
                                 << "38 s";
        QTest::newRow("minutes") << 372.0 << "6 min 12 s"
                                 << "6 min 12 s";
        QTest::newRow("hours") << 47520.0 << "13 h 12 min"
                               << "13 h 12 min";
        QTest::newRow("days") << 176220.0 << "2 d 0 h 57 min"
                              << "2 d 0 h";
    }
    void duration() {
        QFETCH(double, seconds);
        QFETCH(QString, whole);
        QFETCH(QString, remaining);
        QCOMPARE(plain(formatDuration(seconds, c_)), whole);
        QCOMPARE(plain(formatRemaining(seconds, c_)), remaining);
    }

    void sizes() {
        QCOMPARE(plain(formatBytes(196'000'000, c_)), QStringLiteral("196 MB"));
        QCOMPARE(plain(formatBytes(13'100'000'000, c_)), QStringLiteral("13.1 GB"));
        QCOMPARE(plain(formatBytes(0, c_)), QStringLiteral("0 B"));
        QCOMPARE(plain(formatMemory(16'106'127'360, c_)), QStringLiteral("15.0 GiB"));
    }

    void momentsAreShorterTheNearerTheyAre() {
        const QDateTime now(QDate(2026, 4, 16), QTime(12, 0));
        const auto text = [&](const QDateTime& moment) { return formatMoment(moment.toMSecsSinceEpoch(), now, c_); };
        QCOMPARE(text(QDateTime(QDate(2026, 4, 16), QTime(11, 38))), QStringLiteral("11:38"));
        QCOMPARE(text(QDateTime(QDate(2026, 4, 15), QTime(17, 5))), QStringLiteral("Wed 17:05"));
        QCOMPARE(text(QDateTime(QDate(2026, 3, 29), QTime(18, 12))), QStringLiteral("29 Mar, 18:12"));
        QCOMPARE(text(QDateTime(QDate(2025, 11, 3), QTime(18, 12))), QStringLiteral("2025-11-03 18:12"));
        QCOMPARE(formatFinish(QDateTime(QDate(2026, 4, 16), QTime(14, 20)), now, c_), QStringLiteral("today 14:20"));
        QCOMPARE(formatFinish(QDateTime(QDate(2026, 4, 19), QTime(22, 45)), now, c_),
                 QStringLiteral("Sun 19 Apr, 22:45"));
    }

    void aGermanScreenHasTheDecimalComma() {
        const QLocale german(QLocale::German, QLocale::Germany);
        QCOMPARE(formatLoss(1.8666, german), QStringLiteral("1,867"));
        QCOMPARE(formatCount(1'281'167, german), QStringLiteral("1.281.167"));
    }

    void aNumberIsReadAsItIsShown() {
        const QLocale before;
        const auto back = qScopeGuard([&before] { QLocale::setDefault(before); });
        for (const QLocale& locale : {c_, QLocale(QLocale::German, QLocale::Germany)}) {
            QLocale::setDefault(locale);
            QCOMPARE(typedNumber(formatLearningRate(0.0349)), 0.0349);
            QCOMPARE(typedNumber(formatLearningRate(3.2e-6)), 3.2e-6);
            QCOMPARE(typedNumber(formatNumber(-1.5, 1)), -1.5);
            QCOMPARE(typedNumber(QStringLiteral(" 0,5 ")), 0.5);
            QCOMPARE(typedNumber(QStringLiteral("0.5")), 0.5);
            for (const char* wrong : {"", "fast", "1,000.5", "0.5x"})
                QVERIFY2(!typedNumber(QLatin1String(wrong)), wrong);
        }
    }
};

QTEST_APPLESS_MAIN(TestFormat)
#include "tst_format.moc"
