// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/preflight/run_forecast.h"
#include "core/recipe/presets.h"

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
        run.trainPictures = question.trainPictures;
        run.recipe = runRecipeToJson(question.config, {});
        run.device = question.accelerator ? "cuda:0" : "cpu";
        run.epochsDone = 2;
        run.epochsPlanned = 90;
        run.epochSeconds = 300;
        run.activeSeconds = 890; // it was stopped at the end of an epoch that is not done
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
        empty.epochSeconds = 0;
        const RunForecast forecast = forecastOf(question, {network, size, set, empty});
        QVERIFY(forecast.asRun.empty());
        QVERIFY(forecast.isAtLeast);
    }

    /// /data/flowers/images and /data/imagenet/images are both "images".
    void anotherSetOfTheSameNameSaysNothing() {
        const ForecastQuestion question = imagenet();
        RunSummary fewer = earlier("fewer", question), untold = fewer;
        fewer.trainPictures = 1'000;
        untold.trainPictures = 0;
        const RunForecast forecast = forecastOf(question, {fewer, untold, earlier("same", question)});
        QCOMPARE(forecast.asRun, std::string("same"));
    }

    void aRecipeOfOtherKeysTellsNoPace() {
        const ForecastQuestion question = imagenet();
        RunSummary foreign = earlier("foreign", question), none = foreign;
        foreign.recipe.replace(foreign.recipe.find("\"momentum\""), 10, "\"momentums\"");
        none.recipe.clear();
        QVERIFY(forecastOf(question, {foreign, none}).asRun.empty());
    }

    void aRunWhoseStepsDoOtherWorkSaysNothing_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("tells");
        const auto row = [](const char* key, const char* value, bool tells) {
            QTest::addRow("%s=%s", key, value) << QString::fromLatin1(key) << QString::fromLatin1(value) << tells;
        };
        row("stem", "small", false);
        row("batch_size", "32", false);
        row("precision", "fp32", false);
        row("accumulation", "4", false);
        row("eval_size", "448", false);
        row("blurpool", "true", false);
        row("freeze", "conv1 bn1 layer1", false);
        row("flip_test", "true", false);
        row("ema_decay", "0.999", false);
        row("pack", "off", false);
        row("learning_rate", "0.1", true);
        row("epochs", "3", true);
        row("label_smoothing", "0.1", true);
        row("eval_size", "0", true); // which comes to the same
    }
    void aRunWhoseStepsDoOtherWorkSaysNothing() {
        QFETCH(QString, key);
        QFETCH(QString, value);
        const ForecastQuestion question = imagenet();
        ForecastQuestion other = question;
        setConfigValue(other.config, key.toStdString(), value.toStdString());
        QTEST(!forecastOf(question, {earlier("other", other)}).asRun.empty(), "tells");
    }

    void aRunOnAnotherKindOfDeviceSaysNothing() {
        const ForecastQuestion question = imagenet();
        ForecastQuestion onCard = question;
        onCard.accelerator = true;
        QVERIFY(forecastOf(question, {earlier("on a card", onCard)}).asRun.empty());
        QVERIFY(forecastOf(onCard, {earlier("on the processor", question)}).asRun.empty());
        QVERIFY(!forecastOf(onCard, {earlier("on a card", onCard)}).asRun.empty());
    }

    void theRestOfARunGoesOnAtThePaceOfItsWholeEpochs() {
        RunSummary run = earlier("stopped", imagenet());
        QCOMPARE(restOf(run, 90).seconds, 88 * 300.0);
        QCOMPARE(restOf(run, 100).seconds, 98 * 300.0); // it is made longer
        QCOMPARE(restOf(run, 10).seconds, 88 * 300.0);  // and never shorter
        run.epochsDone = 90;
        QCOMPARE(restOf(run, 90).seconds, 0.0);
        run.epochSeconds = 0; // it was stopped before the first was done
        QCOMPARE(restOf(run, 90).seconds, -1.0);
        QVERIFY(!restOf(run, 90).isLong());
    }

    void theRestOfARunWhosePicturesGrowTakesLonger() {
        ForecastQuestion question = imagenet();
        question.config.epochs = 10;
        question.config.startImageSize = question.config.imageSize / 2;
        question.config.growFrom = 0.2; // epochs 1 to 3 at half the side, a quarter of the work
        question.config.growUntil = 0.3;
        RunSummary run = earlier("growing", question);
        run.epochsDone = 3;
        run.epochsPlanned = 10;
        QCOMPARE(restOf(run, 10).seconds, 7 * 300.0 * 4);
        run.recipe = "none";
        QCOMPARE(restOf(run, 10).seconds, 7 * 300.0);
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
