// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <latch>

#include <QSignalSpy>
#include <QTest>

#include "tests/support/fake_engine.h"
#include "tests/support/one_class.h"
#include "tests/support/picture_folders.h"
#include "tests/support/ui_main.h"
#include "ui/session/classify_session.h"

using namespace studio;
using namespace studio::test;

/// Many pictures at once: whole folders, stopped and gone on with, and what is kept of them.
class TestClassifyFolders final : public QObject {
    Q_OBJECT

private:
    using State = ClassifyItem::State;

    static void writeBad(const QTemporaryDir& dir, int count) {
        for (int i = 0; i < count; ++i)
            writeBytes(in(dir, QStringLiteral("%1.jpg").arg(i, 5, 10, QLatin1Char('0'))), {1});
    }

private Q_SLOTS:
    void ofAFolderWithTooManyPicturesTheFirstAreTakenAndThatIsSaid() {
        const QTemporaryDir dir;
        writeBad(dir, 203);
        ClassifySession session(fakeServices(), nullptr, 200);
        QSignalSpy tooMany(&session, &ClassifySession::tooMany);
        session.add({dir.path().toStdString()});
        QVERIFY(session.items().empty()); // listed beside
        QTRY_COMPARE(tooMany.count(), 1);
        QCOMPARE(tooMany[0][0].toLongLong(), qlonglong{200});
        QCOMPARE(session.items().size(), std::size_t{200});
        QCOMPARE(session.items()[1].title, QStringLiteral("00001.jpg"));
        for (const std::size_t row : {std::size_t{0}, std::size_t{100}, session.items().size() - 1})
            QCOMPARE(session.find(session.items()[row].id), &session.items()[row]);
    }

    void aWholeFolderIsAnsweredAndABrokenPictureIsARow() {
        const QTemporaryDir dir;
        writePictureFolders(in(dir, QStringLiteral("p")), 3, 20, 0);
        writeBytes(in(dir, QStringLiteral("p/train/c1/0000.jpg")), {1});
        ClassifySession session(fakeServices());
        session.setModel("fake", "best");
        session.add({in(dir, QStringLiteral("p"))});
        QTRY_VERIFY(!session.isListing() && session.items().size() == 61 && session.waitingCount() == 0);
        const auto failed = std::count_if(session.items().begin(), session.items().end(),
                                          [](const ClassifyItem& item) { return item.state == State::Failed; });
        QCOMPARE(failed, 1);
        QCOMPARE(session.items()[20].state, State::Failed);
        QVERIFY(!session.items()[20].problem.isEmpty());
    }

    void aFolderWithoutPicturesIsSaid() {
        const QTemporaryDir dir;
        ClassifySession session(fakeServices());
        QSignalSpy failed(&session, &ClassifySession::failed);
        session.add({dir.path().toStdString()});
        QTRY_COMPARE(failed.count(), 1);
    }

    void stoppedPicturesStayAndAreAnsweredLater() {
        std::latch hold(1);
        StudioServices services = fakeServices();
        services.openClassifier = [&](const std::string&, const std::string&) -> std::unique_ptr<Classifier> {
            return std::make_unique<OneClass>(&hold);
        };
        ClassifySession session(services);
        session.setModel("slow", "best");
        QTRY_VERIFY(session.hasModel());
        for (int i = 0; i < 40; ++i)
            session.addImage(blue(), QString::number(i));
        session.stop();
        QVERIFY(session.isStopped());
        QSignalSpy changed(&session, &ClassifySession::itemChanged);
        hold.count_down();
        session.look(session.items()[0].id, 0); // has no answer: nothing to look at
        QCoreApplication::processEvents();
        QCOMPARE(changed.count(), 0);
        QCOMPARE(session.waitingCount(), std::size_t{40});
        session.goOn();
        QTRY_COMPARE(session.waitingCount(), std::size_t{0});
        QVERIFY(allSettled(session));
    }

    /// An image beyond the first rows is not kept; who looks at it gets it.
    void aLongListKeepsNoImagesAndBringsThemBack() {
        const QTemporaryDir dir;
        writePictureFolders(in(dir, QStringLiteral("p")), 1, static_cast<int>(ClassifySession::kWithImages) + 12, 0);
        ClassifySession session(fakeServices());
        session.setModel("fake", "best");
        session.add({in(dir, QStringLiteral("p"))});
        QTRY_VERIFY_WITH_TIMEOUT(!session.isListing() && session.waitingCount() == 0 && !session.items().empty(),
                                 60'000);
        const auto& items = session.items();
        QVERIFY(!items[ClassifySession::kWithImages - 1].image.isNull());
        for (std::size_t row = ClassifySession::kWithImages; row < items.size(); ++row) {
            QVERIFY(items[row].image.isNull() && items[row].seen.isNull());
            session.look(items[row].id, items[row].prediction.top[0].classIndex);
            QTRY_VERIFY(session.attention().isKnown);
            QVERIFY(!items[row].image.isNull() && !items[row].seen.isNull());
        }
        QVERIFY(items[ClassifySession::kWithImages].image.isNull()); // the oldest made room again
    }

    void theMapIsOfThePictureAndClassThatWereAskedForLast() {
        ClassifySession session(fakeServices());
        session.setModel("fake", "best");
        session.addImage(blue(), QStringLiteral("a"));
        session.addImage(blue(), QStringLiteral("b"));
        QTRY_VERIFY(allSettled(session));
        for (const ClassifyItem& item : session.items())
            session.look(item.id, 2);
        session.look(session.items()[1].id, 1);
        QVERIFY(!session.attention().isKnown);
        QTRY_VERIFY(session.attention().isKnown);
        QCOMPARE(session.attention().id, session.items()[1].id);
        QCOMPARE(session.attention().classIndex, 1);
        QVERIFY(session.attention().isNothing); // it is blue all over
        session.look(session.items()[0].id, 2);
        QTRY_VERIFY(session.attention().isKnown);
        QCOMPARE(session.attention().heat.size(), QSize(32, 32));
        session.setModel("other", "best"); // what the one before looked at is none of its
        QCOMPARE(session.attention().id, 0);
    }
};

STUDIO_UI_TEST(QCoreApplication, TestClassifyFolders)
#include "tst_classify_folders.moc"
