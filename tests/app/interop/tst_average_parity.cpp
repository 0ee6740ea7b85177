// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;

/// The average of a run's weights (EMA) against PyTorch's own, which follows the run over checkpoints of each step.
class AverageParityTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        if (runPython({QStringLiteral("-c"), QStringLiteral("import torch")}).code != 0)
            QSKIP("python3-torch is not installed");
        writePictureFolders(data().toStdString(), 3, 16, 4);
    }

    void theAverageIsPyTorchs_data() {
        QTest::addColumn<int>("warmup");
        QTest::newRow("from the first step on") << 0;
        QTest::newRow("a copy while the rate warms up") << 4;
    }
    void theAverageIsPyTorchs() {
        QFETCH(int, warmup);
        const QString run = dir_.filePath(QStringLiteral("run %1").arg(warmup));
        QStringList line{QStringLiteral("train"), QStringLiteral("--data"), data(), QStringLiteral("--run"), run};
        line += tinyRecipe(9);
        // One step an epoch, each with its checkpoint: of pictures so large that a loaded disk keeps up.
        for (const QString& setting :
             {QStringLiteral("batch_size=48"), QStringLiteral("image_size=64"), QStringLiteral("keep_every=1"),
              QStringLiteral("ema_decay=0.75"), QStringLiteral("ema_steps=1"), QStringLiteral("learning_rate=0.2"),
              QStringLiteral("warmup_epochs=%1").arg(warmup)})
            line += {QStringLiteral("--set"), setting};
        const CliResult trained = runTrain(line);
        QVERIFY2(trained.code == 0, trained.err);
        const CliResult compared = runPython({QStringLiteral(STUDIO_SOURCE_DIR "/tests/support/average_parity.py"), run,
                                              QStringLiteral("0.75"), QString::number(warmup)});
        QVERIFY2(compared.code == 0, compared.err);
        const QJsonObject figures = compared.json().object();
        const double apart = figures[QStringLiteral("apart")].toDouble(1);
        const double moved = figures[QStringLiteral("moved")].toDouble();
        qInfo("differs from PyTorch's by %.2e at most, from the weights by %.2e", apart, moved);
        QCOMPARE(figures[QStringLiteral("checkpoints")].toInt(), 9);
        QVERIFY2(apart < 1e-6 * std::max(1.0, moved), compared.out);
        QVERIFY2(moved > 1e-3, compared.out); // and it is an average
    }

private:
    QString data() const { return dir_.filePath(QStringLiteral("data")); }
    static CliResult runPython(const QStringList& words) {
        QProcess process;
        process.start(QStringLiteral("/usr/bin/python3"), words);
        return resultOf(process, 240'000);
    }

    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(AverageParityTest)
#include "tst_average_parity.moc"
