// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>

#include "core/base/error.h"
#include "core/report/run_comparison.h"
#include "core/run/run_pictures.h"
#include "tests/support/finished_runs.h"

using namespace studio;
using namespace studio::test;

/// Runs side by side: what their folders tell, and nothing that they do not.
class TestRunComparison final : public QObject {
    Q_OBJECT

private:
    std::string folder(const char* name) const { return dir_.filePath(QLatin1String(name)).toStdString(); }
    static ComparisonRow row(const RunComparison& comparison, const char* key) {
        const auto at = std::find_if(comparison.rows.begin(), comparison.rows.end(),
                                     [key](const ComparisonRow& one) { return one.key == key; });
        if (at == comparison.rows.end())
            qFatal("no row %s", key);
        return *at;
    }
    /// A run of two classes whose epochs got so far, with so many training pictures from number `from` on.
    std::string makeRun(const char* name, const TrainConfig& config, double top1, int from, int pictures) const {
        const std::string run = folder(name);
        RunSetup setup;
        setup.data.root = "/pictures/flowers";
        createRunFolder(run, runRecipeToJson(config, setup), {{"a", "a"}, {"b", "b"}});
        RunDatabase database(RunPaths(run).database, RunDatabase::Mode::Create);
        database.setValue("state", "finished");
        database.setValue("device", "one core");
        for (int i = 1; i <= 3; ++i) {
            EpochRecord epoch;
            epoch.epoch = i;
            epoch.step = i * 10;
            epoch.valTop1 = i == 2 ? top1 : top1 / 2;
            epoch.valLoss = 3.0 - i * 0.5;
            epoch.imagesPerSecond = i * 100;
            epoch.best = i <= 2;
            database.addEpoch(epoch);
        }
        RunPictures list;
        list.split = true;
        list.share = 0.25;
        list.seed = 7;
        for (int i = from; i < from + pictures; ++i)
            list.trainNames.add("a/" + std::to_string(1000 + i) + ".jpg");
        list.valNames.add("b/1.jpg");
        writeRunPictures(RunPaths(run).pictures, list);
        return run;
    }

private Q_SLOTS:
    void theFiguresAndTheRecipesStandSideBySide() {
        TrainConfig config = findPreset("quick-look").config;
        const std::string a = makeRun("a", config, 0.5, 0, 10);
        config.learningRate = 0.011;
        const std::string b = makeRun("b", config, 0.625, 0, 10);
        const RunComparison comparison = compareRuns({a, b});
        QCOMPARE(comparison.columns[1].name, std::string("b"));
        QVERIFY(comparison.columns[0].problem.empty());
        QCOMPARE(row(comparison, "best_top1").cells[1].text, std::string("62.50"));
        QVERIFY(row(comparison, "best_top1").cells[1].differs && !row(comparison, "best_top1").cells[0].differs);
        QCOMPARE(row(comparison, "best_epoch").cells[0].text, std::string("2"));
        QCOMPARE(row(comparison, "last_top1").cells[0].text, std::string("25.00"));
        QCOMPARE(row(comparison, "best_val_loss").cells[0].text, std::string("1.5000"));
        QCOMPARE(row(comparison, "epochs_done").cells[0].text, std::string("3"));
        QCOMPARE(row(comparison, "epochs_planned").cells[0].text,
                 std::to_string(findPreset("quick-look").config.epochs));
        QCOMPARE(row(comparison, "speed").cells[0].number, 200.0);
        QCOMPARE(row(comparison, "device").cells[0].text, std::string("one core"));
        QVERIFY(row(comparison, "parameters").cells[0].number > 1000);
        QVERIFY(!row(comparison, "active_time").cells[0].known); // no run told it
        QVERIFY(isShown(row(comparison, "learning_rate"), false));
        QVERIFY(!isShown(row(comparison, "momentum"), false) && isShown(row(comparison, "momentum"), true));
        QCOMPARE(row(comparison, "split_share").cells[0].text, std::string("25.00"));
        QCOMPARE(row(comparison, "split_seed").cells[0].text, std::string("7"));
        QVERIFY(!row(comparison, "val_folder").cells[0].known);
    }

    void picturesAreTheSameOnlyWhereTheListsSaySo() {
        const TrainConfig config = findPreset("quick-look").config;
        const std::string a = makeRun("pa", config, 0.5, 0, 10), same = makeRun("pb", config, 0.5, 0, 10),
                          other = makeRun("pc", config, 0.5, 4, 9), silent = makeRun("pd", config, 0.5, 0, 10);
        std::filesystem::remove(RunPaths(silent).pictures);
        const RunComparison comparison = compareRuns({a, same, other, silent});
        const ComparisonRow names = row(comparison, "train_names");
        QCOMPARE(comparisonText(names, 1), std::string("the same names"));
        QCOMPARE(names.cells[2].onlyHere, std::int64_t{3});
        QCOMPARE(names.cells[2].onlyThere, std::int64_t{4});
        QCOMPARE(comparisonText(names, 2), std::string("others: 3 only here, 4 only in the first"));
        QVERIFY(!names.cells[3].known && !names.cells[3].differs);
        QCOMPARE(comparisonText(names, 3), std::string("-"));
        QVERIFY(comparison.columns[3].problem.empty()); // runs from before the list are no damaged ones
        QVERIFY(!row(comparison, "val_names").differs());
    }

    void aFolderAgainstHeldBackPicturesIsADifference() {
        const TrainConfig config = findPreset("quick-look").config;
        const std::string split = makeRun("va", config, 0.5, 0, 10), own = makeRun("vb", config, 0.5, 0, 10);
        RunPictures list = *readRunPictures(RunPaths(own).pictures);
        list.split = false;
        list.val = "val";
        writeRunPictures(RunPaths(own).pictures, list);
        const ComparisonRow source = row(compareRuns({split, own}), "val_source");
        QVERIFY(source.differs());
        QVERIFY(comparisonText(source, 0) != comparisonText(source, 1));
    }

    void damagedAndAbsentRunsKeepTheOthersReadable() {
        const TrainConfig config = findPreset("quick-look").config;
        const std::string a = makeRun("da", config, 0.5, 0, 10), bad = makeRun("db", config, 0.5, 0, 10),
                          cut = makeRun("dc", config, 0.5, 0, 10);
        writeFileAtomically(RunPaths(bad).recipe, "{\"format\": 1, \"model\": [[[[");
        writeFileAtomically(RunPaths(bad).database, std::string(5000, 'x'));
        writeFileAtomically(RunPaths(cut).pictures, "resnet-studio pictures 1\n{\"train\": 99999999999}\nx");
        const RunComparison comparison = compareRuns({a, bad, cut, folder("gone")});
        QVERIFY(comparison.columns[0].problem.empty());
        for (std::size_t i = 1; i < 4; ++i)
            QVERIFY(!comparison.columns[i].problem.empty());
        QCOMPARE(row(comparison, "best_top1").cells[0].text, std::string("50.00"));
        QVERIFY(!row(comparison, "best_top1").cells[1].known);
        QVERIFY(!row(comparison, "learning_rate").cells[1].known);
        QCOMPARE(row(comparison, "best_top1").cells[2].text, std::string("50.00"));
        QVERIFY(!row(comparison, "train_names").cells[2].known);
        for (const ComparisonRow& one : comparison.rows)
            QVERIFY2(!one.cells[3].known, one.key.c_str());
    }

    void theFileOfItCanBeReadBack() {
        const TrainConfig config = findPreset("quick-look").config;
        const std::string a = makeRun("x, \"one\"", config, 0.5, 0, 10), b = makeRun("y", config, 0.5, 0, 10);
        const QString csv = QString::fromStdString(comparisonCsv(compareRuns({a, b}), false));
        QCOMPARE(csv.section(QStringLiteral("\r\n"), 0, 0), QStringLiteral("what,\"x, \"\"one\"\"\",y"));
        QVERIFY(csv.contains(QStringLiteral("\"Best top-1, %\",50.00,50.00\r\n")));
        QVERIFY(!csv.contains(QStringLiteral("momentum")));
    }

    void oneRunOrSevenAreNoComparison() {
        QVERIFY_THROWS_EXCEPTION(Error, compareRuns({folder("a")}));
        QVERIFY_THROWS_EXCEPTION(Error, compareRuns(std::vector<std::string>(7, folder("a"))));
    }

private:
    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(TestRunComparison)
#include "tst_run_comparison.moc"
