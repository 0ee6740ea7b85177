// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QTest>

#include "core/infer/classifier.h"
#include "tests/support/find_widget.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/models/second_opinion.h"
#include "ui/pages/classify/classify_views.h"
#include "ui/pages/pages.h"
#include "ui/theme/theme.h"
#include "ui/widgets/segmented_control.h"

using namespace studio;
using namespace studio::test;

/// Two networks over the same pictures: what each says, where they differ, and that they are told apart.
class TestClassifyPair final : public QObject {
    Q_OBJECT

private:
    /// Its best class is that of the picture's colour: red, green, blue in the order of `list`; none for what it lacks.
    struct ByColour final : Classifier {
        std::vector<ClassInfo> list;
        std::string title;
        float sure = 0.9f;
        bool isContrary = false; ///< takes green for blue
        const std::vector<ClassInfo>& classes() const override { return list; }
        std::string name() const override { return title; }
        std::int32_t epoch() const override { return 0; }
        Prediction classify(const Picture& picture, int count) override {
            Prediction prediction;
            std::string colour = picture.rgb[0] > 128 ? "red" : picture.rgb[1] > 128 ? "green" : "blue";
            if (isContrary && colour == "green")
                colour = "blue";
            prediction.probabilities.assign(list.size(), (1 - sure) / static_cast<float>(list.size() - 1));
            for (std::size_t i = 0; i < list.size(); ++i) {
                if (list[i].folder == colour)
                    prediction.probabilities[i] = sure;
            }
            for (std::size_t i = 0; i < list.size(); ++i)
                prediction.top.push_back({static_cast<std::int32_t>(i), prediction.probabilities[i]});
            std::stable_sort(prediction.top.begin(), prediction.top.end(),
                             [](const auto& a, const auto& b) { return a.probability > b.probability; });
            prediction.top.resize(std::min<std::size_t>(prediction.top.size(), static_cast<std::size_t>(count)));
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
            page.reset(makeClassifyPage(*fixture.studio));
            page->resize(1320, 840);
            page->show();
        }
        static StudioServices services() {
            StudioServices made = fakeServices();
            made.openClassifier = [](const std::string& model, const std::string&) {
                auto network = std::make_unique<ByColour>();
                network->title = model;
                network->list = {{"red", "red"}, {"green", "green"}, {"blue", "blue"}};
                if (model == "broken")
                    throw Error(ErrorKind::Corrupt, std::string("It is damaged"));
                if (model == "contrary") { // other order, one more, and not so sure
                    network->list = {{"violet", "violet"}, {"blue", "blue"}, {"green", "green"}, {"red", "red"}};
                    network->isContrary = true;
                    network->sure = 0.7f;
                }
                return network;
            };
            return made;
        }
        template<class Widget>
        Widget* find(const char* name) {
            return findIn<Widget>(*page, name);
        }
        SecondOpinion& second() { return *page->findChild<SecondOpinion*>(); }
        void paste(Qt::GlobalColor colour) {
            QImage image(24, 24, QImage::Format_RGB32);
            image.fill(colour);
            fixture.studio->classify.addImage(image, QStringLiteral("Pasted picture"));
        }
        std::string file(const QString& name, Qt::GlobalColor colour) {
            QImage image(24, 24, QImage::Format_RGB32);
            image.fill(colour);
            const QString path = fixture.dir.filePath(name);
            image.save(path);
            return path.toStdString();
        }
        bool areAllAnswered() {
            const ClassifySession* b = second().session();
            return fixture.studio->classify.waitingCount() == 0 && b != nullptr && b->waitingCount() == 0 &&
                   b->items().size() == fixture.studio->classify.items().size();
        }
        QString words() {
            QString all;
            for (const QLabel* label : page->findChildren<QLabel*>())
                all += label->isVisible() ? label->text() + u'\n' : QString();
            return all.replace(QChar::Nbsp, u' ');
        }
        StudioFixture fixture;
        std::unique_ptr<QWidget> page;
    };

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void twoNetworksAnswerForTheSamePictures() {
        Open open;
        ClassifySession& a = open.fixture.studio->classify;
        a.setModel("plain", "last");
        open.paste(Qt::red); // before there is a second one
        a.add({open.file(QStringLiteral("g.png"), Qt::green), open.file(QStringLiteral("b.png"), Qt::blue)});
        open.second().setModel("contrary", "last");
        open.paste(Qt::green);
        a.add({open.file(QStringLiteral("r.png"), Qt::red)});
        QTRY_VERIFY(open.areAllAnswered());
        QCOMPARE(a.items().size(), std::size_t{5});
        const bool differing[] = {false, true, false, true, false};
        for (std::size_t i = 0; i < 5; ++i) {
            const ClassifyItem* b = open.second().answerTo(a.items()[i]);
            QVERIFY(b != nullptr);
            QCOMPARE(b->path, a.items()[i].path);
            QCOMPARE(open.second().differs(a.items()[i]), differing[i]);
        }
        // Classes are paired by what they are, wherever they stand.
        QCOMPARE(open.second().probabilityOf(a.items()[0], 0), std::optional(double{0.7f}));
        QCOMPARE(open.second().indexInFirst(a.items()[0], 1), std::optional<std::int32_t>(2));
        QVERIFY(!open.second().indexInFirst(a.items()[0], 0)); // A knows no violet
        a.clear();
        QVERIFY(open.second().session()->items().empty());
        open.paste(Qt::blue);
        QTRY_VERIFY(open.areAllAnswered());
        QVERIFY(!open.second().differs(a.items()[0]));
    }

    void thePageShowsBothAndWhereTheyDiffer() {
        Open open;
        ClassifySession& a = open.fixture.studio->classify;
        a.setModel("plain", "last");
        open.paste(Qt::red);
        open.paste(Qt::green);
        QTRY_COMPARE(a.waitingCount(), std::size_t{0});
        auto* groups = open.find<SegmentedControl>("classifyGroups");
        auto* bars = open.find<AnswerBars>("answerBars");
        QVERIFY(groups->segment(2)->isHidden() && !bars->rows().front().second);
        QVERIFY(!open.words().contains(QStringLiteral("A is ")));
        open.second().setModel("contrary", "last");
        QTRY_VERIFY(open.areAllAnswered());
        QTRY_COMPARE(groups->options()[2], QStringLiteral("Differ 1"));
        QVERIFY(groups->segment(2)->isVisible());
        auto* list = open.find<QListView>("classifyList");
        list->setCurrentIndex(list->model()->index(0, 0));
        QTRY_VERIFY(open.words().contains(QStringLiteral("A is 90.0 % sure. B is 70.0 % sure: both agree")));
        QCOMPARE(bars->rows().front().second, std::optional(double{0.7f}));
        QVERIFY(bars->accessibleName().replace(QChar::Nbsp, u' ').startsWith(QStringLiteral("red A 90.0 %, B 70.0 %")));
        groups->setCurrent(2);
        QTRY_COMPARE(list->model()->rowCount(), 1);
        list->setCurrentIndex(list->model()->index(0, 0));
        QTRY_VERIFY(open.words().contains(QStringLiteral("A is 90.0 % sure. B says blue, 70.0 % sure")));
        saveShot(*open.page, QStringLiteral("classify-pair"));
        open.find<QComboBox>("classifySecond")->setCurrentIndex(0);
        Q_EMIT open.find<QComboBox>("classifySecond")->activated(0); // "Compare no longer"
        QVERIFY(open.second().session() == nullptr && groups->segment(2)->isHidden());
        QCOMPARE(groups->current(), 0);
        QCOMPARE(list->model()->rowCount(), 2);
        QVERIFY(!bars->rows().front().second);
    }

    void theSecondStopsAndGoesOnWithTheFirst() {
        Open open;
        ClassifySession& a = open.fixture.studio->classify;
        a.setModel("plain", "last");
        QTRY_VERIFY(a.hasModel());
        a.stop();
        open.second().setModel("contrary", "last");
        QVERIFY(open.second().session()->isStopped());
        open.paste(Qt::red); // a new picture goes on
        QVERIFY(!open.second().session()->isStopped());
        QTRY_VERIFY(open.areAllAnswered());
    }

    void whatCannotBeUsedAsASecondNetworkIsToldAndTheFirstStays() {
        Open open;
        ClassifySession& a = open.fixture.studio->classify;
        a.setModel("plain", "last");
        open.paste(Qt::red);
        QTRY_COMPARE(a.waitingCount(), std::size_t{0});
        open.second().setModel("broken", "last");
        QTRY_VERIFY(open.words().contains(QStringLiteral("There is nothing to compare with")));
        QVERIFY(open.words().contains(QStringLiteral("It is damaged")));
        QVERIFY(open.words().contains(QStringLiteral("B cannot be used")));
        QCOMPARE(open.find<AnswerBars>("answerBars")->rows().front().name, QStringLiteral("red"));
    }

    /// A picture of which only B knows the class: its answer is shown, and A's figure for it is not known.
    void theBestAnswerOfTheSecondIsAlwaysInView() {
        Open open;
        ClassifySession& a = open.fixture.studio->classify;
        a.setModel("contrary", "last");
        open.second().setModel("plain", "last");
        open.paste(Qt::green);
        QTRY_VERIFY(open.areAllAnswered());
        auto* list = open.find<QListView>("classifyList");
        list->setCurrentIndex(list->model()->index(0, 0));
        auto* bars = open.find<AnswerBars>("answerBars");
        const auto rowOf = [bars](const QString& name) {
            const auto& rows = bars->rows();
            return *std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.name == name; });
        };
        QTRY_VERIFY(!bars->rows().empty() && rowOf(QStringLiteral("green")).second.has_value());
        QCOMPARE(rowOf(QStringLiteral("green")).second, std::optional(double{0.9f}));
        QVERIFY(!rowOf(QStringLiteral("violet")).second); // which B has not
    }
};

STUDIO_UI_TEST(QApplication, TestClassifyPair)
#include "tst_classify_pair.moc"
