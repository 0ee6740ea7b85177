// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/recipe/average_reach.h"
#include "core/recipe/presets.h"

using namespace studio;

/// What is said of a moving average of the weights in a run of known length.
class TestAverageReach final : public QObject {
    Q_OBJECT

private:
    static constexpr std::int64_t kImageNet = 1'281'167;

    /// 100 epochs of 10 steps.
    static TrainConfig thousandSteps(double decay) {
        TrainConfig config;
        config.epochs = 100;
        config.batchSize = 64;
        config.emaDecay = decay;
        return config;
    }
    static constexpr std::int64_t kTenBatches = 640;

private Q_SLOTS:
    void anAverageOfMoreThanATenthOfTheRunIsWarnedOf() {
        const auto issue = averageReachIssue(thousandSteps(0.999), kTenBatches);
        QVERIFY(issue && issue->warning);
        QCOMPARE(issue->key, std::string("ema_decay"));
        const QString message = QString::fromStdString(issue->message);
        QVERIFY2(message.contains(QStringLiteral("about 1,000 steps")) &&
                     message.contains(QStringLiteral("the 1,000 ")),
                 qPrintable(message));
        QVERIFY(!averageReachIssue(thousandSteps(0.99), kTenBatches)); // just a tenth
        QVERIFY(averageReachIssue(thousandSteps(0.991), kTenBatches));
    }
    void aLongerRunMayHaveALongerAverage() {
        QVERIFY(averageReachIssue(thousandSteps(0.999), kTenBatches));
        QVERIFY(!averageReachIssue(thousandSteps(0.999), 10 * kTenBatches));
    }
    void stepsOfTheWarmUpAreNotCounted() {
        TrainConfig config = thousandSteps(0.99);
        config.warmupEpochs = 50;
        const auto issue = averageReachIssue(config, kTenBatches);
        QVERIFY(issue && issue->message.find("the 500 after warm-up") != std::string::npos);
    }
    void rareUpdatesReachAsFarAsASlowDecay() {
        TrainConfig config = thousandSteps(0.9);
        QVERIFY(!averageReachIssue(config, kTenBatches));
        config.emaSteps = 11;
        QVERIFY(averageReachIssue(config, kTenBatches));
    }
    void theFixEndsTheWarning_data() {
        QTest::addColumn<double>("decay");
        QTest::addColumn<int>("every");
        QTest::addColumn<int>("pictures");
        QTest::addColumn<bool>("off");
        QTest::newRow("each step") << 0.999 << 1 << 640 << false;
        QTest::newRow("every 32nd") << 0.999 << 32 << 640 << false;
        QTest::newRow("a decay of five digits") << 0.99999 << 1 << 320'000 << false;
        QTest::newRow("no round number") << 0.9999 << 3 << 12'345 << false;
        QTest::newRow("a run too short for one") << 0.999 << 100 << 640 << true;
    }
    void theFixEndsTheWarning() {
        QFETCH(double, decay);
        QFETCH(int, every);
        QFETCH(int, pictures);
        TrainConfig config = thousandSteps(decay);
        config.emaSteps = every;
        const auto issue = averageReachIssue(config, pictures);
        QVERIFY(issue);
        setConfigValue(config, issue->key, issue->fix);
        QVERIFY2(!averageReachIssue(config, pictures) && config.emaDecay < decay, issue->fix.c_str());
        QTEST(config.emaDecay == 0, "off");
        QVERIFY(validate(config).size() == validate(thousandSteps(decay)).size()); // it makes no other one
    }
    void withoutAnAverageOrPicturesNothingIsSaid() {
        QVERIFY(!averageReachIssue(thousandSteps(0), kTenBatches));
        QVERIFY(!averageReachIssue(thousandSteps(0.9999), 0));
    }
    void publishedRecipesOnImageNetAreNotWarnedOf() {
        for (const Preset& preset : presets())
            QVERIFY2(!averageReachIssue(preset.config, kImageNet), preset.name.c_str());
        TrainConfig torchvision; // ResNet-50 IMAGENET1K_V2: 0.99998 rescaled, every 32 of batches of 8 x 128
        torchvision.epochs = 600;
        torchvision.batchSize = 1024;
        torchvision.emaSteps = 32;
        torchvision.emaDecay = 1 - 2e-5 * 1024 * 32 / 600;
        QVERIFY(!averageReachIssue(torchvision, kImageNet));
    }
};

QTEST_APPLESS_MAIN(TestAverageReach)
#include "tst_average_reach.moc"
