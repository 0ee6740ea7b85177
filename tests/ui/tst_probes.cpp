// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>

#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/infer/classifier.h"
#include "core/infer/probe_record.h"
#include "tests/support/find_widget.h"
#include "tests/support/finished_runs.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/pages/classify/probe_card.h"
#include "ui/pages/pages.h"
#include "ui/probes/probe_session.h"
#include "ui/theme/theme.h"

using namespace studio;
using namespace studio::test;

/// Pictures that are followed over the checkpoints of a run: the record, who is asked when, and what is shown.
class TestProbes final : public QObject {
    Q_OBJECT

private:
    /// Says "b" at every fourth epoch, else "a", and is the surer the later.
    struct ByEpoch final : Classifier {
        std::vector<ClassInfo> list{{"a", "apple"}, {"b", "bear"}, {"c", "car"}};
        int at = 0;
        const std::vector<ClassInfo>& classes() const override { return list; }
        std::string name() const override { return "run"; }
        std::int32_t epoch() const override { return at; }
        Prediction classify(const Picture& picture, int) override {
            Prediction prediction;
            const bool isB = at > 0 && at % 4 == 0;
            const float sure = 0.5f + 0.04f * static_cast<float>(at);
            prediction.top = {{isB ? 1 : 0, sure}, {isB ? 0 : 1, 1 - sure}};
            prediction.probabilities = {isB ? 1 - sure : sure, isB ? sure : 1 - sure, 0};
            prediction.crop = {0, 0, static_cast<double>(picture.width), static_cast<double>(picture.height), false};
            prediction.width = picture.width;
            prediction.height = picture.height;
            prediction.networkSize = 32;
            return prediction;
        }
    };
    struct Open {
        Open()
            : fixture(services()) {
            writeFinishedRun(run, 6, 1000);
            page.reset(makeClassifyPage(*fixture.studio));
            page->resize(1320, 840);
            page->show();
            QImage image(24, 24, QImage::Format_RGB32);
            image.fill(Qt::red);
            image.save(QString::fromStdString(picture));
        }
        StudioServices services() {
            StudioServices made = fakeServices();
            made.openClassifier = [this](const std::string& model, const std::string&) {
                ++opened;
                auto network = std::make_unique<ByEpoch>();
                for (int epoch = 1; epoch <= 20; ++epoch) {
                    if (model.ends_with(checkpointFileName(epoch * 10)))
                        network->at = epoch;
                }
                if (network->at == broken && broken > 0)
                    throw Error(ErrorKind::Corrupt, std::string("It is damaged"));
                return network;
            };
            return made;
        }
        template<class Widget>
        Widget* find(const char* name) {
            return findIn<Widget>(*page, name);
        }
        ProbeSession& session() { return *page->findChild<ProbeSession*>(); }
        /// Shows the picture with the run's network.
        bool look() {
            fixture.studio->classify.setModel(run, "best");
            fixture.studio->classify.add({picture});
            return waitFor([this] { return find<QPushButton>("followPicture")->isEnabled(); });
        }
        std::size_t answers() {
            const ProbePicture* known = session().find(picture);
            return known != nullptr && !session().isBusy() ? known->answers.size() : 0;
        }

        std::atomic<int> opened = 0;
        std::atomic<int> broken = 0;
        StudioFixture fixture;
        std::string run = QString(fixture.runs + QStringLiteral("/mine")).toStdString();
        std::string picture = fixture.dir.filePath(QStringLiteral("p.png")).toStdString();
        std::unique_ptr<QWidget> page;
    };

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void theRecordKeepsAnswersByStepAndCountsFlips() {
        const QTemporaryDir dir;
        const std::string run = dir.filePath(QStringLiteral("run")).toStdString();
        writeFinishedRun(run, 1, 1000);
        QVERIFY(readProbes(run).empty());
        ProbePicture picture{"/a/\xFF.jpg", {}};
        for (const auto& [step, best] : {std::pair(30, "b"), {10, "a"}, {20, "a"}, {40, "a"}})
            addAnswer(picture, {step, step / 10, 0, {{best, 0.6}, {"c", 0.25}}});
        addAnswer(picture, {20, 2, 0, {{"a", 0.7}}}); // once more
        QCOMPARE(picture.answers.size(), std::size_t{4});
        QCOMPARE(flipsOf(picture), (std::vector<std::int64_t>{30, 40}));
        QCOMPARE(probabilityIn(picture.answers[1], "a"), std::optional(0.7));
        QVERIFY(!probabilityIn(picture.answers[1], "c"));
        writeProbes(run, {picture});
        QCOMPARE(readProbes(run), std::vector<ProbePicture>{picture});
        QVERIFY(isMissing(picture, 20, 77)); // saved anew after a roll-back
        QVERIFY(isMissing(picture, 50, 0) && !isMissing(picture, 20, 0));
        cutAnswers(picture, 30);
        QCOMPARE(picture.answers.size(), std::size_t{3});
        for (int step = 100; picture.answers.size() < kMaxProbeAnswers; ++step)
            addAnswer(picture, {step, 1, 0, {}});
        QVERIFY(!isMissing(picture, 5, 0)); // it would be the first to go
        writeProbes(run, {});
        QVERIFY(!std::filesystem::exists(run + "/probes.json"));
    }

    void aForeignRecordIsRefusedWhole_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("no JSON") << QByteArray("{");
        QTest::newRow("no pictures") << QByteArray("{}");
        QTest::newRow("another type") << QByteArray("{\"pictures\":7}");
        QTest::newRow("no number") << QByteArray(
            "{\"pictures\":[{\"path\":\"/"
            "a\",\"answers\":[{\"step\":1,\"epoch\":1,\"saved_utc_ms\":1,\"top\":[{\"class\":\"a\","
            "\"probability\":17}]}]}]}");
        QTest::newRow("a step below 0") << QByteArray(
            "{\"pictures\":[{\"path\":\"/a\",\"answers\":[{\"step\":-1,\"epoch\":1,\"saved_utc_ms\":1,\"top\":[]}]}]}");
        QTest::newRow("no path") << QByteArray("{\"pictures\":[{\"path\":\"\",\"answers\":[]}]}");
        QTest::newRow("too many") << QByteArray("{\"pictures\":[") +
                                         QByteArray("{\"path\":\"/a\",\"answers\":[]},").repeated(30) +
                                         "{\"path\":\"/a\",\"answers\":[]}]}";
    }
    void aForeignRecordIsRefusedWhole() {
        QFETCH(QByteArray, text);
        const QTemporaryDir dir;
        const std::string run = dir.filePath(QStringLiteral("run")).toStdString();
        writeFinishedRun(run, 1, 1000);
        writeFileAtomically(run + "/probes.json", text.toStdString());
        QVERIFY_THROWS_EXCEPTION(Error, readProbes(run));
        QCOMPARE(readSmallFile(run + "/probes.json", 1 << 20), text.toStdString());
    }

    void eachCheckpointIsAskedOnceAndWhatItSaysIsShown() {
        Open open;
        QVERIFY(open.look());
        auto* card = open.find<QWidget>("probeCard");
        QVERIFY(card->isHidden());
        open.find<QPushButton>("followPicture")->click();
        QTRY_COMPARE(open.answers(), std::size_t{6});
        QVERIFY(card->isVisible());
        const int opened = open.opened;
        QCOMPARE(opened, 7); // the page's own, and six
        const auto& points = open.find<ProbePlot>("probePlot")->points();
        QCOMPARE(points.size(), std::size_t{6});
        QCOMPARE(points[1].probability, double{0.58f});
        QVERIFY(std::abs(points[3].probability - 0.34) < 1e-6); // of the class that is shown, though another was best
        QVERIFY(points[3].isFlip && points[4].isFlip && !points[5].isFlip);
        QCOMPARE(open.find<QLabel>("probeWords")->text(),
                 QStringLiteral("6 checkpoints asked. The answer changed 2 times, last in epoch 5, to apple."));
        saveShot(*open.page, QStringLiteral("classify-probe"));
        // Another start, another checkpoint: only that one is asked.
        open.page.reset();
        open.fixture.studio->classify.clear();
        addEpochTo(open.run, 7, true);
        open.page.reset(makeClassifyPage(*open.fixture.studio));
        open.page->show();
        QVERIFY(open.look());
        QTRY_COMPARE(open.answers(), std::size_t{7});
        QCOMPARE(open.opened.load(), opened + 2);
        open.find<QPushButton>("followPicture")->click(); // no longer
        QTRY_VERIFY(!open.session().isBusy());
        QVERIFY(readProbes(open.run).empty());
        QVERIFY(open.find<QWidget>("probeCard")->isHidden());
    }

    void whatCannotBeAskedIsToldAndNotTriedForEver() {
        Open open;
        open.broken = 3;
        QVERIFY(open.look());
        open.find<QPushButton>("followPicture")->click();
        QTRY_COMPARE(open.answers(), std::size_t{5});
        QVERIFY(open.find<QLabel>("probeWords")->text().contains(QStringLiteral("It is damaged")));
        QCOMPARE(open.opened.load(), 7);
    }

    void aRecordThatCameWithARunIsShownAndReadsNoFiles() {
        Open open;
        writeProbes(open.run, {{open.picture, {{10, 1, 0, {{"a", 0.9}}}}}});
        QVERIFY(open.look());
        QTRY_COMPARE(open.answers(), std::size_t{1});
        QCOMPARE(open.opened.load(), 1); // the page's own
    }

    void aPictureThatIsGoneCostsNoWeights() {
        Open open;
        QVERIFY(open.look());
        std::filesystem::remove(open.picture);
        open.find<QPushButton>("followPicture")->click();
        QTRY_VERIFY(!open.session().problemOf(open.picture).title.empty());
        QTRY_VERIFY(!open.session().isBusy());
        QCOMPARE(open.opened.load(), 1);
    }

    void onlyAPictureOfAFileAndARunIsFollowed() {
        Open open;
        open.fixture.studio->classify.setModel("/weights/foreign.safetensors", "last");
        open.fixture.studio->classify.add({open.picture});
        auto* follow = open.find<QPushButton>("followPicture");
        QTRY_VERIFY(follow->toolTip().contains(QStringLiteral("of no run")));
        QVERIFY(!follow->isEnabled());
        QCOMPARE(runOfNetwork("/runs/r/checkpoints/step-000000010.safetensors"), std::string("/runs/r"));
        QCOMPARE(runOfNetwork("/runs/r"), std::string("/runs/r"));
        QCOMPARE(runOfNetwork("x.safetensors"), std::string());
        open.fixture.studio->classify.clear();
        QImage image(24, 24, QImage::Format_RGB32);
        image.fill(Qt::blue);
        open.fixture.studio->classify.addImage(image, QStringLiteral("Pasted picture"));
        QTRY_VERIFY(follow->toolTip().contains(QStringLiteral("pasted")));
        QVERIFY(!follow->isEnabled());
    }
};

STUDIO_UI_TEST(QApplication, TestProbes)
#include "tst_probes.moc"
