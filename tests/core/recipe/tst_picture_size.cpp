// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/recipe/config_fields.h"
#include "core/recipe/picture_size.h"

using namespace studio;

/// Progressive resizing: the size as a function of the epoch.
class PictureSizeTest : public QObject {
    Q_OBJECT

    static TrainConfig growing(std::int64_t epochs, double from, double until) {
        TrainConfig config;
        config.imageSize = 192;
        config.startImageSize = 160;
        config.growFrom = from;
        config.growUntil = until;
        config.epochs = epochs;
        return config;
    }
    static QList<qint64> sizes(const TrainConfig& config) {
        QList<qint64> all;
        for (std::int64_t epoch = 1; epoch <= config.epochs; ++epoch)
            all << trainingSizeAt(config, {}, epoch);
        return all;
    }

private Q_SLOTS:
    /// FFCV counts epochs from 0; its ramp over 16 of them begins at 11 and ends at 13.
    void theRampIsThatOfFfcv() {
        const QList<qint64> all = sizes(growing(16, 11.0 / 16, 13.0 / 16));
        QCOMPARE(all, QList<qint64>(12, 160) + QList<qint64>(4, 192)); // the one between, at 176, goes up
        TrainConfig finer = growing(10, 0.2, 0.7);
        finer.startImageSize = 128;
        finer.imageSize = 224;
        QCOMPARE(sizes(finer), (QList<qint64>{128, 128, 128, 160, 160, 192, 192, 224, 224, 224}));
    }

    void smallPicturesGrowInSmallSteps() {
        TrainConfig config = growing(6, 0, 1);
        config.imageSize = 32;
        config.startImageSize = 18;
        QCOMPARE(sizes(config), (QList<qint64>{18, 20, 24, 24, 28, 28}));
        config.growFrom = config.growUntil = 0.5; // at once
        QCOMPARE(sizes(config), (QList<qint64>{18, 18, 18, 32, 32, 32}));
    }

    /// What a step costs, on the card or on the threads that decode.
    void thePaceOfAnotherRecipeIsNoneOfThisOne() {
        const TrainConfig plain;
        for (const char* setting :
             {"batch_size=8", "auto_augment=randaugment", "crop_scale_min=0.35", "order=paged", "flip_test=true"}) {
            TrainConfig other = plain;
            const std::string text = setting;
            setConfigValue(other, text.substr(0, text.find('=')), text.substr(text.find('=') + 1));
            QVERIFY2(paceKeysOf(other) != paceKeysOf(plain), setting);
        }
        TrainConfig grey = plain;
        grey.brightness = grey.contrast = grey.saturation = grey.hue = 0;
        QVERIFY(paceKeysOf(grey) != paceKeysOf(plain));
        TrainConfig same = plain;
        same.learningRate = 0.3;
        same.randaugmentOps = 7; // nothing looks at it
        QCOMPARE(paceKeysOf(same), paceKeysOf(plain));
    }

    void withoutAStartThePicturesAreAlwaysTheSame() {
        TrainConfig config;
        config.epochs = 3;
        QCOMPARE(sizes(config), QList<qint64>(3, 224));
        QCOMPARE(pictureRampOf(config).meanArea(3), 1.0);
    }

    /// A run that is extended trains on, and epochs that it had keep their pictures.
    void anEpochKeepsItsSizeWhateverIsPlannedLater() {
        const TrainConfig before = growing(10, 0.4, 0.6);
        TrainConfig after = before;
        after.epochs = 20;
        const std::vector<ScheduleChange> changes{{.epoch = 1, .epochs = 10}, {.epoch = 9, .epochs = 20}};
        for (std::int64_t epoch = 1; epoch <= 8; ++epoch)
            QCOMPARE(trainingSizeAt(after, changes, epoch), trainingSizeAt(before, {}, epoch));
        QCOMPARE(trainingSizeAt(after, changes, 8), std::int64_t{192});
        QCOMPARE(trainingSizeAt(after, changes, 9), std::int64_t{160}); // 8 of 20 are not over 0.4
        QCOMPARE(trainingSizeAt(after, changes, 20), std::int64_t{192});
    }

    void whatEpochsCostGoesByTheirArea() {
        const PictureRamp ramp{.full = 200, .start = 100, .from = 0.5, .until = 0.5, .epochs = 4};
        QCOMPARE(ramp.meanArea(2), 0.25);
        QCOMPARE(ramp.meanArea(4), (2 * 0.25 + 2) / 4);
        QCOMPARE(ramp.meanArea(0), 1.0); // nothing is known of none
    }
};

QTEST_APPLESS_MAIN(PictureSizeTest)
#include "tst_picture_size.moc"
