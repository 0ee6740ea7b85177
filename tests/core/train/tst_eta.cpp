// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/train/eta.h"

using studio::EtaEstimator;
using studio::remainingText;

class EtaTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingIsSaidBeforeTwentySteps() {
        EtaEstimator eta(100, 3, 0.1);
        QCOMPARE(eta.imagesPerSecond(), 0.0);
        for (int i = 0; i < 19; ++i) {
            eta.addStep(1, 1, 0, 64);
        }
        QCOMPARE(eta.remainingSeconds(1, 19), -1.0);
        QCOMPARE(eta.secondsToValidation(1, 19), -1.0);
        eta.addStep(1, 1, 0, 64);
        QCOMPARE(eta.secondsToValidation(1, 20), 80.0);
    }
    void firstEpochGuessesTheValidation() {
        EtaEstimator eta(100, 2, 0.3);
        fill(eta, 20, 1);
        // Two validations at 100 s * 0.3 / 3 each, 80 s of this epoch, 100 s of the next.
        QCOMPARE(eta.remainingSeconds(1, 20), 80 + 10 + 100 + 10.0);
    }
    void measuredValidationReplacesTheGuess() {
        EtaEstimator eta(100, 2, 0.3);
        fill(eta, 100, 1);
        eta.addValidation(50);
        QCOMPARE(eta.remainingSeconds(2, 0), 150.0);
        QCOMPARE(eta.remainingSeconds(2, 100, 0.5), 25.0);
        QCOMPARE(eta.remainingSeconds(2, 100, 1.0), 0.0);
    }
    void changeOfSpeedIsFollowed() {
        EtaEstimator eta(1000, 1, 0);
        fill(eta, 200, 1);
        fill(eta, 64, 2);
        QCOMPARE(eta.secondsToValidation(1, 900), 200.0);
        QCOMPARE(eta.imagesPerSecond(), 32.0);
    }
    void waitingIsAShareOfTheStep() {
        EtaEstimator eta(10, 1, 0);
        eta.addStep(1, 2, 0.5, 8);
        eta.addStep(1, 2, 1.5, 8);
        QCOMPARE(eta.waitFraction(), 0.5);
        QCOMPARE(eta.imagesPerSecond(), 4.0);
    }
    /// Fast early epochs promise nothing for later ones with larger pictures.
    void epochsWithLargerPicturesTakeLonger() {
        EtaEstimator eta(100, 4, 0, [](std::int32_t epoch) { return epoch <= 2 ? 0.25 : 1.0; });
        for (int i = 0; i < 40; ++i) {
            eta.addStep(1, 1, 0, 64);
        }
        eta.addValidation(0);
        QCOMPARE(eta.remainingSeconds(1, 40), 60 + 100 + 400 + 400.0);
        QCOMPARE(eta.secondsToValidation(1, 40), 60.0);
        QCOMPARE(eta.secondsToValidation(3, 0), 400.0); // before its first step
        for (int i = 0; i < 32; ++i) {
            eta.addStep(3, 4, 0, 64); // half of what is averaged is of either size
        }
        QCOMPARE(eta.remainingSeconds(3, 32), 68 * 4 + 400.0);
    }
    /// The network takes four times as long, the pictures that it waited for do not.
    void waitingForPicturesDoesNotGrowWithThem() {
        EtaEstimator eta(100, 3, 0, [](std::int32_t epoch) { return epoch == 1 ? 0.25 : epoch == 2 ? 0.5 : 1.0; });
        for (int i = 0; i < 40; ++i) {
            eta.addStep(1, 1, 0.6, 64);
        }
        eta.addValidation(0);
        QCOMPARE(eta.secondsToValidation(1, 0), 100.0);
        QCOMPARE(eta.secondsToValidation(2, 0), 100.0); // 0.8 s of network hide in the 1 s that pictures take
        QCOMPARE(eta.secondsToValidation(3, 0), 160.0);
        QCOMPARE(eta.remainingSeconds(1, 0), 360.0);
    }
    void slowFirstStepsAreNoPartOfTheEstimate() {
        EtaEstimator eta(1000, 1, 0);
        fill(eta, 1, 30); // finding algorithms
        fill(eta, 19, 1);
        QVERIFY(!eta.isSettled());
        QCOMPARE(eta.remainingSeconds(1, 20), -1.0);
        eta.addStep(1, 1, 0, 64);
        QVERIFY(eta.isSettled());
        QCOMPARE(eta.secondsToValidation(1, 900), 100.0);
    }
    void whatNeverBecomesEvenIsToldByTheWholeWindow() {
        EtaEstimator eta(1000, 1, 0);
        int steps = 0;
        for (double seconds = 1; !eta.isSettled(); ++steps, seconds *= 1.2) {
            eta.addStep(1, seconds, 0, 64);
        }
        QCOMPARE(steps, 64);
        QVERIFY(eta.secondsToValidation(1, 999) > 0);
    }
    void anEstimateOnceGivenIsNotTakenBack() {
        EtaEstimator eta(1000, 1, 0);
        fill(eta, 20, 1);
        fill(eta, 3, 50);
        QVERIFY(eta.remainingSeconds(1, 23) > 0);
    }
    void thePastOfARunIsEnough() {
        EtaEstimator eta(1000, 1, 0);
        fill(eta, 10, 1);
        fill(eta, 10, 3);
        QVERIFY(!eta.isSettled());
        eta.takePast();
        QCOMPARE(eta.secondsToValidation(1, 900), 200.0);
        EtaEstimator young(1000, 1, 0);
        fill(young, 19, 1);
        young.takePast();
        QVERIFY(!young.isSettled());
    }
    void stepsWithoutATimeSayNothing() {
        EtaEstimator eta(1000, 1, 0);
        fill(eta, 100, 0); // of a history that has none
        QCOMPARE(eta.remainingSeconds(1, 100), -1.0);
    }
    void theWordsAreNeverZero() {
        QCOMPARE(remainingText(-1), std::string("estimating the rest"));
        QCOMPARE(remainingText(0), std::string("1 s to go"));
        QCOMPARE(remainingText(372), std::string("6 min 12 s to go"));
    }
    void pastTheEndIsZeroNotNegative() {
        EtaEstimator eta(10, 1, 0);
        fill(eta, 40, 1);
        QCOMPARE(eta.remainingSeconds(2, 12, 1), 0.0);
    }

private:
    static void fill(EtaEstimator& eta, int steps, double seconds) {
        for (int i = 0; i < steps; ++i) {
            eta.addStep(1, seconds, 0, 64);
        }
    }
};

QTEST_APPLESS_MAIN(EtaTest)
#include "tst_eta.moc"
