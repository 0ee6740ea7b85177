#include "core/recipe/config.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "ui/pages/pages.h"
#include "ui/plot/metric_plot.h"
#include "ui/theme/theme.h"
#include <QApplication>
#include <QTest>
#include <cmath>
#include <random>
using namespace studio;
using namespace studio::test;
class TestLook final : public QObject {
    Q_OBJECT
    static void write(const std::string& folder, int steps, int perEpoch, int epochs) {
        TrainConfig config = findPreset("quick-look").config;
        config.epochs = epochs;
        createRunFolder(folder, runRecipeToJson(config, {}), {{"a", "a"}, {"b", "b"}});
        RunDatabase db(RunPaths(folder).database, RunDatabase::Mode::Create);
        std::mt19937 rng(1);
        std::normal_distribution<double> noise;
        const std::int64_t t0 = utcMilliseconds() - std::int64_t{steps} * 500;
        db.addEvent({EventKind::Started, 0, 0, t0, "Training started", "resnet18 on flowers"});
        double best = 0;
        for (int i = 1; i <= steps; ++i) {
            StepRecord r;
            r.step = i;
            r.epoch = (i - 1) / perEpoch + 1;
            r.stepInEpoch = (i - 1) % perEpoch + 1;
            const double e = static_cast<double>(i) / perEpoch;
            r.loss = 1.3 + 5.2 * std::exp(-e / 4) + 0.15 * noise(rng);
            if (e < 0.2)
                r.loss = 6.9 - 8 * e + 0.1 * noise(rng);
            r.learningRate = 0.1 * 0.5 * (1 + std::cos(3.14159 * e / epochs));
            r.count = 128;
            r.seconds = 0.5 + 0.02 * std::fabs(noise(rng));
            r.waitSeconds = 0.02;
            db.addStep(r);
            if (i % perEpoch == 0) {
                EpochRecord p;
                p.epoch = r.epoch;
                p.step = i;
                p.trainLoss = 1.3 + 5 * std::exp(-e / 4);
                p.valLoss = p.trainLoss + 0.1 + 0.05 * noise(rng);
                p.trainTop1 = 0.65 * (1 - std::exp(-e / 5));
                p.valTop1 = 0.62 * (1 - std::exp(-e / 4)) + 0.006 * noise(rng);
                p.valTop5 = .8;
                p.seconds = 160;
                p.imagesPerSecond = 243;
                p.finishedUtcMs = t0 + i * 500LL;
                const bool b = p.valTop1 > best;
                best = std::max(best, p.valTop1);
                p.best = b;
                db.addEpoch(p);
                CheckpointRecord c;
                c.file = "step-" + std::to_string(i);
                c.step = i;
                c.epoch = p.epoch;
                c.epochEnd = true;
                c.bytes = 196000000;
                c.savedUtcMs = p.finishedUtcMs;
                c.best = b;
                db.addCheckpoint(c);
                if (b)
                    db.addEvent({EventKind::NewBest, i, p.epoch, p.finishedUtcMs, "New best",
                                 std::to_string(p.valTop1 * 100).substr(0, 5) + " %, was lower"});
                db.addEvent({EventKind::CheckpointSaved, i, p.epoch, p.finishedUtcMs + 10, "Checkpoint saved",
                             "step " + std::to_string(i) + " · 196 MB · durable in 0.35 s"});
                if (p.epoch == 12) {
                    db.addEvent({EventKind::Paused, i, p.epoch, p.finishedUtcMs + 20, "Training paused", {}});
                    db.addEvent(
                        {EventKind::Continued, i, p.epoch, p.finishedUtcMs + 7800000, "Training continued", {}});
                }
                if (p.epoch == 20)
                    db.addEvent({EventKind::Notice, i, p.epoch, p.finishedUtcMs + 20, "Decode threads 3 to 4",
                                 "speed 206 to 243 img/s"});
                if (p.epoch == 27)
                    db.addEvent({EventKind::RolledBack, i, p.epoch, p.finishedUtcMs + 20, "Rolled back to step 8,000",
                                 "The loss was no number; the learning rate is halved"});
            }
        }
        db.setValue("state", steps >= perEpoch * epochs ? "finished" : "stopped");
        db.flush();
    }
private Q_SLOTS:
    void look() {
        auto& app = *qobject_cast<QApplication*>(QCoreApplication::instance());
        StudioFixture f;
        QDir().mkpath(f.runs);
        struct S {
            const char* name;
            int steps;
        };
        for (S s : {S{"start", 30}, S{"middle", 34 * 300 + 120}, S{"end", 90 * 300}})
            write(f.runs.toStdString() + "/" + s.name, s.steps, 300, 90);
        std::unique_ptr<QWidget> page(makeTrainPage(*f.studio));
        page->show();
        for (const char* name : {"start", "middle", "end"}) {
            QVERIFY(f.studio->openRun(f.runs.toStdString() + "/" + name));
            QTRY_VERIFY(f.studio->training.opening().empty());
            for (ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
                applyTheme(app, mode);
                for (QSize size : {QSize(1224, 812), QSize(1310, 680)}) {
                    page->resize(size);
                    QTest::qWait(120);
                    saveShot(*page, QStringLiteral("%1-%2-%3")
                                        .arg(QLatin1String(name),
                                             mode == ThemeMode::Dark ? QStringLiteral("dark") : QStringLiteral("light"))
                                        .arg(size.width()));
                }
            }
        }
    }
};
int main(int argc, char** argv) {
    QApplication app(argc, argv);
    TestLook t;
    return QTest::qExec(&t, argc, argv);
}
#include "tst_look.moc"
