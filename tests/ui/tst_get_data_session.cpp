// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <filesystem>

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/file.h"
#include "tests/support/archives.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/session/get_data_session.h"

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

/// Archives to a data set: the job, its stops and what is told before it starts.
class TestGetDataSession final : public QObject {
    Q_OBJECT

private:
    /// Archives in a folder, a place for the pictures.
    struct Place {
        Place() { set.write(archives()); }
        std::string root() const { return dir.path().toStdString(); }
        std::string archives() const { return root() + "/archives"; }
        std::string out() const { return root() + "/out"; }
        PrepareOptions options() const {
            PrepareOptions given;
            given.sources = {archives()};
            given.out = out();
            return given;
        }
        QTemporaryDir dir;
        TinyImageNet set;
    };
    static bool look(GetDataSession& session, const PrepareOptions& options) {
        session.setPrepare(options);
        return QTest::qWaitFor([&] { return !session.isLooking(); }, 60'000);
    }
    static bool waitFor(const GetDataSession& session, GetDataState state) {
        return QTest::qWaitFor([&] { return session.state() == state; }, 60'000);
    }

private Q_SLOTS:
    void archivesBecomeADataSet() {
        Place place;
        GetDataSession session;
        QVERIFY(look(session, place.options()));
        QCOMPARE(session.look().problem.title, std::string());
        QVERIFY(session.look().isWhole());
        QCOMPARE(session.look().pictures, std::int64_t{17});
        QCOMPARE(session.look().picturesThere, std::int64_t{0});
        QVERIFY(session.look().neededBytes > 17 * 700u && session.look().freeBytes > 0);
        QVERIFY(!fs::exists(place.out())); // looking writes nothing
        session.startPrepare();
        QCOMPARE(session.state(), GetDataState::Running);
        QVERIFY(waitFor(session, GetDataState::Done));
        QCOMPARE(session.result().trainPictures, std::int64_t{12});
        QCOMPARE(session.result().valPictures, std::int64_t{5});
        QCOMPARE(session.result().classes, std::int64_t{4});
        QCOMPARE(session.result().folder, place.out());
        QTRY_COMPARE(session.look().picturesThere, std::int64_t{17}); // looked at again
        QCOMPARE(session.look().neededBytes, std::uint64_t{0});
    }

    void aStoppedJobGoesOnWithWhatIsThere() {
        Place place;
        std::atomic<bool> begun = false;
        std::int64_t written = 0;
        GetDataSession session; // after all that its work uses: it waits for it at its end
        QVERIFY(look(session, place.options()));
        const auto work = [&](const GetDataSession::Report&, std::stop_token stop) {
            PrepareOptions options = place.options();
            const bool first = !begun;
            const PrepareResult result = prepareImageNet(
                options,
                [&](const PrepareStatus& status) {
                    begun = begun || status.done == 8;                          // in the third class
                    while (first && status.done == 8 && !stop.stop_requested()) // until it is stopped
                        std::this_thread::yield();
                },
                stop);
            written += result.written;
            return GetDataResult{result.complete, options.out, result.trainPictures, result.valPictures, result.classes,
                                 result.written,  {}};
        };
        session.start(work);
        QTRY_VERIFY_WITH_TIMEOUT(begun.load(), 60'000);
        session.cancel();
        QVERIFY(session.isStopping() && session.isRunning());
        QVERIFY(waitFor(session, GetDataState::Stopped));
        QVERIFY(!session.isStopping());
        QCOMPARE(written, std::int64_t{8});
        QTRY_COMPARE(session.look().picturesThere, std::int64_t{7}); // two classes are noted
        QCOMPARE(session.look().pictures, std::int64_t{17});
        session.goOn();
        QVERIFY(waitFor(session, GetDataState::Done));
        QCOMPARE(written, std::int64_t{17}); // none was written twice
        QCOMPARE(session.result().written, std::int64_t{9});
    }

    void theProgramMayEndWhileAJobRuns() {
        Place place;
        std::atomic<bool> begun = false;
        {
            GetDataSession session;
            session.start([&](const GetDataSession::Report&, std::stop_token stop) {
                begun = true;
                while (!stop.stop_requested())
                    std::this_thread::yield();
                return GetDataResult{};
            });
            QTRY_VERIFY_WITH_TIMEOUT(begun.load(), 60'000);
        } // asked to stop, and waited for
        QVERIFY(begun.load());
    }

    void statusesComeTenTimesASecondAtMost() {
        GetDataSession session;
        QSignalSpy changes(&session, &GetDataSession::changed);
        QElapsedTimer time;
        time.start();
        session.start([](const GetDataSession::Report& report, std::stop_token) {
            GetDataStatus status;
            QElapsedTimer work;
            work.start();
            while (work.elapsed() < 450)
                report((++status.done, status));
            return GetDataResult{true, "x", 1, 1, 1, 1, {}};
        });
        QVERIFY(waitFor(session, GetDataState::Done));
        QVERIFY2(changes.count() >= 3, qPrintable(QString::number(changes.count())));
        QVERIFY2(changes.count() <= time.elapsed() / 100 + 4, qPrintable(QString::number(changes.count())));
    }

    void aWrongArchiveIsNamed() {
        Place place;
        GetDataSession session;
        PrepareOptions options = place.options();
        options.verifyMd5 = true; // the tiny ones are not those that were published
        QVERIFY(look(session, options));
        session.startPrepare();
        QVERIFY(waitFor(session, GetDataState::Failed));
        QVERIFY(session.error().place.ends_with("ILSVRC2012_devkit_t12.tar.gz"));
        QVERIFY(session.error().done.find("MD5") != std::string::npos);
        QVERIFY(!fs::exists(place.out()));
        options.verifyMd5 = false; // other choices: the fault is of the past
        session.setPrepare(options);
        QCOMPARE(session.state(), GetDataState::Idle);
        QVERIFY(session.error().title.empty());
    }

    void whatIsMissingOrOddIsToldBeforeTheStart() {
        Place place;
        GetDataSession session;
        fs::remove(place.archives() + "/ILSVRC2012_img_val.tar");
        QVERIFY(look(session, place.options()));
        QVERIFY(!session.look().isWhole() && session.look().val.empty() && !session.look().train.empty());
        QVERIFY(session.look().problem.title.empty());
        PrepareOptions options = place.options();
        options.sources = {place.root() + "/nowhere"};
        QVERIFY(look(session, options));
        QVERIFY(session.look().problem.place.ends_with("nowhere"));
        writeText(place.archives() + "/ILSVRC2012_img_val.tar", place.set.valTar());
        writeText(place.archives() + "/ILSVRC2012_devkit_t12.tar.gz", "no archive");
        QVERIFY(look(session, place.options()));
        QVERIFY(session.look().problem.text().find("devkit") != std::string::npos);
    }

    void kagglesFolderIsLinked() {
        Place place;
        place.set.writeKaggle(place.root() + "/kaggle");
        PrepareOptions options = place.options();
        options.sources = {place.root() + "/kaggle"};
        options.verifyMd5 = options.deleteArchives = true; // left from archives that were chosen before
        GetDataSession session;
        QVERIFY(look(session, options));
        QVERIFY(!session.look().kaggle.empty() && session.look().isWhole());
        QVERIFY(!session.look().copies);
        QCOMPARE(session.look().neededBytes, std::uint64_t{0});
        session.startPrepare();
        QVERIFY(waitFor(session, GetDataState::Done));
        QCOMPARE(session.result().trainPictures, std::int64_t{12});
    }

    void deletedArchivesAreForgotten() {
        Place place;
        GetDataSession session;
        PrepareOptions options = place.options();
        options.deleteArchives = true;
        QVERIFY(look(session, options));
        session.startPrepare();
        QVERIFY(waitFor(session, GetDataState::Done));
        QCOMPARE(session.result().deleted.size(), std::size_t{3});
        QVERIFY(session.prepare().sources.empty());
        QTRY_VERIFY(!session.isLooking());
        QVERIFY(session.look().problem.title.empty());
        QCOMPARE(session.state(), GetDataState::Done);
    }

    void choicesStandStillWhileAJobRuns() {
        Place place;
        std::atomic<bool> go = false;
        GetDataSession session;
        session.start([&](const GetDataSession::Report&, std::stop_token) {
            while (!go)
                std::this_thread::yield();
            return GetDataResult{true, "x", 1, 1, 1, 1, {}};
        });
        session.setPrepare(place.options());
        QVERIFY(session.prepare().sources.empty());
        session.start(
            [](const GetDataSession::Report&, std::stop_token) { return GetDataResult{}; }); // not a second one
        session.reset();
        QCOMPARE(session.state(), GetDataState::Running);
        go = true;
        QVERIFY(waitFor(session, GetDataState::Done));
    }

    void theRateIsThatOfTheLastSeconds() {
        RateWindow rate;
        QVERIFY(rate.add(0, 0) < 0);
        QVERIFY(rate.add(0.2, 100) < 0); // too early to tell
        QCOMPARE(rate.add(1, 100), 100.0);
        for (int second = 2; second <= 20; ++second)
            rate.add(second, 100 + 10 * (second - 1));
        QVERIFY(std::abs(rate.add(21, 300) - 10) < 1e-9);
    }

    void droppedArchivesLeadToTheirPage() {
        Place place;
        StudioFixture f;
        QSignalSpy pages(f.studio.get(), &Studio::pageRequested);
        QVERIFY(verbOf({place.archives()}).contains(QStringLiteral("unpack")));
        writeText(place.root() + "/img_train_1.jpg", "x");
        QVERIFY(verbOf({place.root() + "/img_train_1.jpg"}).contains(QStringLiteral("classify")));
        f.studio->openPaths({place.archives() + "/ILSVRC2012_img_train.tar"});
        QTRY_COMPARE(pages.count(), 1);
        QCOMPARE(pages.last().at(0).value<Page>(), Page::GetData);
        QTRY_VERIFY(!f.studio->getData.isLooking());
        QVERIFY(!f.studio->getData.look().isWhole());
        QCOMPARE(f.studio->getData.prepare().out, place.archives() + "/imagenet");
        // The others come later; what was chosen stays.
        f.studio->openPaths(
            {place.archives() + "/ILSVRC2012_img_val.tar", place.archives() + "/ILSVRC2012_devkit_t12.tar.gz"});
        QTRY_VERIFY(f.studio->getData.look().isWhole());
        f.studio->getData.startPrepare();
        QVERIFY(waitFor(f.studio->getData, GetDataState::Done));
        // What it made is data, also where it lies in the folder of the archives.
        QVERIFY(verbOf({place.archives() + "/imagenet"}).contains(QStringLiteral("as data")));
    }

    void trainingAloneIsEnoughAndTheRestIsAddedLater() {
        Place place;
        GetDataSession session;
        PrepareOptions options = place.options();
        options.sources = {place.archives() + "/ILSVRC2012_img_train.tar"};
        QVERIFY(look(session, options));
        QVERIFY(session.look().enough && !session.look().isWhole());
        QVERIFY(session.look().neededBytes > 0 && session.look().freeBytes > 0);
        session.startPrepare();
        QVERIFY(waitFor(session, GetDataState::Done));
        QVERIFY(fs::exists(place.out() + "/train/n01440764") && !fs::exists(place.out() + "/val"));

        options.verifyMd5 = true; // another choice: it looks again
        QVERIFY(look(session, options));
        QCOMPARE(session.look().pictures, std::int64_t{12}); // all is there, though no list tells how much it is
        QCOMPARE(session.look().picturesThere, std::int64_t{12});
        options.verifyMd5 = false;
        options.sources = {place.archives() + "/ILSVRC2012_img_val.tar"};
        QVERIFY(look(session, options));
        QVERIFY(!session.look().enough); // nobody knows its classes
        options.sources.push_back(place.archives() + "/ILSVRC2012_devkit_t12.tar.gz");
        QVERIFY(look(session, options));
        QVERIFY(session.look().enough && session.look().problem.title.empty());
        QCOMPARE(session.look().pictures, std::int64_t{17});
        QCOMPARE(session.look().picturesThere, std::int64_t{12});
        session.startPrepare();
        QVERIFY(waitFor(session, GetDataState::Done));
        QVERIFY(fs::exists(place.out() + "/val/n01440764"));
        options.out = place.root() + "/other";
        QVERIFY(look(session, options));
        QVERIFY(!session.look().enough); // there is nothing that they would complete
    }

    void whatAnAddressTakesIsToldWithoutAskingAnybody() {
        Place place;
        GetDataSession session;
        PrepareOptions options = place.options();
        const std::string train = "http://127.0.0.1:9/ILSVRC2012_img_train.tar";
        options.sources = {train};
        QVERIFY(look(session, options));
        constexpr std::uint64_t kTrain = 147'897'477'120;
        QCOMPARE(session.look().train, train);
        QVERIFY(session.look().addresses && session.look().enough && !session.look().isWhole());
        QCOMPARE(session.look().fetchBytes, kTrain);
        QVERIFY(session.look().neededBytes > 2 * kTrain); // the archive and its pictures
        QCOMPARE(session.look().problem.title.empty(), session.look().neededBytes <= session.look().freeBytes);
        // What an earlier call fetched is not fetched again.
        writeText(place.out() + "/.downloads/ILSVRC2012_img_train.tar.part", "x");
        fs::resize_file(place.out() + "/.downloads/ILSVRC2012_img_train.tar.part", 1'000'000'000);
        options.sources = {train, place.archives() + "/ILSVRC2012_img_val.tar",
                           place.archives() + "/ILSVRC2012_devkit_t12.tar.gz"};
        QVERIFY(look(session, options));
        QVERIFY(session.look().isWhole());
        QCOMPARE(session.look().fetchBytes, kTrain - 1'000'000'000);
        options.sources = {"http://127.0.0.1:9/pictures.tar"};
        QVERIFY(look(session, options));
        QVERIFY(session.look().problem.title.find("does not say which") != std::string::npos);
    }

    void anAddressTakesThePlaceOfTheFileThatWasChosen() {
        Place place;
        StudioFixture f;
        const std::string file = place.archives() + "/ILSVRC2012_devkit_t12.tar.gz",
                          url = "https://me:secret1@127.0.0.1:9/ILSVRC2012_devkit_t12.tar.gz?sign=secret2";
        f.studio->chooseArchives({place.archives() + "/ILSVRC2012_img_train.tar", file});
        QTRY_VERIFY(!f.studio->getData.isLooking());
        f.studio->chooseArchives({url});
        QTRY_VERIFY(!f.studio->getData.isLooking());
        QCOMPARE(f.studio->getData.look().devkit, url);
        QCOMPARE(f.studio->getData.prepare().sources.size(), std::size_t{2});
        f.studio.reset(); // what is secret in it is in no file
        QVERIFY(!QByteArray::fromStdString(readSmallFile(f.settingsFile().toStdString(), 1u << 20)).contains("secret"));
        f.studio = std::make_unique<Studio>(fakeServices(), f.settingsFile());
        f.studio->chooseArchives({url});
        QTRY_VERIFY(!f.studio->getData.isLooking());
        QVERIFY(f.studio->getData.prepare().out.ends_with("/lib/imagenet")); // beside the runs
        f.studio->chooseArchives({file});
        QTRY_VERIFY(!f.studio->getData.isLooking());
        QCOMPARE(f.studio->getData.prepare().sources, std::vector<std::string>{file});
    }

    void theChoicesOfABrokenOffJobAreKept() {
        Place place;
        StudioFixture f;
        f.studio->chooseArchives({place.archives()});
        QTRY_VERIFY(!f.studio->getData.isLooking());
        PrepareOptions options = f.studio->getData.prepare();
        options.out = place.out();
        options.deleteArchives = true;
        f.studio->getData.setPrepare(options);
        QTRY_VERIFY(!f.studio->getData.isLooking());
        f.studio.reset(); // the end before the next start
        f.studio = std::make_unique<Studio>(fakeServices(), f.settingsFile()); // the next start
        QTRY_VERIFY(f.studio->getData.look().isWhole());
        QCOMPARE(f.studio->getData.prepare().sources, std::vector<std::string>{place.archives()});
        QCOMPARE(f.studio->getData.prepare().out, place.out());
        QVERIFY(!f.studio->getData.prepare().deleteArchives); // asked for each time
        f.studio->getData.startPrepare();
        QVERIFY(waitFor(f.studio->getData, GetDataState::Done));
        f.studio.reset();
        f.studio = std::make_unique<Studio>(fakeServices(), f.settingsFile());
        QVERIFY(f.studio->getData.prepare().sources.empty());
    }
};

STUDIO_UI_TEST(QApplication, TestGetDataSession)
#include "tst_get_data_session.moc"
