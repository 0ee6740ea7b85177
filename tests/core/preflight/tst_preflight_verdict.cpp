// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <set>

#include "core/preflight/pace_internal.h"
#include "core/preflight/preflight_verdict.h"
#include "core/recipe/picture_size.h"

using namespace studio;
using Kind = PreflightAdvice::Kind;

class PreflightVerdictTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFirstPartsOfAPaceCountForNothing() {
        Pace pace(100, 0);
        double now = 0;
        for (int i = 0; i < 5; ++i)
            pace.add(10, now += 3); // finding algorithms
        QCOMPARE(pace.rate(), 0.0);
        QVERIFY(!pace.isEnough(1000)); // at least one part is waited for
        for (int i = 0; i < 20; ++i) {
            QVERIFY(!pace.isEnough(now));
            pace.add(10, now += 0.1);
        }
        QVERIFY(pace.isSteady());
        QVERIFY(pace.isEnough(now));
        QCOMPARE(qRound(pace.rate()), 100);
        QCOMPARE(qRound(100 * pace.startSeconds()), 1450); // 15 s for parts that take half a second
    }
    void aPaceThatBeginsAsItGoesOnHasNoStart() {
        Pace pace(10, 0);
        double now = 0;
        for (int i = 0; i < 30; ++i)
            pace.add(10, now += 0.1);
        QVERIFY(pace.startSeconds() < 1e-9);
    }
    void aPaceThatStillChangesGoesOnUntilTheTimeIsOver() {
        Pace pace(10, 0);
        double now = 0;
        for (int i = 0; i < 60; ++i)
            pace.add(10, now += i < 30 ? 0.1 : 0.2);
        QVERIFY(!pace.isSteady());
        QVERIFY(!pace.isEnough(now));
        QVERIFY(pace.isEnough(10));
    }
    void whatWasDoneBesideIsNoPartOfAPace() {
        Pace pace(10, 0);
        double now = 0;
        for (int i = 0; i < 5; ++i)
            pace.add(10, now += 0.1);
        pace.restart(now += 5); // a validation
        pace.add(10, now += 0.1);
        QCOMPARE(qRound(pace.rate()), 100);
    }

    void theFinishCountsEpochsAndTheirValidations() {
        PreflightMeasure m = measured();
        TrainConfig config = m.config;
        config.epochs = 10;
        const PreflightForecast forecast = forecastOf(m, config);
        QCOMPARE(forecast.validationSeconds, 5.0);
        QCOMPARE(forecast.epochSeconds, 15.0);
        QVERIFY(!forecast.epochsDiffer());
        QCOMPARE(forecast.seconds, 150.0);
        m.startSeconds = 4; // once
        QCOMPARE(forecastOf(m, config).seconds, 154.0);
        QCOMPARE(forecastOf(m, config).epochSeconds, 15.0);
        m.trainingRate = 0;
        QCOMPARE(forecastOf(m, config).seconds, -1.0);
        QVERIFY(forecastOf(m, config).runBytes > 0); // the disk needs no speed
    }
    void picturesThatGrowAndFurtherValidationsAreCounted() {
        PreflightMeasure m = measured(); // at the largest size: 10 s of training an epoch, 5 s of validation
        m.picturesRate = 1e9;
        TrainConfig config = m.config;
        config.epochs = 10;
        config.startImageSize = config.imageSize / 2;
        config.growFrom = config.growUntil = 0.5;
        double training = 0;
        for (int epoch = 1; epoch <= 10; ++epoch)
            training += 10 * trainingCostAt(config, {}, epoch);
        QVERIFY(training < 80);
        QCOMPARE(forecastOf(m, config).seconds, training + 50);
        QCOMPARE(forecastOf(m, config).epochSeconds, (training + 50) / 10); // what a person multiplies by the epochs
        QCOMPARE(forecastOf(m, config).largestEpochSeconds, 15.0);
        QVERIFY(forecastOf(m, config).epochsDiffer());
        config.flipTest = true;
        config.emaDecay = 0.999;
        QCOMPARE(forecastOf(m, config).seconds, training + 100); // mirrored pictures were within what was measured
        m.startSeconds = 1;                                      // again at each size
        std::set<double> sizes;
        for (int epoch = 1; epoch <= 10; ++epoch)
            sizes.insert(trainingCostAt(config, {}, epoch));
        QVERIFY(sizes.size() > 1);
        QCOMPARE(forecastOf(m, config).seconds, training + 100 + static_cast<double>(sizes.size()));
        m.startSeconds = 0;
        m.picturesRate = m.trainingRate; // smaller pictures are decoded no faster
        QCOMPARE(forecastOf(m, config).seconds, 100.0 + 100);
        QVERIFY(!forecastOf(m, config).epochsDiffer());
    }
    void coresThatBothTakeTurnsAtAreCountedForBoth() {
        PreflightMeasure m = measured();
        m.accelerator = false;
        m.networkRate = 300; // 10 s of an epoch are 8 s of network and 6 s of pictures that partly hide in each other
        QCOMPARE(limitOf(m), SpeedLimit::Both);
        TrainConfig config = m.config;
        config.epochs = 2;
        config.startImageSize = config.imageSize / 2;
        config.growFrom = config.growUntil = 0.5;
        const double cost = trainingCostAt(config, {}, 1);
        QVERIFY(cost < 0.5);
        QCOMPARE(trainingCostAt(config, {}, 2), 1.0);
        QCOMPARE(forecastOf(m, config).seconds, 10 * cost + 2'400 / m.picturesRate * (1 - cost) + 10 + 2 * 5.0);
    }
    void longEpochsLeaveCheckpointsAmidThem() {
        PreflightMeasure m = measured();
        TrainConfig config = m.config;
        config.epochs = 1;
        QCOMPARE(forecastOf(m, config).checkpoints, std::int64_t{1});
        m.trainPictures *= 1'000; // 10,000 s
        const PreflightForecast forecast = forecastOf(m, config);
        QCOMPARE(forecast.checkpoints, std::int64_t{4});
        QVERIFY(forecast.runBytes > 4 * forecast.checkpointBytes);
        config.saveMinutes = 0;
        QCOMPARE(forecastOf(m, config).checkpoints, std::int64_t{1});
    }
    void theLongestEpochLeavesCheckpointsAmidItToo() {
        PreflightMeasure m = measured();
        m.trainPictures *= 200; // 2,000 s at the full size
        m.picturesRate = 1e9;
        TrainConfig config = m.config;
        config.epochs = 2;
        config.saveMinutes = 30;
        config.startImageSize = 16;
        config.growFrom = config.growUntil = 0.5;
        QVERIFY(forecastOf(m, config).epochSeconds < 30 * 60);
        QVERIFY(forecastOf(m, config).checkpoints > 2);
    }
    void theDiskHoldsWhatTheRecipeKeeps() {
        TrainConfig config;
        config.epochs = 90;
        const PreflightForecast three = diskForecast(config, 128 * 100, 10);
        QCOMPARE(three.checkpoints, std::int64_t{4}); // the last three and the best
        config.keepEvery = 10;
        QCOMPARE(diskForecast(config, 128 * 100, 10).checkpoints, std::int64_t{13});
        config.epochs = 2;
        QCOMPARE(diskForecast(config, 128 * 100, 10).checkpoints, std::int64_t{2});
        QVERIFY(three.runBytes > 4 * three.checkpointBytes + three.historyBytes);
        QVERIFY(three.historyBytes > 9'000 * 200); // a row a step, and its record for TensorBoard
        // Of which a long run shows fewer and fewer.
        config.epochs = 90;
        QVERIFY(diskForecast(config, 128 * 10'000, 10).historyBytes < 900'000 * 80);
    }
    void onlyWhatAStepFeelsMakesAMeasureStale() {
        const TrainConfig config;
        for (const char* change : {"epochs=7", "learning_rate=0.3", "seed=1", "keep_last=9", "schedule=constant"}) {
            TrainConfig other = config;
            set(other, change);
            QVERIFY2(isSameWork(config, other), change);
        }
        for (const char* change : {"batch_size=64", "model=resnet18", "image_size=64", "precision=fp32", "pack=off",
                                   "crop_scale_min=0.5", "hue=0", "order=paged", "eval_size=128"}) {
            TrainConfig other = config;
            set(other, change);
            QVERIFY2(!isSameWork(config, other), change);
        }
    }

    void theVerdictNamesWhatIsSlowest_data() {
        QTest::addColumn<double>("pictures");
        QTest::addColumn<double>("network");
        QTest::addColumn<double>("training");
        QTest::addColumn<int>("limit");
        QTest::newRow("a slow network") << 310.0 << 250.0 << 243.0 << static_cast<int>(SpeedLimit::Network);
        QTest::newRow("slow pictures") << 100.0 << 250.0 << 98.0 << static_cast<int>(SpeedLimit::Pictures);
        QTest::newRow("shared cores") << 400.0 << 250.0 << 180.0 << static_cast<int>(SpeedLimit::Both);
        QTest::newRow("not measured") << 0.0 << 250.0 << 0.0 << static_cast<int>(SpeedLimit::Unknown);
    }
    void theVerdictNamesWhatIsSlowest() {
        QFETCH(double, pictures);
        QFETCH(double, network);
        QFETCH(double, training);
        PreflightMeasure m = measured();
        m.picturesRate = pictures;
        m.networkRate = network;
        m.trainingRate = training;
        QTEST(static_cast<int>(limitOf(m)), "limit");
    }
    void adviceIsGivenOnlyWhereItIsTrue() {
        PreflightMeasure m = measured();
        QVERIFY(adviceOf(m).empty()); // the network is the limit, and nothing was measured that is faster
        m.halfRate = m.networkRate * 1.05;
        QVERIFY(adviceOf(m).empty());
        m.halfRate = m.networkRate * 2;
        QCOMPARE(adviceOf(m), (std::vector<PreflightAdvice>{{Kind::HalfPrecision, 2}}));

        m = slowPictures();
        m.readShare = 0.8;
        m.decodeShare = 0.2;
        QCOMPARE(adviceOf(m), (std::vector<PreflightAdvice>{{Kind::PackForDisk, 0.8}})); // more threads wait as well
        m.isPacked = true;
        QVERIFY(adviceOf(m).empty());

        m = slowPictures();
        QCOMPARE(adviceOf(m), (std::vector<PreflightAdvice>{{Kind::MoreWorkers, 5}, {Kind::PackForCores, 0.9}}));
        m.pictureBytes = 3'000; // a pack makes none of them smaller
        QCOMPARE(adviceOf(m), (std::vector<PreflightAdvice>{{Kind::MoreWorkers, 5}}));
        m.cores = 3; // one is the trainer's
        QVERIFY(adviceOf(m).empty());
    }
    void aBatchThatDoesNotFitNamesTheOneThatDoes() {
        PreflightMeasure m;
        m.fits = false;
        m.fittingBatch = 96;
        QCOMPARE(adviceOf(m), (std::vector<PreflightAdvice>{{Kind::SmallerBatch, 96}}));
        QVERIFY(adviceText(adviceOf(m).front()).find("batch_size=96") != std::string::npos);
        m.fittingBatch = 0;
        QCOMPARE(adviceOf(m), (std::vector<PreflightAdvice>{{Kind::NothingFits, 0}}));
    }
    void everyAdviceAndLimitHasWords() {
        for (int kind = 0; kind <= static_cast<int>(Kind::BadPictures); ++kind) {
            QVERIFY(adviceText({static_cast<Kind>(kind), 2}).ends_with('.'));
            QVERIFY(*adviceName(static_cast<Kind>(kind)) != '\0');
        }
        for (const SpeedLimit limit : {SpeedLimit::Network, SpeedLimit::Pictures, SpeedLimit::Both})
            QVERIFY(!limitText(limit).empty() && limitName(limit) != std::string("unknown"));
    }

private:
    static void set(TrainConfig& config, const std::string& change) {
        const std::size_t equals = change.find('=');
        setConfigValue(config, change.substr(0, equals), change.substr(equals + 1));
    }
    /// A network that is the limit.
    static PreflightMeasure measured() {
        PreflightMeasure m;
        m.accelerator = true;
        m.cores = 8;
        m.setup.workers = 2;
        m.trainPictures = 2'400;
        m.valPictures = 2'500;
        m.classes = 10;
        m.picturesRate = 400;
        m.networkRate = 250;
        m.trainingRate = 240;
        m.validationRate = 500;
        return m;
    }
    static PreflightMeasure slowPictures() {
        PreflightMeasure m = measured();
        m.picturesRate = 100;
        m.trainingRate = 98;
        m.readShare = 0.1;
        m.decodeShare = 0.9;
        m.pictureBytes = 110'000;
        return m;
    }
};

QTEST_APPLESS_MAIN(PreflightVerdictTest)
#include "tst_preflight_verdict.moc"
