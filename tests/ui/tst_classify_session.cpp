// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <latch>

#include <QSignalSpy>
#include <QTest>

#include "tests/support/one_class.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"

using namespace studio;
using namespace studio::test;

/// Classifying what is dropped or pasted, and the small pictures beside it.
class TestClassifySession final : public QObject {
    Q_OBJECT

private:
    using State = ClassifyItem::State;

    /// Left third red, middle green, right blue.
    static Picture flag(int width, int height) {
        Picture picture{width, height, {}};
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                for (int channel = 0; channel < 3; ++channel)
                    picture.rgb.push_back(x * 3 / width == channel ? 250 : 5);
            }
        }
        return picture;
    }

private Q_SLOTS:
    void picturesThatCameBeforeTheNetworkAreAnswered() {
        const QTemporaryDir dir;
        writePictureFolders(in(dir, QStringLiteral("p")), 3, 1, 1);
        ClassifySession session(fakeServices());
        QSignalSpy added(&session, &ClassifySession::itemsAdded);
        session.add({in(dir, QStringLiteral("p/val"))}); // a folder: what is below it, in order
        QVERIFY(session.isListing());                    // the window does not wait for the disk
        QTRY_COMPARE(added.count(), 1);
        QCOMPARE(session.items().size(), std::size_t{3});
        QCOMPARE(session.items()[2].state, State::Waiting);
        session.setModel("fake", "best");
        QVERIFY(session.isLoadingModel());
        session.add({in(dir, QStringLiteral("p/train/c1/1000.jpg"))}); // while it loads
        QTRY_VERIFY(allSettled(session));
        QVERIFY(session.hasModel());
        QCOMPARE(session.modelName(), QStringLiteral("fake, best, epoch 3"));
        const int expected[] = {0, 1, 2, 1};
        for (std::size_t i = 0; i < 4; ++i) {
            QCOMPARE(session.items()[i].prediction.top.at(0).classIndex, expected[i]);
            QCOMPARE(session.items()[i].label, std::optional<std::int32_t>(expected[i]));
            QVERIFY(!session.items()[i].image.isNull());
        }
    }

    void aPastedPictureHasNoLabelAndAnAnswer() {
        ClassifySession session(fakeServices());
        session.setModel("fake", "best");
        session.addImage({}, QStringLiteral("nothing"));
        QCOMPARE(session.items().size(), std::size_t{0});
        QImage blue(31, 17, QImage::Format_ARGB32); // 31 x 3 bytes: lines of QImage are padded
        blue.fill(QColor(10, 20, 240));
        session.addImage(blue, QStringLiteral("Pasted picture"));
        QTRY_VERIFY(allSettled(session));
        const ClassifyItem& item = session.items().front();
        QCOMPARE(item.prediction.top.at(0).classIndex, 2);
        QCOMPARE(item.prediction.width, 31);
        QVERIFY(!item.label);
        QCOMPARE(session.find(item.id), &item);
        QCOMPARE(session.find(-1), nullptr);
    }

    void whatIsNoPictureSaysWhy() {
        const QTemporaryDir dir;
        writeBytes(in(dir, QStringLiteral("a.jpg")), {'t', 'e', 'x', 't'});
        ClassifySession session(fakeServices());
        session.setModel("fake", "best");
        session.add({in(dir, QStringLiteral("a.jpg")), in(dir, QStringLiteral("missing.png"))});
        QTRY_VERIFY(allSettled(session));
        for (const ClassifyItem& item : session.items()) {
            QCOMPARE(item.state, State::Failed);
            QVERIFY(!item.problem.isEmpty());
        }
    }

    void anotherNetworkAnswersAgainWithItsOwnClasses() {
        const QTemporaryDir dir;
        writePictureFolders(in(dir, QStringLiteral("p")), 1, 1, 1);
        struct Other final : Classifier {
            std::vector<ClassInfo> list{{"x", "x"}};
            const std::vector<ClassInfo>& classes() const override { return list; }
            std::string name() const override { return "other"; }
            std::int32_t epoch() const override { return 0; }
            Prediction classify(const Picture&, int) override {
                throw Error(ErrorKind::Data, "Too small for this network");
            }
        };
        StudioServices services = fakeServices();
        services.openClassifier = [](const std::string& model, const std::string&) -> std::unique_ptr<Classifier> {
            if (model == "other")
                return std::make_unique<Other>();
            return std::make_unique<FakeClassifier>();
        };
        ClassifySession session(services);
        session.setModel("fake", "best");
        session.add({in(dir, QStringLiteral("p/val/c0/1001.jpg"))});
        QTRY_COMPARE(session.items()[0].state, State::Done);
        session.setModel("other", "last");
        QTRY_COMPARE(session.items()[0].state, State::Failed);
        QCOMPARE(session.items()[0].problem, QStringLiteral("Too small for this network"));
        QVERIFY(!session.items()[0].label);
        session.setModel("fake", "best");
        QTRY_COMPARE(session.items()[0].state, State::Done);
        QVERIFY(session.items()[0].problem.isEmpty());
        QCOMPARE(session.items()[0].label, std::optional<std::int32_t>(0));
    }

    /// While the next network is read, and in every moment after, an answer is read with the classes it was given with.
    void anAnswerKeepsTheNetworkThatGaveIt() {
        std::latch mayOpen(1);
        StudioServices services = fakeServices();
        services.openClassifier = [&](const std::string& model, const std::string&) -> std::unique_ptr<Classifier> {
            if (model != "one")
                return std::make_unique<FakeClassifier>();
            mayOpen.wait();
            return std::make_unique<OneClass>();
        };
        ClassifySession session(services);
        session.setModel("three", "best");
        session.addImage(blue(), QStringLiteral("Pasted picture"));
        QTRY_COMPARE(session.items()[0].state, State::Done);
        const auto three = session.network();
        int looked = 0;
        connect(&session, &ClassifySession::modelChanged, this, [&] {
            ++looked;
            const ClassifyItem& item = session.items()[0];
            if (item.state != State::Done)
                return;
            for (const auto& answer : item.prediction.top)
                QVERIFY(!item.className(answer.classIndex).isEmpty());
        });
        session.setModel("one", "last");
        QCOMPARE(session.items()[0].network, three);
        QCOMPARE(session.items()[0].className(2), QStringLiteral("blue"));
        QCOMPARE(session.modelName(), QStringLiteral("fake, best, epoch 3")); // what is in memory
        mayOpen.count_down();
        QTRY_VERIFY(session.items()[0].state == State::Done && session.items()[0].network != three);
        QCOMPARE(looked, 2);
        QCOMPARE(session.items()[0].network, session.network());
        QCOMPARE(session.items()[0].className(0), QStringLiteral("only"));
        QCOMPARE(session.items()[0].className(2), QString()); // no such class
        QCOMPARE(session.network()->epoch, 7);
        QCOMPARE(session.network()->step, std::int64_t{70});
    }

    void anAnswerOfTheFormerNetworkThatComesLateIsDropped() {
        std::latch hold(1);
        StudioServices services = fakeServices();
        services.openClassifier = [&](const std::string& model, const std::string&) -> std::unique_ptr<Classifier> {
            if (model == "slow")
                return std::make_unique<OneClass>(&hold);
            return std::make_unique<FakeClassifier>();
        };
        ClassifySession session(services);
        session.setModel("slow", "best");
        QTRY_VERIFY(session.hasModel());
        session.addImage(blue(), QStringLiteral("Pasted picture"));
        session.setModel("fake", "best"); // while the former one is at work
        connect(&session, &ClassifySession::itemChanged, this, [&](int row) {
            const auto& item = session.items()[static_cast<std::size_t>(row)];
            QVERIFY(item.state != State::Done || item.network->name.startsWith(QStringLiteral("fake")));
        });
        hold.count_down();
        QTRY_COMPARE(session.items()[0].state, State::Done);
        QCOMPARE(session.items()[0].className(session.items()[0].prediction.top[0].classIndex), QStringLiteral("blue"));
    }

    void clearingTheListKeepsTheNetworkThatIsBeingRead() {
        std::latch mayOpen(1);
        StudioServices services = fakeServices();
        services.openClassifier = [&](const std::string&, const std::string&) -> std::unique_ptr<Classifier> {
            mayOpen.wait();
            return std::make_unique<FakeClassifier>();
        };
        ClassifySession session(services);
        session.setModel("first", "best"); // at work
        session.setModel("fake", "best");  // waits its turn
        session.clear();
        mayOpen.count_down();
        QTRY_VERIFY(session.hasModel());
        QVERIFY(!session.isLoadingModel());
    }

    void aNetworkThatCannotBeLoadedLeavesTheOneBeforeAtWork() {
        ClassifySession session(fakeServices());
        session.setModel("fake", "best");
        session.addImage(blue(), QStringLiteral("before"));
        QTRY_COMPARE(session.items()[0].state, State::Done);
        const auto network = session.network();
        session.setModel("damaged", "best");
        session.addImage(blue(), QStringLiteral("while it is read"));
        QTRY_VERIFY(!session.isLoadingModel());
        QVERIFY(session.modelError().contains(QStringLiteral("damaged")));
        QCOMPARE(session.network(), network);
        QCOMPARE(session.items()[0].state, State::Done);
        session.addImage(blue(), QStringLiteral("after"));
        QTRY_VERIFY(allSettled(session));
        for (const ClassifyItem& item : session.items()) {
            QCOMPARE(item.state, State::Done);
            QCOMPARE(item.network, network);
        }
    }

    void onlyTheLastOfSeveralNetworksIsTaken() {
        ClassifySession session(fakeServices());
        QSignalSpy changes(&session, &ClassifySession::modelChanged);
        session.setModel("damaged", "best");
        session.setModel("fake", "best");
        QTRY_VERIFY(!session.isLoadingModel());
        QVERIFY(session.hasModel());
        QVERIFY(session.modelError().isEmpty());
        QCOMPARE(changes.count(), 3); // two loads begun, one ended
    }

    void anAnswerBringsThePixelsThatTheNetworkSaw() {
        ClassifySession session(fakeServices());
        session.setModel("run", "best");
        QTRY_VERIFY(session.hasModel());
        QImage blue(50, 40, QImage::Format_RGB32);
        blue.fill(Qt::blue);
        session.addImage(blue, QStringLiteral("Pasted picture"));
        QTRY_COMPARE(session.items().front().state, ClassifyItem::State::Done);
        const ClassifyItem& item = session.items().front();
        QCOMPARE(item.seen.size(), QSize(32, 32));
        QCOMPARE(item.seen.pixelColor(31, 31), QColor(120, 120, 120)); // as the fake engine was asked to say
        QVERIFY(item.prediction.seen.empty());                         // kept once
    }

    void nothingThatIsAddedGoesOnWithNothing() {
        const QTemporaryDir dir;
        writePictureFolders(in(dir, QStringLiteral("p")), 3, 1, 1);
        ClassifySession session(fakeServices());
        session.add({in(dir, QStringLiteral("p/train/c1/1000.jpg"))});
        session.stop();
        session.setModel("fake", "best");
        session.add({}); // a dialog that was cancelled
        QVERIFY(session.isStopped());
        QTRY_VERIFY(session.hasModel());
        QCOMPARE(session.items().front().state, State::Waiting);
        session.add({in(dir, QStringLiteral("p/train/c2/1000.jpg"))});
        QVERIFY(!session.isStopped());
        QTRY_VERIFY(allSettled(session));
    }

    void clearedPicturesDoNotComeBack() {
        const QTemporaryDir dir;
        writePictureFolders(in(dir, QStringLiteral("p")), 3, 5, 1);
        ClassifySession session(fakeServices());
        session.setModel("fake", "best");
        QTRY_VERIFY(session.hasModel());
        session.add({in(dir, QStringLiteral("p"))});
        QTRY_COMPARE(session.items().size(), std::size_t{18});
        session.clear();
        QSignalSpy changed(&session, &ClassifySession::itemChanged);
        session.add({in(dir, QStringLiteral("p/val"))});
        QTRY_COMPARE(session.items().size(), std::size_t{3});
        QTRY_VERIFY(allSettled(session));
        QCOMPARE(changed.count(), 3);
    }

    void destroyedWithPicturesWaitingItEndsAtOnce() {
        const QTemporaryDir dir;
        writePictureFolders(in(dir, QStringLiteral("p")), 2, 10, 1);
        auto session = std::make_unique<ClassifySession>(fakeServices());
        session->setModel("fake", "best");
        session->add({in(dir, QStringLiteral("p"))});
        QTRY_VERIFY(!session->items().empty());
        session.reset();
        QCoreApplication::processEvents();
    }

    void largePicturesAreKeptSmall() {
        const QTemporaryDir dir;
        writeBytes(in(dir, QStringLiteral("wide.jpg")), encodeJpeg(flag(2400, 300), 80));
        ClassifySession session(fakeServices());
        session.setModel("fake", "best");
        session.add({in(dir, QStringLiteral("wide.jpg"))});
        QTRY_VERIFY(allSettled(session));
        QCOMPARE(session.items()[0].image.size(), QSize(1600, 200));
        QCOMPARE(session.items()[0].prediction.width, 2400);
    }

    void aCopyOfTheListSharesItsAnswersAndStaysAsItWas() {
        const QTemporaryDir dir;
        writePictureFolders(in(dir, QStringLiteral("p")), 3, 1, 1);
        ClassifySession session(fakeServices());
        session.setModel("fake", "best");
        session.add({in(dir, QStringLiteral("p/val"))});
        QTRY_VERIFY(session.items().size() == 3 && allSettled(session));
        const auto copy = session.items();
        QCOMPARE(&copy[2], &session.items()[2]); // of 256 MB of probabilities, too
        session.clear();
        QCOMPARE(copy.size(), std::size_t{3});
        QCOMPARE(copy[2].prediction.top.at(0).classIndex, 2);
    }

    void aLongListIsCopiedOnlyWhereItChanges() {
        ClassifyItems list;
        for (int id = 0; id < 1000; ++id) {
            ClassifyItem item;
            item.id = id;
            list.push_back(std::move(item));
        }
        const ClassifyItems copy = list;
        list[600].state = State::Done;
        QCOMPARE(copy[600].state, State::Waiting);
        QCOMPARE(std::as_const(list)[600].state, State::Done);
        QVERIFY(&copy[600] != &std::as_const(list)[600]);
        for (const std::size_t row : {std::size_t{0}, std::size_t{999}})
            QCOMPARE(&copy[row], &std::as_const(list)[row]);
        int next = 0;
        for (const ClassifyItem& item : copy)
            QCOMPARE(item.id, next++);
        QCOMPARE(next, 1000);
        QCOMPARE(copy.back().id, 999);
    }

    void thumbnailsShowTheMiddle() {
        const QTemporaryDir dir;
        const std::string path = in(dir, QStringLiteral("flag.jpg"));
        writeBytes(path, encodeJpeg(flag(333, 100), 95)); // the middle square is green but for its rim
        Thumbnails thumbnails;
        QSignalSpy ready(&thumbnails, &Thumbnails::ready);
        QVERIFY(thumbnails.square(path, 64).isNull());
        QVERIFY(thumbnails.square(path, 64).isNull()); // asked twice, made once
        QTRY_COMPARE(ready.count(), 1);
        const QImage image = thumbnails.square(path, 64);
        QCOMPARE(image.size(), QSize(64, 64));
        for (const int x : {4, 32, 59}) {
            const QColor colour = image.pixelColor(x, 32);
            QVERIFY2(colour.green() > 200 && colour.red() < 60 && colour.blue() < 60, qPrintable(colour.name()));
        }
    }

    void waitingThumbnailsCanBeDroppedAndAskedForAgain() {
        const QTemporaryDir dir;
        writePictureFolders(in(dir, QStringLiteral("p")), 1, 30, 1);
        const auto path = [&](int i) { return in(dir, QStringLiteral("p/train/c0/%1.jpg").arg(1000 + i)); };
        Thumbnails thumbnails;
        for (int i = 0; i < 30; ++i)
            QVERIFY(thumbnails.square(path(i), 32).isNull());
        thumbnails.dropWaiting();
        QTRY_VERIFY(!thumbnails.square(path(0), 32).isNull());
        QTRY_VERIFY(!thumbnails.square(path(29), 32).isNull());
    }

    void theThumbnailCacheForgetsWhatWasUsedLeast() {
        const QTemporaryDir dir;
        writePictureFolders(in(dir, QStringLiteral("p")), 1, 1, 1);
        const std::string path = in(dir, QStringLiteral("p/train/c0/1000.jpg"));
        constexpr int kSide = 2000; // 16 MB each: four fit into 64 MiB, a fifth does not
        Thumbnails thumbnails;
        for (int i = 0; i < 4; ++i) {
            QTRY_VERIFY(!thumbnails.square(path, kSide + i).isNull());
        }
        QVERIFY(!thumbnails.square(path, kSide).isNull()); // the first is used again
        QTRY_VERIFY(!thumbnails.square(path, kSide + 4).isNull());
        QVERIFY(!thumbnails.square(path, kSide).isNull());
        QVERIFY(thumbnails.square(path, kSide + 1).isNull());
    }
};

STUDIO_UI_TEST(QCoreApplication, TestClassifySession)
#include "tst_classify_session.moc"
