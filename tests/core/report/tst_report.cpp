// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <cmath>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/report/report.h"
#include "core/report/report_curves.h"
#include "tests/support/finished_runs.h"
#include "tests/support/peak_memory.h"

using namespace studio;
using namespace studio::test;

#ifdef STUDIO_SANITIZED
constexpr std::int64_t kMostMemory = 400; // what is freed is kept for a while: 256 MiB
#else
constexpr std::int64_t kMostMemory = 64;
#endif

/// The report of a run: one file that tells what run.db holds, whatever stands in it; and what a run costs.
class TestReport final : public QObject {
    Q_OBJECT

private:
    struct Markup {
        QString error, text;
        QStringList elements, attributes;
        explicit Markup(const std::string& html) {
            QXmlStreamReader reader(QByteArray::fromStdString(html));
            while (!reader.atEnd()) {
                reader.readNext();
                if (reader.isStartElement()) {
                    elements += reader.name().toString();
                    for (const QXmlStreamAttribute& one : reader.attributes())
                        attributes += one.name().toString();
                } else if (reader.isCharacters())
                    text += reader.text();
            }
            error = reader.errorString();
        }
    };
    std::string folder(const char* name) const { return dir_.filePath(QLatin1String(name)).toStdString(); }
    static void makeRun(const std::string& run, const std::vector<ClassInfo>& classes, const TrainConfig& config,
                        const RunSetup& setup = {}) {
        createRunFolder(run, runRecipeToJson(config, setup), classes);
        RunDatabase(RunPaths(run).database, RunDatabase::Mode::Create).setValue("state", "stopped");
    }
    static void addSteps(RunDatabase& database, std::int64_t count, std::int64_t perEpoch) {
        for (std::int64_t i = 1; i <= count; ++i) {
            StepRecord step;
            step.step = i;
            step.epoch = static_cast<std::int32_t>((i - 1) / perEpoch + 1);
            step.loss = 7 * std::exp(-3.0 * static_cast<double>(i) / static_cast<double>(count)) + (i % 7) * 0.05;
            step.learningRate = 0.05 * (1 + std::cos(3.14159 * static_cast<double>(i) / static_cast<double>(count)));
            step.count = 128;
            step.seconds = 0.5;
            step.waitSeconds = 0.05;
            database.addStep(step);
        }
        database.flush();
    }
    static void addEpochs(RunDatabase& database, int count, std::int64_t perEpoch) {
        for (int i = 1; i <= count; ++i) {
            EpochRecord epoch;
            epoch.epoch = i;
            epoch.step = i * perEpoch;
            const double part = 1 - std::exp(-4.0 * i / count);
            epoch.trainLoss = 7 - 5 * part;
            epoch.valLoss = 6.8 - 4.8 * part;
            epoch.trainTop1 = 0.72 * part;
            epoch.valTop1 = 0.7613 * part;
            epoch.trainTop5 = 0.90 * part;
            epoch.valTop5 = 0.93 * part;
            epoch.seconds = 3600;
            epoch.validationSeconds = 120;
            epoch.best = true;
            database.addEpoch(epoch);
        }
    }

    static RunEvaluation evaluationOf(std::vector<ClassCount> counts) {
        RunEvaluation found;
        found.utcMs = 5000;
        found.checkpoint = "step-000000020.safetensors";
        found.step = 20;
        found.epoch = 2;
        found.measured = "The pictures";
        found.top1 = 0.55;
        found.top5 = 1;
        found.pictures = 20;
        found.counts = std::move(counts);
        return found;
    }

private Q_SLOTS:
    void figuresAreThoseOfTheHistory() {
        const std::string run = folder("figures");
        writeFinishedRun(run, 4, 1'700'000'000'000);
        {
            RunDatabase database(RunPaths(run).database, RunDatabase::Mode::Write);
            database.setValue("active_seconds", "7200");
            database.addEvent({EventKind::Waiting, 3, 1, 1000, "The disk is full", "first"});
            database.addEvent({EventKind::Waiting, 5, 1, 2000, "The disk is full", "second"});
            addSteps(database, 40, 10);
        }
        writePrice(run, {1.5, "EUR"});
        const ReportModel model = readReport(run);
        QCOMPARE(model.stepCount, 40);
        QCOMPARE(model.pictures, 40 * 128);
        QCOMPARE(model.faults.size(), 1u);
        QCOMPARE(model.faults[0].count, 2);
        QVERIFY(model.problems.empty());
        const Markup html(reportHtml(model));
        QCOMPARE(html.error, QString());
        for (const char* words : {"figures", "54.00 %", "4 of", "2 h 0 min", "The disk is full", "3.00 EUR",
                                  "256.0 pictures a second", "not recorded"})
            QVERIFY2(html.text.contains(QLatin1String(words)), words);
        QCOMPARE(html.elements.count(QStringLiteral("svg")), 3); // two classes have no top-5
        QVERIFY(Markup(reportPrintHtml(model, 680)).error.isEmpty());
    }

    void onlyWhatDiffersFromThePresetIsSaidToDiffer() {
        TrainConfig config = findPreset("quick-look").config;
        config.momentum = 0.875;
        RunSetup setup;
        setup.recipeName = "quick-look";
        makeRun(folder("differs"), {{"a", "a"}}, config, setup);
        int others = 0;
        for (const RecipeLine& row : readReport(folder("differs")).recipeRows) {
            others += row.preset.empty() ? 0 : 1;
            QCOMPARE(row.preset.empty(), row.key != "momentum");
        }
        QCOMPARE(others, 1);
    }

    void hostileTextIsShownAndNeverObeyed() {
        const std::string evil = "<img src=x onerror=alert(1)>";
        const std::string odd = "]]>&\"'</title><script>\xEF\xBF\xBE\xFF\x01";
        const std::string run = folder("evil & <b> \"run\"");
        RunSetup setup;
        setup.data.root = "/p/" + odd;
        setup.recipeName = evil;
        makeRun(run,
                {{evil, evil},
                 {"\xFF"
                  "x",
                  "x"}},
                findPreset("quick-look").config, setup);
        {
            RunDatabase database(RunPaths(run).database, RunDatabase::Mode::Write);
            database.addEvent({EventKind::Notice, 1, 1, 1, evil, odd + std::string(1'000'000, 'x')});
            database.setValue("device", odd);
            CheckpointRecord saved = checkpointOf(1, true);
            saved.file = evil;
            database.addCheckpoint(saved);
        }
        for (const std::string& html : {reportHtml(readReport(run)), reportPrintHtml(readReport(run), 680)}) {
            const Markup markup(html);
            QCOMPARE(markup.error, QString());
            QVERIFY(markup.text.contains(QString::fromStdString(evil)));
            QVERIFY(!markup.elements.contains(QStringLiteral("img")));
            QVERIFY(!markup.elements.contains(QStringLiteral("script")));
            for (const char* name : {"src", "href", "onerror"})
                QVERIFY(!markup.attributes.contains(QLatin1String(name)));
            QVERIFY(html.size() < 100'000);
        }
    }

    void aRunOf900000StepsIsReadInBoundedSpace() {
        const std::string run = folder("long");
        std::vector<ClassInfo> classes;
        for (int i = 0; i < 1000; ++i)
            classes.push_back({"n" + std::to_string(i), "class " + std::to_string(i)});
        TrainConfig config = findPreset("imagenet-classic").config;
        makeRun(run, classes, config);
        {
            RunDatabase database(RunPaths(run).database, RunDatabase::Mode::Write);
            addSteps(database, 900'000, 10'000);
            addEpochs(database, 90, 10'000);
            database.addEvent({EventKind::RolledBack, 300'000, 30, 1, "Rolled back", "loss was no number"});
            database.addEvent({EventKind::Resumed, 500'000, 50, 1, "Resumed", ""});
        }
        const std::int64_t before = peakMemory();
        const ReportModel model = readReport(run);
        QVERIFY(peakMemory() - before < kMostMemory);
        QCOMPARE(model.stepCount, 900'000);
        QVERIFY(model.steps.columns().size() <= StepColumns::kMost);
        QCOMPARE(model.steps.columns().front().first, 1);
        QCOMPARE(model.steps.columns().back().last, 900'000);
        const std::string file = folder("long.html");
        writeReport(run, file);
        QVERIFY(std::filesystem::file_size(file) < 3'000'000);
        const Markup html(readSmallFile(file, 3u << 20));
        QCOMPARE(html.error, QString());
        QCOMPARE(html.elements.count(QStringLiteral("svg")), 4);
        if (const QByteArray keep = qgetenv("STUDIO_KEEP_REPORT"); !keep.isEmpty()) {
            writeFileAtomically(keep.toStdString() + "/long.html", reportHtml(model));
            int at = 0;
            for (const ReportCurve& curve : reportCurves(model))
                writeFileAtomically(keep.toStdString() + "/curve" + std::to_string(at++) + ".svg", curve.svg);
        }
    }

    void valuesThatAreNoNumbersBreakALineAndNothingElse() {
        StepColumns columns;
        for (int i = 1; i <= 5000; ++i) {
            StepRecord step;
            step.step = i;
            step.loss = i % 2 == 0 ? INFINITY : 2;
            columns.add(step);
        }
        for (const StepColumn& column : columns.columns())
            QVERIFY(column.high == 2 || column.finite == 0);
        ReportModel model;
        model.steps = columns;
        EpochRecord epoch;
        epoch.epoch = 1;
        epoch.step = 1;
        epoch.valLoss = NAN;
        model.epochs = {epoch};
        for (const ReportCurve& curve : reportCurves(model)) {
            QVERIFY(Markup(curve.svg).error.isEmpty());
            QVERIFY(curve.svg.find("nan") == std::string::npos && curve.svg.find("inf") == std::string::npos);
        }
        QVERIFY(Markup(reportHtml(model)).error.isEmpty());
    }

    void aDamagedPartIsNamedAndTheRestIsTold() {
        const std::string run = folder("damaged");
        writeFinishedRun(run, 2, 1000);
        writeFileAtomically(priceFile(run), "{\"price_per_hour\": \"much\"}");
        writeFileAtomically(RunPaths(run).classes, "no JSON");
        const ReportModel model = readReport(run);
        QCOMPARE(model.problems.size(), 2u);
        QCOMPARE(model.epochs.size(), 2u);
        QVERIFY(!model.price);
        std::filesystem::create_directories(folder("none"));
        QVERIFY_THROWS_EXCEPTION(Error, readReport(folder("none")));
        QVERIFY_THROWS_EXCEPTION(Error, readReport(folder("nowhere")));
    }

    void whatWasNotMeasuredIsSaid() {
        const std::string run = folder("bare run");
        writeFinishedRun(run, 2, 1000);
        const QString text = Markup(reportHtml(readReport(run))).text;
        QVERIFY2(text.contains(QString::fromStdString("Not evaluated: resnet-train evaluate '" + run + "'")),
                 qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("not measured")));
        writeEnergy(run, {.joules = 720'000, .seconds = 3600, .pausedJoules = 36'000, .card = "NVIDIA <T4>"});
        ReportModel model = readReport(run);
        model.remainingSeconds = 3600;
        const QString told = Markup(reportHtml(model)).text;
        for (const char* words : {"0.200 kWh in 1 h 0 min of training, 200 W in the mean", "10.0 Wh",
                                  "0.400 kWh with the planned epochs", "NVIDIA <T4>"})
            QVERIFY2(told.contains(QLatin1String(words)), words);
        QVERIFY(!told.contains(QStringLiteral("not measured")));
        model.activeSeconds = 7200; // half of it on a machine that tells nothing
        const QString part = Markup(reportHtml(model)).text;
        for (const char* words : {"at least 0.200 kWh, measured for 1 h 0 min of 2 h 0 min",
                                  "at least 0.400 kWh with the planned epochs", "for the part that was measured"})
            QVERIFY2(part.contains(QLatin1String(words)), words);
    }

    void anEvaluationIsShownByClassTheWorstFirst() {
        const std::string run = folder("evaluated");
        writeFinishedRun(run, 2, 1000);
        RunEvaluation found = evaluationOf({{10, 9, 1, 1}, {10, 2, 0, 8}});
        writeEvaluation(run, found);
        QVERIFY(readEvaluation(run) == found);
        found.folder = "/pictures/v\xFFl";
        found.confusions = {{1, 0, 8, {"b/\xFF.jpg", "b/2.jpg"}}, {0, 1, 1, {}}};
        writeEvaluation(run, found);
        QVERIFY(readEvaluation(run) == found);
        ReportModel model = readReport(run);
        QVERIFY(model.problems.empty());
        QString text = Markup(reportHtml(model)).text;
        for (const char* words : {"55.00 %", "step-000000020.safetensors of epoch 2, step 20", "a (8)", "The pictures"})
            QVERIFY2(text.contains(QLatin1String(words)), words);
        QVERIFY(text.indexOf(QStringLiteral("20.00")) < text.indexOf(QStringLiteral("90.00")));
        QVERIFY(!text.contains(QStringLiteral("better checkpoint")));
        addEpochTo(run, 3, true); // no better than the one that was measured
        QVERIFY(!Markup(reportHtml(readReport(run))).text.contains(QStringLiteral("better checkpoint")));
        CheckpointRecord better = checkpointOf(4, true);
        better.valTop1 = 0.625;
        better.savedUtcMs = found.utcMs + 1;
        writeFileAtomically(RunPaths(run).checkpoints + "/" + better.file, "weights");
        RunDatabase(RunPaths(run).database, RunDatabase::Mode::Write).addCheckpoint(better);
        model = readReport(run);
        for (const std::string& html : {reportHtml(model), reportPrintHtml(model, 680)}) {
            text = Markup(html).text;
            QVERIFY(text.contains(QStringLiteral("a better checkpoint since: step-000000040.safetensors of epoch 4, "
                                                 "val top-1 62.50 %. To measure it: resnet-train evaluate")));
        }
    }

    void aLongTableOfClassesIsFoldedAndThePaperHasTheWorst() {
        ReportModel model;
        model.summary.folder = "run";
        model.evaluation = evaluationOf({});
        for (int i = 0; i < 1000; ++i)
            model.evaluation->counts.push_back({50, i % 50, -1, 0});
        model.evaluation->counts.push_back({});
        const Markup html(reportHtml(model)), paper(reportPrintHtml(model, 680));
        QCOMPARE(html.error, QString());
        QVERIFY(html.elements.contains(QStringLiteral("details")));
        QVERIFY(!paper.elements.contains(QStringLiteral("details")));
        QVERIFY(html.text.contains(QStringLiteral("The other 970 classes")));
        QVERIFY(html.text.contains(QStringLiteral("Classes without a picture among those measured: 1.")));
        QCOMPARE(html.elements.count(QStringLiteral("tr")) - paper.elements.count(QStringLiteral("tr")), 971);
    }

    void anEvaluationOfSomebodyElseIsBelievedWhereItIsSound() {
        const std::string run = folder("hostile");
        writeFinishedRun(run, 1, 1000);
        RunEvaluation sound = evaluationOf({{10, 9, 1, 1}, {10, 2, 0, 8}});
        sound.confusions = {{1, 0, 8, {"b/1.jpg"}}};
        writeEvaluation(run, sound);
        const std::string good = readSmallFile(evaluationFile(run), 1u << 20);
        const auto with = [&good](const std::string& from, const std::string& to) {
            std::string text = good;
            const auto at = text.find(from);
            return at == std::string::npos ? std::string() : text.replace(at, from.size(), to);
        };
        const std::string bad[]{with("[10,9,1,1]", "[10,11,-1,0]"),
                                with("[10,9,1,1]", "[10,9,2,1]"),
                                with("[10,9,1,1]", "[10,9]"),
                                with("[10,9,1,1]", "[1e300,9,1,1]"),
                                with("\"format\":1", "\"format\":2"),
                                with("\"top1\":0.55", "\"top1\":55"),
                                with("\"epoch\":2", "\"epoch\":99999999999"),
                                with("[1,0,8,[\"b/1.jpg\"]]", "[1,2,8,[]]"),
                                with("[1,0,8,[\"b/1.jpg\"]]", "[1,1,8,[]]"),
                                with("[1,0,8,[\"b/1.jpg\"]]", "[1,0,0,[\"b/1.jpg\"]]"),
                                with("b/1.jpg", "../../etc/passwd"),
                                with("b/1.jpg", "/etc/passwd"),
                                with("b/1.jpg", ""),
                                with("[1,0,8,[\"b/1.jpg\"]]", "[1,0,9,[]]"),
                                with("\"checkpoint\":\"", "\"checkpoint\":\"../"),
                                good.substr(0, 40)};
        for (const std::string& text : bad) {
            QVERIFY(!text.empty());
            writeFileAtomically(evaluationFile(run), text);
            QVERIFY_THROWS_EXCEPTION(Error, readEvaluation(run));
            const ReportModel model = readReport(run);
            QVERIFY(!model.evaluation && model.problems.size() == 1);
        }
        writeFileAtomically(evaluationFile(run), good);
        RunEvaluation outside = sound;
        outside.confusions[0].files = {"../b/1.jpg"};
        QVERIFY_THROWS_EXCEPTION(Error, writeEvaluation(run, outside));
        QVERIFY(readEvaluation(run) == sound); // what was kept before is still there
        RunEvaluation wild = evaluationOf({});
        wild.loss = NAN;
        wild.measured = "<script>\xFF" + std::string(100'000, 'x');
        writeEvaluation(run, wild);
        QVERIFY(std::isnan(readEvaluation(run)->loss));
        QVERIFY(!Markup(reportHtml(readReport(run))).elements.contains(QStringLiteral("script")));
    }

    void theCostIsThePriceTimesTheHours() {
        const RunPrice price{0.5, "EUR"};
        QCOMPARE(costOf(price, 7200, 3600).elapsed, 1.0);
        QCOMPARE(costOf(price, 7200, 3600).total, 1.5);
        QCOMPARE(costOf(price, 7200, -1).total, -1.0);
        QCOMPARE(costOf(price, -5, 0).total, 0.0);
        QCOMPARE(costText(12.6, "EUR"), std::string("12.60 EUR"));
        QCOMPARE(costText(0.0042, ""), std::string("0.0042"));
        QVERIFY(parsePrice(" 0,526 EUR ") == RunPrice({0.526, "EUR"}));
        QVERIFY(parsePrice(priceText({0.526, "$"})) == RunPrice({0.526, "$"}));
        QVERIFY(!parsePrice("") && !parsePrice("0"));
        for (const char* bad :
             {"-1", "EUR", "1.2.3", "nan", "1e400", "1 000 EUR", "1 a currency that goes on and on", "99999999999"})
            QVERIFY_THROWS_EXCEPTION(Error, parsePrice(bad));
    }

private:
    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(TestReport)
#include "tst_report.moc"
