// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/recipe/presets.h"
#include "core/train/run_forecast.h"

using namespace studio;

/// How long a run will take, before its first step.
class TestRunForecast final : public QObject {
    Q_OBJECT

private:
    static ForecastQuestion imagenet() {
        ForecastQuestion question;
        question.config = findPreset("imagenet-classic").config;
        question.dataName = "imagenet";
        question.trainPictures = 1'281'167;
        question.classes = 1000;
        question.cores = 16;
        return question;
    }
    static RunSummary earlier(const char* name, const ForecastQuestion& question) {
        RunSummary run;
        run.name = name;
        run.model = question.config.model;
        run.imageSize = question.config.imageSize;
        run.dataName = question.dataName;
        run.epochsDone = 2;
        run.activeSeconds = 600;
        return run;
    }

private Q_SLOTS:
    void anEarlierRunOnTheSamePicturesSetsThePace() {
        const ForecastQuestion question = imagenet();
        const RunForecast forecast = forecastOf(question, {earlier("newest", question), earlier("older", question)});
        QCOMPARE(forecast.asRun, std::string("newest"));
        QVERIFY(!forecast.isAtLeast);
        QCOMPARE(forecast.seconds, 300.0 * static_cast<double>(question.config.epochs));
    }

    void aRunOfAnotherNetworkSizeOrSetSaysNothing() {
        const ForecastQuestion question = imagenet();
        RunSummary network = earlier("network", question), size = network, set = network, empty = network;
        network.model = "resnet18";
        size.imageSize = 32;
        set.dataName = "flowers";
        empty.epochsDone = 0;
        const RunForecast forecast = forecastOf(question, {network, size, set, empty});
        QVERIFY(forecast.asRun.empty());
        QVERIFY(forecast.isAtLeast);
    }

    void picturesThatGrowCostByTheirArea() {
        ForecastQuestion question = imagenet();
        question.config.imageSize = 200;
        question.config.startImageSize = 100;
        question.config.growFrom = question.config.growUntil = 0.5;
        question.config.epochs = 10;
        RunSummary run = earlier("small so far", question);
        run.imageSize = 100; // its epochs had a quarter of the area
        QCOMPARE(forecastOf(question, {run}).seconds, 300.0 * (5 + 5 * 4));
        run.imageSize = 32;
        QVERIFY(forecastOf(question, {run}).asRun.empty());
    }

    /// The seed's recipe took days on the cards of its time; no card does it within the hour.
    void imagenetIsLongOnAnyMachine() {
        ForecastQuestion question = imagenet();
        QVERIFY(forecastOf(question, {}).isLong());
        question.accelerator = true;
        QVERIFY(forecastOf(question, {}).isLong());
    }

    void aSmallSetIsNotCalledLongWithoutReason() {
        ForecastQuestion question = imagenet();
        question.config = findPreset("quick-look").config;
        question.trainPictures = 2400;
        question.classes = 10;
        question.cores = 2;
        const RunForecast forecast = forecastOf(question, {});
        QVERIFY(forecast.isAtLeast && forecast.seconds > 0 && !forecast.isLong());
    }

    void withoutPicturesNothingIsKnown() {
        ForecastQuestion question = imagenet();
        question.trainPictures = 0;
        QCOMPARE(forecastOf(question, {}).seconds, -1.0);
    }
};

QTEST_GUILESS_MAIN(TestRunForecast)
#include "tst_run_forecast.moc"
