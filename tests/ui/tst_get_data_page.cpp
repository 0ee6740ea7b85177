// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QTest>

#include "core/base/file.h"
#include "tests/support/archives.h"
#include "tests/support/http_server.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/nav_row.h"
#include "ui/main_window/sidebar.h"
#include "ui/pages/get_data/get_data_words.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/page_head.h"
#include "ui/widgets/progress_line.h"

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

/// Page Get pictures in the window: choose, start, stop, go on, open.
class TestGetDataPage final : public QObject {
    Q_OBJECT

private:
    struct Open {
        Open()
            : window(*fixture.studio) {
            set.write(archives());
            window.resize(1366, 768);
            window.show();
            window.showPage(Page::GetData);
        }
        std::string root() const { return fixture.dir.path().toStdString(); }
        std::string archives() const { return root() + "/archives"; }
        GetDataSession& session() { return fixture.studio->getData; }
        template<class Widget>
        Widget* find(const char* name) {
            return window.findChild<Widget*>(QLatin1String(name));
        }
        QPushButton* button(const char* name) { return find<QPushButton>(name); }
        QString text(const char* name) { return plain(find<ElidedLabel>(name)->text()); }
        QWidget* page() { return find<QWidget>("getDataPage"); }
        bool choose() {
            fixture.folderAnswer = QString::fromStdString(archives());
            button("getFolder")->click();
            return QTest::qWaitFor([this] { return session().look().isWhole(); }, 60'000);
        }
        bool waitFor(GetDataState state) {
            return QTest::qWaitFor([this, state] { return session().state() == state; }, 60'000);
        }
        StudioFixture fixture;
        TinyImageNet set;
        MainWindow window;
    };
    static QString plain(QString text) { return text.replace(QChar(kNoBreakSpace), u' '); }

private Q_SLOTS:
    void initTestCase() {
        QLocale::setDefault(QLocale::c());
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light);
    }

    void fromChoosingToTheDataPage() {
        Open open;
        QVERIFY(!open.button("getGo")->isEnabled());
        QVERIFY(open.button("getGo")->toolTip().contains(QStringLiteral("Choose the archives")));
        QVERIFY(open.choose());
        QVERIFY(open.button("getGo")->isEnabled());
        QCOMPARE(open.button("getGo")->text(), QStringLiteral("Unpack"));
        QVERIFY2(open.text("getSpace").startsWith(QStringLiteral("Needs ")), qPrintable(open.text("getSpace")));
        QVERIFY(!open.find<QWidget>("getThere")->isVisible());
        saveShot(open.window, QStringLiteral("get-chosen"));
        open.button("getGo")->click();
        QVERIFY(open.waitFor(GetDataState::Done));
        const auto* line = open.find<ProgressLine>("getProgress");
        QCOMPARE(line->right(), QStringLiteral("12 training and 5 validation pictures in 4 classes"));
        QCOMPARE(open.button("getGo")->text(), QStringLiteral("Open in Data"));
        saveShot(open.window, QStringLiteral("get-done"));
        auto* row = open.window.findChild<Sidebar*>()->row(static_cast<int>(Page::Data));
        QCOMPARE(row->secondLine(), QStringLiteral("New pictures are ready"));
        open.button("getGo")->click();
        QCOMPARE(open.window.currentPage(), Page::Data);
        QTRY_COMPARE(open.fixture.studio->data.state(), DataState::Ready);
        QVERIFY(row->secondLine().endsWith(QStringLiteral("4 classes")));
        QCOMPARE(open.fixture.studio->data.spec().root, open.archives() + "/imagenet");
    }

    void aJobIsSeenStoppedAndContinued() {
        std::atomic<bool> go = false; // before the session whose work looks at it
        Open open;
        QVERIFY(open.choose());
        open.session().start([&](const GetDataSession::Report& report, std::stop_token stop) {
            GetDataStatus status;
            status.done = 6;
            status.total = 17;
            status.bytesPerSecond = 98e6;
            status.secondsLeft = 372;
            report(status);
            while (!go && !stop.stop_requested())
                std::this_thread::yield();
            return GetDataResult{go.load(), open.root(), 12, 5, 4, 6, {}};
        });
        const auto* line = open.find<ProgressLine>("getProgress");
        QTRY_COMPARE(line->left(), QStringLiteral("Writing pictures: 6 of 17"));
        QCOMPARE(plain(line->right()), QStringLiteral("98 MB/s  \u00B7  6 min 12 s left"));
        QVERIFY(!open.button("getGo")->isVisible());
        QVERIFY(!open.button("getFolder")->isEnabled());
        auto* row = open.window.findChild<Sidebar*>()->row(static_cast<int>(Page::Data));
        QCOMPARE(plain(row->secondLine()), QStringLiteral("Writing 35 %"));
        QCOMPARE(plain(open.button("getData")->text()), QStringLiteral("Writing 35 %"));
        saveShot(open.window, QStringLiteral("get-running"));
        open.window.showPage(Page::Data); // it goes on while other pages are in view, and is found again from Data
        open.button("getData")->click();
        QCOMPARE(open.window.currentPage(), Page::GetData);
        open.button("getCancel")->click();
        QVERIFY(!open.button("getCancel")->isEnabled());
        QVERIFY(open.waitFor(GetDataState::Stopped));
        QVERIFY(open.find<QLabel>("getNote")->text().startsWith(QStringLiteral("6 pictures were written")));
        QCOMPARE(open.button("getGo")->text(), QStringLiteral("Continue"));
        QCOMPARE(row->secondLine(), QStringLiteral("Nothing chosen yet"));
        saveShot(open.window, QStringLiteral("get-stopped"));
        go = true;
        open.button("getGo")->click();
        QVERIFY(open.waitFor(GetDataState::Done));
    }

    void whatWasBegunBeforeGoesOn() {
        Open open;
        PrepareOptions options;
        options.sources = {open.archives()};
        options.out = open.archives() + "/imagenet";
        std::stop_source stop;
        prepareImageNet(
            options,
            [&](const PrepareStatus& status) {
                if (status.done == 8)
                    stop.request_stop();
            },
            stop.get_token());
        QVERIFY(open.choose());
        QCOMPARE(open.text("getThere"), QStringLiteral("Goes on where it stopped: 7 of 17 pictures are there"));
        QVERIFY(open.find<QWidget>("getThere")->isVisible());
        QCOMPARE(open.button("getGo")->text(), QStringLiteral("Go on"));
        open.button("getGo")->click();
        QVERIFY(open.waitFor(GetDataState::Done));
        QCOMPARE(open.session().result().written, std::int64_t{9});
    }

    void aWrongArchiveIsNamedInABanner() {
        Open open;
        QVERIFY(open.choose());
        open.find<QCheckBox>("getSums")->click();
        open.button("getGo")->click();
        QVERIFY(open.waitFor(GetDataState::Failed));
        auto* banner = open.page()->findChild<Banner*>();
        QVERIFY(banner != nullptr);
        QCOMPARE(banner->title(), QStringLiteral("An archive is not what was published"));
        QVERIFY(banner->text().contains(QStringLiteral("ILSVRC2012_devkit_t12.tar.gz")));
        QCOMPARE(open.button("getGo")->text(), QStringLiteral("Try again"));
        saveShot(open.window, QStringLiteral("get-failed"));
        open.find<QCheckBox>("getSums")->click(); // another wish: a fresh start
        QTRY_VERIFY(open.page()->findChild<Banner*>() == nullptr);
        QCOMPARE(open.button("getGo")->text(), QStringLiteral("Unpack"));
    }

    void whatIsMissingIsTold() {
        Open open;
        open.fixture.filesAnswer = {QString::fromStdString(open.archives() + "/ILSVRC2012_img_val.tar")};
        open.button("getFiles")->click();
        QTRY_VERIFY(!open.session().isLooking());
        QVERIFY(!open.button("getGo")->isEnabled());
        QStringList words;
        for (const auto* label : open.page()->findChildren<ElidedLabel*>())
            words << label->text();
        QVERIFY(words.contains(QStringLiteral("Missing: ILSVRC2012_img_train.tar")));
        QVERIFY(words.filter(QStringLiteral("/ILSVRC2012_img_val.tar")).size() == 1);
        open.fixture.filesAnswer = {QString::fromStdString(open.root() + "/settings.ini")};
        open.button("getFiles")->click(); // a file of no such name
        QTRY_VERIFY(open.find<QLabel>("getProblem")->isVisible());
        QVERIFY(open.find<QLabel>("getProblem")->text().contains(QStringLiteral("settings.ini")));
    }

    void whatIsAtAnAddressIsToldAndFetched() {
        Open open;
        const std::string devkit = "/ILSVRC2012_devkit_t12.tar.gz";
        const HttpServer server(serveFiles({{devkit, readSmallFile(open.archives() + devkit, 1u << 20)}}));
        QVERIFY(open.choose());
        const auto about = [&open] { return plain(open.page()->findChild<PageHead*>()->subtitle()); };
        QVERIFY(about().endsWith(QStringLiteral("Nothing is fetched or sent.")));
        auto* address = open.find<QLineEdit>("getAddress");
        address->setText(QStringLiteral("ILSVRC2012_devkit_t12.tar.gz"));
        QVERIFY(!open.button("getAddAddress")->isEnabled());
        address->setText(QString::fromStdString(server.url(devkit)));
        open.button("getAddAddress")->click();
        QVERIFY(address->text().isEmpty());
        QVERIFY(QTest::qWaitFor([&] { return open.session().look().addresses; }, 60'000));
        QStringList words;
        for (const auto* label : open.page()->findChildren<ElidedLabel*>())
            words << label->text();
        QVERIFY(words.contains(QString::fromStdString(server.url(devkit))));
        QVERIFY2(about().contains(QStringLiteral("2.6 MB is fetched from the addresses")), qPrintable(about()));
        QVERIFY2(open.text("getSpace").startsWith(QStringLiteral("2.6 MB to fetch, needs ")),
                 qPrintable(open.text("getSpace")));
        QCOMPARE(open.button("getGo")->text(), QStringLiteral("Fetch and unpack"));
        saveShot(open.window, QStringLiteral("get-address"));
        QVERIFY(server.requests().empty());
        open.button("getGo")->click();
        QVERIFY(open.waitFor(GetDataState::Failed)); // it is not the one that was published
        QCOMPARE(server.requests().size(), std::size_t{1});
        QVERIFY(open.page()->findChild<Banner*>()->text().contains(QStringLiteral("MD5")));
    }

    void deletingIsAskedFor() {
        Open open;
        QVERIFY(open.choose());
        auto* remove = open.find<QCheckBox>("getRemove");
        QVERIFY(!remove->isChecked());
        remove->click();
        open.fixture.askAnswer = -1;
        open.button("getGo")->click();
        QVERIFY(open.fixture.asked.contains(QStringLiteral("cannot be brought back")));
        QCOMPARE(open.session().state(), GetDataState::Idle);
        open.fixture.askAnswer = 0;
        open.button("getGo")->click();
        QVERIFY(open.waitFor(GetDataState::Done));
        QVERIFY(!fs::exists(open.archives() + "/ILSVRC2012_img_train.tar"));
        QVERIFY(open.find<QLabel>("getNote")->text().contains(QStringLiteral("were deleted")));
        QVERIFY(!remove->isChecked());
    }

    void kagglesFolderHasNoSums() {
        Open open;
        open.set.writeKaggle(open.root() + "/kaggle");
        open.fixture.folderAnswer = QString::fromStdString(open.root() + "/kaggle");
        open.button("getFolder")->click();
        QTRY_VERIFY(!open.session().look().kaggle.empty());
        QVERIFY(!open.find<QCheckBox>("getSums")->isEnabled() && !open.find<QCheckBox>("getRemove")->isEnabled());
        QVERIFY(open.text("getSpace").startsWith(QStringLiteral("Needs no space")));
        QVERIFY(open.button("getGo")->isEnabled());
    }

    void everythingByKeyboard() {
        Open open;
        QVERIFY(open.choose());
        QVERIFY(QTest::qWaitForWindowActive(&open.window));
        open.page()->setFocus();
        QStringList seen;
        for (int i = 0; i < 20; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QWidget* now = QApplication::focusWidget();
            // A segment has no name of its own.
            const QString name = now->objectName().isEmpty() ? now->parentWidget()->objectName() : now->objectName();
            if (!open.page()->isAncestorOf(now) || seen.contains(name))
                break;
            seen << name;
        }
        QCOMPARE(seen,
                 (QStringList{QStringLiteral("backToData"), QStringLiteral("getGo"), QStringLiteral("getWay"),
                              QStringLiteral("getFiles"), QStringLiteral("getFolder"), QStringLiteral("getAddress"),
                              QStringLiteral("getTarget"), QStringLiteral("getSums"), QStringLiteral("getRemove")}));
        open.button("getGo")->setFocus();
        QTest::keyClick(open.button("getGo"), Qt::Key_Space);
        QVERIFY(open.waitFor(GetDataState::Done));
        QVERIFY(open.button("getGo")->hasFocus()); // also after the Cancel button came and went
        QTest::keyClick(open.button("getGo"), Qt::Key_Space);
        QCOMPARE(open.window.currentPage(), Page::Data);
    }

    void theEmptyDataPageLeadsHere() {
        Open open;
        open.window.showPage(Page::Data);
        QVERIFY(!open.button("getData")->isVisible());
        open.button("getDataEmpty")->click();
        QCOMPARE(open.window.currentPage(), Page::GetData);
        QVERIFY(open.fixture.openPictures());
        QVERIFY(open.fixture.studio->data.data());
        open.window.showPage(Page::Data);
        QVERIFY(open.button("getData")->isVisible());
    }

    void wordsOfAStage() {
        GetDataStatus status;
        QCOMPARE(stageText(status), QStringLiteral("Writing pictures"));
        QCOMPARE(paceText(status), QString());
        status = {GetDataStatus::Stage::Sums, 12'300'000'000, 147'900'000'000, 310e6, -1, 437};
        QCOMPARE(plain(stageText(status)), QStringLiteral("Comparing checksums: 12.3 GB of 148 GB"));
        status = {GetDataStatus::Stage::Pictures, 1'200'000, 1'331'167, -1, 243, 6};
        QCOMPARE(plain(paceText(status)), QStringLiteral("243 img/s  \u00B7  6 s left"));
    }
};

STUDIO_UI_TEST(QApplication, TestGetDataPage)
#include "tst_get_data_page.moc"
