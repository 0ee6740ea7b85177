// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <limits>

#include <QTemporaryDir>
#include <QTest>

#include "core/run/run_database.h"

using namespace studio;

/// What a cut of run.db leaves behind for a pale curve.
class TestAbandoned final : public QObject {
    Q_OBJECT

private:
    static StepRecord stepAt(std::int64_t step) {
        StepRecord record;
        record.step = step;
        record.loss = static_cast<double>(step);
        record.seconds = 36;
        return record;
    }
    static EpochRecord epochAt(std::int32_t epoch) {
        EpochRecord record;
        record.epoch = epoch;
        record.step = std::int64_t{epoch} * 10;
        record.valTop1 = 0.1 * epoch;
        record.finishedUtcMs = 1'700'000'000'000;
        return record;
    }
    QTemporaryDir dir_;
    std::string place(const char* name) { return dir_.filePath(QLatin1String(name)).toStdString(); }

private Q_SLOTS:
    void anEpochKeepsWhatWasMeasuredOfAnAverage() {
        const std::string path = place("average.db");
        EpochRecord both = epochAt(1), other = epochAt(2);
        both.averageLoss = 0.1 + 0.2;
        both.averageTop1 = 0.75;
        both.weightsLoss = 1.25;
        both.weightsTop1 = 0.5;
        {
            RunDatabase database(path, RunDatabase::Mode::Create);
            database.addEpoch(both);
            database.addEpoch(other);
        }
        RunDatabase database(path, RunDatabase::Mode::Write);
        std::vector<EpochRecord> epochs = database.epochs();
        QCOMPARE(epochs.size(), std::size_t{2});
        QVERIFY(epochs[0].hasAverage() && !epochs[1].hasAverage());
        QCOMPARE(epochs[0].averageLoss, both.averageLoss);
        QCOMPARE(epochs[0].averageTop1, 0.75);
        QCOMPARE(epochs[0].weightsLoss, 1.25);
        QCOMPARE(database.epochsAfter(0, 1).front().weightsTop1, 0.5);
        database.addEpoch(epochAt(1)); // trained again, without one
        QVERIFY(!database.epochs()[0].hasAverage());
        for (const char* wrong : {"", "1 2", "x y z w ", "0.1 7 0.1 0.5 ", "0.1 0.5 0.1 nan "}) {
            database.setValue("average_2", wrong);
            QVERIFY2(!database.epochs()[1].hasAverage(), wrong);
        }
    }

    void aCutKeepsWhatACurveNeeds() {
        const std::string path = place("cut.db");
        {
            RunDatabase database(path, RunDatabase::Mode::Create);
            for (std::int64_t i = 1; i <= 40; ++i)
                database.addStep(stepAt(i));
            for (std::int32_t epoch = 1; epoch <= 4; ++epoch)
                database.addEpoch(epochAt(epoch));
            StepRecord bad = stepAt(41); // not written yet when the cut comes
            bad.loss = std::numeric_limits<double>::quiet_NaN();
            database.addStep(bad);
            database.cutBackTo(20, 2);
            QCOMPARE(database.lastStep(), std::int64_t{20});
        }
        const std::vector<AbandonedPart> parts = RunDatabase(path, RunDatabase::Mode::Read).abandoned();
        QCOMPARE(parts.size(), std::size_t{1});
        QCOMPARE(parts[0].from, std::int64_t{20});
        QCOMPARE(parts[0].points.size(), std::size_t{21});
        QCOMPARE(parts[0].points.front().step, std::int64_t{21});
        QCOMPARE(parts[0].points.front().loss, 21.0);
        QVERIFY(std::isnan(parts[0].points.back().loss));
        QVERIFY(std::fabs(parts[0].points.back().hours - 0.21) < 1e-9);
        QCOMPARE(parts[0].epochs.size(), std::size_t{2});
        QCOMPARE(parts[0].epochs[1].valTop1, 0.4);
        QCOMPARE(parts[0].epochs[1].finishedUtcMs, std::int64_t{1'700'000'000'000});
    }

    void aCutOfNothingKeepsNothing() {
        RunDatabase database(place("nothing.db"), RunDatabase::Mode::Create);
        for (std::int64_t i = 1; i <= 10; ++i)
            database.addStep(stepAt(i));
        database.cutBackTo(10, 0);
        QVERIFY(database.abandoned().empty());
    }

    void manyLongPartsStayBounded() {
        RunDatabase database(place("many.db"), RunDatabase::Mode::Create);
        std::size_t longest = 0;
        for (int part = 0; part < 12; ++part) {
            for (std::int64_t i = 1; i <= 5'000 + part; ++i)
                database.addStep(stepAt(i));
            database.cutBackTo(0, 0);
            longest = std::max(longest, database.value("abandoned").value().size());
        }
        const std::vector<AbandonedPart> parts = database.abandoned();
        QCOMPARE(parts.size(), kMostAbandonedParts);
        QCOMPARE(parts.back().points.back().step, std::int64_t{5'011}); // the oldest went
        for (const AbandonedPart& part : parts)
            QVERIFY(part.points.size() <= kMostAbandonedPoints && part.points.size() > kMostAbandonedPoints / 2);
        QVERIFY(longest < 200'000);
    }

    void aTextFromSomebodyElseIsReadAsFarAsItMakesSense_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("parts");
        QTest::newRow("none") << QByteArray() << 0;
        QTest::newRow("one") << QByteArray("5 1 0 6 0.5 0.1 ") << 1;
        QTest::newRow("more points than there may be") << QByteArray("5 4000000000 0 6 0.5 0.1 ") << 0;
        QTest::newRow("fewer than it says") << QByteArray("5 2 0 6 0.5 0.1 ") << 0;
        QTest::newRow("steps that go back") << QByteArray("5 2 0 7 0.5 0.1 6 0.5 0.2 ") << 0;
        QTest::newRow("a negative step") << QByteArray("-5 1 0 6 0.5 0.1 ") << 0;
        QTest::newRow("an endless time") << QByteArray("5 1 0 6 0.5 inf ") << 0;
        QTest::newRow("words behind one") << QByteArray("5 1 0 6 0.5 0.1 and so on ") << 1;
    }
    void aTextFromSomebodyElseIsReadAsFarAsItMakesSense() {
        QFETCH(QByteArray, text);
        QFETCH(int, parts);
        QCOMPARE(abandonedOfText(text.toStdString()).size(), static_cast<std::size_t>(parts));
    }
};

QTEST_GUILESS_MAIN(TestAbandoned)
#include "tst_abandoned.moc"
