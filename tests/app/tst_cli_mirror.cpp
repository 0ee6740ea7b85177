// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/event_runs.h"
#include "tests/support/picture_folders.h"
#include "tests/support/words.h"

using namespace studio;
using namespace studio::test;

/// What a person who trains at a terminal has for TensorBoard and Weights & Biases.
class TestCliMirror final : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    QString data_, run_;

    CliResult train(const QString& run, int epochs, const QStringList& more = {}) const {
        return runTrain(QStringList{text("train"), text("--data"), data_, text("--run"), run} + tinyRecipe(epochs) +
                        more);
    }
    QString at(const char* name) const { return dir_.filePath(text(name)); }
    static std::int64_t stepsOf(const QString& run) {
        return RunDatabase(RunPaths(run.toStdString()).database, RunDatabase::Mode::Read).lastStep();
    }
    /// Whether each step of the run stands there once, in order.
    static bool hasEachStepOnce(const QJsonObject& events, std::int64_t steps) {
        const QJsonArray points = events[text("scalars")].toObject()[text("step/loss")].toArray();
        for (qsizetype i = 0; i < points.size(); ++i) {
            if (points[i].toArray()[0].toInteger() != i + 1)
                return false;
        }
        return points.size() == steps;
    }

private Q_SLOTS:
    void initTestCase() {
        data_ = at("data");
        run_ = at("run");
        writePictureFolders(data_.toStdString(), 2, 32, 8);
        const CliResult trained = train(run_, 2);
        QVERIFY2(trained.code == 0, trained.err.constData());
    }

    void aRunIsMirroredToItsEndAndMadeAnewWhenItGoesOn() {
        const std::string folder = run_.toStdString() + "/tensorboard";
        const QJsonObject first = eventsIn(folder);
        QVERIFY(hasEachStepOnce(first, stepsOf(run_)));
        QCOMPARE(first[text("scalars")].toObject()[text("validation/top1")].toArray().size(), 2);
        QCOMPARE(first[text("hparams")].toObject()[text("epochs")].toInt(), 2);
        QCOMPARE(first[text("status")].toInt(), 1);
        const CliResult longer = runTrain({text("resume"), run_, text("--set"), text("epochs=3")});
        QVERIFY2(longer.code == 0, longer.err.constData());
        const QJsonObject second = eventsIn(folder);
        QCOMPARE(second[text("files")].toArray().size(), 1);
        QVERIFY(hasEachStepOnce(second, stepsOf(run_)));
        QCOMPARE(second[text("scalars")].toObject()[text("validation/top1")].toArray().size(), 3);
        QCOMPARE(second[text("hparams")].toObject()[text("epochs")].toInt(), 3);
    }

    void whoWantsNoneHasNone() {
        QCOMPARE(train(at("without"), 1, {text("--no-tensorboard")}).code, 0);
        QVERIFY(!QDir(at("without/tensorboard")).exists());
        qputenv("RESNET_STUDIO_NO_TENSORBOARD", "1");
        const int code = train(at("unset"), 1).code;
        qunsetenv("RESNET_STUDIO_NO_TENSORBOARD");
        QCOMPARE(code, 0);
        QVERIFY(!QDir(at("unset/tensorboard")).exists());
    }

    void aPlaceThatIsTakenEndsNoRun() {
        QDir().mkpath(at("taken"));
        QVERIFY(train(at("blocked"), 1, {text("--no-tensorboard")}).code == 0);
        QVERIFY(QFile::link(at("taken"), at("blocked/tensorboard")));
        const CliResult on = runTrain({text("resume"), at("blocked"), text("--set"), text("epochs=2")});
        QVERIFY2(on.code == 0, on.err.constData());
        QCOMPARE(on.err.count("The files for TensorBoard are not written any more"), 1);
        QVERIFY(QDir(at("taken")).isEmpty());
        const CliResult log = runTrain({text("log"), at("blocked")});
        QVERIFY2(log.out.contains("The files for TensorBoard are not written any more"), log.out.constData());
    }

    void theHistoryOfAnyRunCanBeExported() {
        const CliResult folder = runTrain({text("export"), run_, at("events"), text("--format"), text("tensorboard")});
        QVERIFY2(folder.code == 0, folder.err.constData());
        QVERIFY(hasEachStepOnce(eventsIn(at("events").toStdString()), stepsOf(run_)));
        const CliResult table = runTrain({text("export"), run_, at("history.csv"), text("--json")});
        QVERIFY2(table.code == 0, table.err.constData());
        QCOMPARE(table.json().object()[text("steps")].toInteger(), stepsOf(run_));
        QCOMPARE(runTrain({text("export"), run_, at("history.csv")}).code, 64); // there already
        QCOMPARE(runTrain({text("export"), run_, at("history.csv"), text("--replace")}).code, 0);
        QCOMPARE(runTrain({text("export"), run_, at("any.name"), text("--format"), text("history-json")}).code, 0);
        QFile json(at("any.name"));
        QVERIFY(json.open(QIODevice::ReadOnly));
        QCOMPARE(QJsonDocument::fromJson(json.readAll()).object()[text("history")].toArray().size(), stepsOf(run_));
        QCOMPARE(runTrain({text("export"), data_, at("none.csv")}).code, 65); // no run
        const CliResult unknown = runTrain({text("export"), run_, at("any"), text("--format"), text("xlsx")});
        QCOMPARE(unknown.code, 64);
        for (const char* name : {"pth", "history-csv (.csv)", "history-json (.json)", "tensorboard"})
            QVERIFY2(unknown.err.contains(name), unknown.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestCliMirror)
#include "tst_cli_mirror.moc"
