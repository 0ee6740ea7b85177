// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTest>

#include "app/cli.h"
#include "app/cli_pack.h"
#include "app/cli_progress.h"
#include "app/exit_code.h"
#include "core/queue/exit_meaning.h"
#include "core/recipe/config.h"
#include "core/recipe/presets.h"
#include "test_places.h"

using namespace studio;

/// The parts of the command line that need no process.
class TestCliParts final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyKindOfErrorHasItsExitCode() {
        QCOMPARE(exitCodeOf(ErrorKind::Usage), 64);
        QCOMPARE(exitCodeOf(ErrorKind::Config), 78);
        for (const ErrorKind kind : {ErrorKind::Data, ErrorKind::Corrupt})
            QCOMPARE(exitCodeOf(kind), 65);
        for (const ErrorKind kind : {ErrorKind::Io, ErrorKind::DiskFull, ErrorKind::Locked, ErrorKind::Device})
            QCOMPARE(exitCodeOf(kind), 75);
        QCOMPARE(exitCodeOf(ErrorKind::Internal), 1);
    }

    /// Nobody is told twice of what a trainer has said, and nothing that may pass is told as an end.
    void whatATrainerEndsWithSaysWhetherItHasToldWhy() {
        for (const ErrorKind kind : {ErrorKind::Usage, ErrorKind::Config, ErrorKind::Data, ErrorKind::Corrupt,
                                     ErrorKind::NoRight, ErrorKind::Internal})
            QVERIFY(hasToldWhy(exitCodeOf(kind)) && !asksForRetry(exitCodeOf(kind)));
        for (const ErrorKind kind : {ErrorKind::Io, ErrorKind::DiskFull, ErrorKind::Locked, ErrorKind::Device})
            QVERIFY(!hasToldWhy(exitCodeOf(kind)) && asksForRetry(exitCodeOf(kind)));
        QVERIFY(hasToldWhy(kExitInterrupted)); // by a person
        QVERIFY(!hasToldWhy(kExitDone) && !hasToldWhy(128 + 9) && !hasToldWhy(127));
    }

    void aCheckThatWasStoppedIsNoGoodCheck() {
        PackCheck check;
        check.total = 50;
        check.checked = 20;
        QCOMPARE(packCheckExitCode(check), 75);
        QCOMPARE(packCheckText(check), std::string("Stopped early: 20 of 50 pictures checked, 0 with problems"));
        check.problemCount = 1;
        QCOMPARE(packCheckExitCode(check), 65);
        check.checked = 50;
        check.complete = true;
        QCOMPARE(packCheckExitCode(check), 65);
        check.problemCount = 0;
        QCOMPARE(packCheckExitCode(check), 0);
        QCOMPARE(packCheckText(check), std::string("50 of 50 pictures checked, 0 with problems"));
    }

    void theBarKeepsItsWidth() {
        QCOMPARE(barText(0, 4), std::string("[----]"));
        QCOMPARE(barText(0.5, 4), std::string("[##--]"));
        QCOMPARE(barText(1, 4), std::string("[####]"));
        QCOMPARE(barText(7, 4), std::string("[####]"));
        QCOMPARE(barText(-1, 4), std::string("[----]"));
    }

    void settingsAreAppliedInOrder() {
        TrainConfig config;
        applySettings(config, {"epochs=5", "learning_rate=0.2", "epochs=7"});
        TrainConfig preset = findPreset("imagenet-fast-16").config;
        const TrainConfig before = preset;
        applySettings(preset, {"image_size=" + std::to_string(before.imageSize)}); // it has that size already
        QVERIFY(preset == before && preset.evalSize > preset.imageSize);
        applySettings(preset, {"image_size=160"});
        QCOMPARE(evalSizeOf(preset), std::int64_t{160});
        QCOMPARE(config.epochs, std::int64_t{7});
        QCOMPARE(config.learningRate, 0.2);
    }

    void aWrongSettingIsRefused_data() {
        QTest::addColumn<QString>("setting");
        QTest::addColumn<int>("code");
        QTest::newRow("no equals sign") << QStringLiteral("epochs") << 64;
        QTest::newRow("unknown key") << QStringLiteral("epoch=3") << 78;
        QTest::newRow("no number") << QStringLiteral("epochs=many") << 78;
        QTest::newRow("number with a tail") << QStringLiteral("epochs=3x") << 78;
        QTest::newRow("no key") << QStringLiteral("=3") << 78;
    }
    void aWrongSettingIsRefused() {
        QFETCH(QString, setting);
        QFETCH(int, code);
        TrainConfig config;
        try {
            applySettings(config, {setting.toStdString()});
            QFAIL("it was accepted");
        } catch (const Error& error) {
            QCOMPARE(exitCodeOf(error.kind()), code);
        }
        QCOMPARE(config, TrainConfig{});
    }

    void theReadmeNamesEveryRecipeKeyAndPreset() {
        QFile file(QStringLiteral(STUDIO_SOURCE_DIR "/README.md"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray readme = file.readAll();
        for (const std::string& key : configKeys())
            QVERIFY2(readme.contains('`' + QByteArray::fromStdString(key) + '`'), key.c_str());
        for (const Preset& preset : presets())
            QVERIFY2(readme.contains('`' + QByteArray::fromStdString(preset.name) + '`'), preset.name.c_str());
    }
};

QTEST_APPLESS_MAIN(TestCliParts)
#include "tst_cli_parts.moc"
