// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QTest>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "tests/support/http_server.h"
#include "tests/support/set_archives.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/progress_line.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/table_view.h"

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

/// Page Get pictures with well-known sets and with archives of class folders; the net is loopback.
class TestGetDataSets final : public QObject {
    Q_OBJECT

private:
    struct Open {
        explicit Open(int way = 0)
            : window(*fixture.studio) {
            window.resize(1366, 768);
            window.show();
            window.showPage(Page::GetData);
            find<SegmentedControl>("getWay")->setCurrent(way);
        }
        std::string root() const { return fixture.dir.path().toStdString(); }
        GetDataSession& session() { return fixture.studio->getData; }
        template<class Widget>
        Widget* find(const char* name) {
            return window.findChild<Widget*>(QLatin1String(name));
        }
        QPushButton* go() { return find<QPushButton>("getGo"); }
        QString text(const char* name) {
            QString words = find<ElidedLabel>(name)->text();
            return words.replace(QChar(kNoBreakSpace), u' ');
        }
        /// Types an address and waits until the server has told its length, or has not.
        bool typeAddress(const std::string& url) {
            type("anySource", url);
            return QTest::qWaitFor([this] { return go()->isEnabled(); }, 60'000);
        }
        void type(const char* name, const std::string& words) {
            find<QLineEdit>(name)->setText(QString::fromStdString(words));
        }
        bool waitFor(GetDataState state) {
            return QTest::qWaitFor([this, state] { return session().state() == state; }, 60'000);
        }
        StudioFixture fixture;
        MainWindow window;
    };
    static Members twoClasses() {
        Members members;
        for (const char* name : {"cat", "dog"}) {
            for (int i = 0; i < 3; ++i)
                members.emplace_back("pets/train/" + std::string(name) + "/" + std::to_string(i) + ".jpg",
                                     std::string(name) + std::to_string(i));
            members.emplace_back("pets/val/" + std::string(name) + "/9.jpg", name);
        }
        return members;
    }

private Q_SLOTS:
    void initTestCase() {
        QLocale::setDefault(QLocale::c());
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light);
    }

    void everyKnownSetTellsItsOriginBeforeItIsFetched() {
        Open open(1);
        auto* table = open.find<TableView>("setTable");
        QCOMPARE(table->model()->rowCount(), static_cast<int>(knownSets().size()));
        saveShot(open.window, QStringLiteral("get-sets"));
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const KnownSet& set = knownSets()[static_cast<std::size_t>(row)];
            table->selectRow(row);
            QCOMPARE(table->model()->index(row, 0).data().toString(), QString::fromStdString(set.title));
            QCOMPARE(open.text("setFrom"), QString::fromStdString(set.url()));
            QCOMPARE(open.text("setSum"), QString::fromStdString(set.sumText()));
            QCOMPARE(open.text("setTerms"), QString::fromStdString(set.terms));
            QVERIFY(open.text("setTargetPath").endsWith(QString::fromStdString("/" + set.id)));
            QTRY_VERIFY(open.text("setSpace").endsWith(QStringLiteral("B free")));
            QVERIFY(open.text("setSpace").contains(QStringLiteral(" to fetch, about ")));
            QVERIFY(open.go()->isEnabled());
            QCOMPARE(open.go()->text(), QStringLiteral("Fetch and unpack"));
        }
        open.fixture.folderAnswer = open.fixture.dir.filePath(QStringLiteral("elsewhere"));
        open.find<QPushButton>("setTarget")->click();
        QCOMPARE(open.text("setTargetPath"),
                 QString::fromStdString(open.root() + "/elsewhere/" + knownSets().back().id));
    }

    void aFileThatIsNotWhatWasPublishedIsRefused() {
        const KnownSet& set = knownSets().front();
        const HttpServer server(serveFiles({{"/" + set.file, gzipped(tarOf(twoClasses()))}}));
        const WithVariable mirror("RESNET_STUDIO_MIRROR", server.url());
        Open open(1);
        QVERIFY(open.text("setFrom").startsWith(QStringLiteral("http://127.0.0.1")));
        open.fixture.folderAnswer = QString::fromStdString(open.root());
        open.find<QPushButton>("setTarget")->click();
        open.go()->click();
        QVERIFY(open.waitFor(GetDataState::Failed));
        const auto* banner = open.find<QWidget>("getDataPage")->findChild<Banner*>();
        QVERIFY(banner != nullptr);
        QVERIFY2(QString(banner->title() + banner->text()).contains(QString::fromStdString(set.file)) ||
                     banner->text().contains(QStringLiteral("bytes")),
                 qPrintable(banner->title() + u'\n' + banner->text()));
        QVERIFY(!fs::exists(open.root() + "/" + set.id + "/train"));
        open.find<TableView>("setTable")->selectRow(1); // another set: what went wrong is not about it
        QCOMPARE(open.session().state(), GetDataState::Idle);
    }

    void anArchiveFromTheNetBecomesAFolder() {
        const HttpServer server(serveFiles({{"/pets.tar.gz", gzipped(tarOf(twoClasses()))}}));
        Open open(2);
        QVERIFY(!open.go()->isEnabled());
        QVERIFY(!open.find<QWidget>("anySize")->isVisible());
        open.type("anySource", server.url("/pets.tar.gz"));
        QCOMPARE(open.text("anySize"), QStringLiteral("The server is being asked"));
        QVERIFY(!open.go()->isEnabled());
        QTRY_VERIFY(open.go()->isEnabled());
        QVERIFY(open.find<QWidget>("anySize")->isVisible());
        QVERIFY2(open.text("anySize").endsWith(QStringLiteral(" B")), qPrintable(open.text("anySize")));
        QTRY_VERIFY(open.text("anySpace").contains(QStringLiteral(" to fetch, about ")));
        QVERIFY(open.text("anyCheck").contains(QStringLiteral("cannot be verified")));
        QVERIFY(open.text("anyTerms").startsWith(QStringLiteral("Its publisher's")));
        QCOMPARE(server.requests().size(), std::size_t{1});
        QVERIFY(open.text("anyTargetPath").endsWith(QStringLiteral("/pets")));
        open.fixture.folderAnswer = QString::fromStdString(open.root());
        open.find<QPushButton>("anyTarget")->click();
        QCOMPARE(open.text("anyTargetPath"), QString::fromStdString(open.root() + "/pets"));
        open.type("anySum", "1234");
        QTRY_VERIFY(open.go()->toolTip().contains(QStringLiteral("32 digits")));
        open.type("anySum", std::string(64, '0'));
        QVERIFY(open.text("anyCheck").contains(QStringLiteral("compared")));
        saveShot(open.window, QStringLiteral("get-any-address"));
        open.type("anySum", "");
        QTRY_VERIFY(open.go()->isEnabled());
        QCOMPARE(open.go()->text(), QStringLiteral("Fetch and unpack"));
        open.go()->click();
        QVERIFY(open.waitFor(GetDataState::Done));
        QCOMPARE(open.find<ProgressLine>("getProgress")->right(),
                 QStringLiteral("6 training and 2 validation pictures in 2 classes"));
        QCOMPARE(readSmallFile(open.root() + "/pets/val/dog/9.jpg", 100), std::string("dog"));
        saveShot(open.window, QStringLiteral("get-any-done"));
        open.go()->click();
        QTRY_COMPARE(open.fixture.studio->data.state(), DataState::Ready);
        open.window.showPage(Page::GetData);
        QTRY_COMPARE(open.text("anyThere"), QStringLiteral("It was made here before"));
        QTRY_COMPARE(open.go()->text(), QStringLiteral("Verify"));
    }

    void aCorrectedFieldIsWhatIsTriedNext() {
        const std::string bytes = gzipped(tarOf(twoClasses()));
        const HttpServer server(serveFiles({{"/b/pets.tar.gz", bytes}}));
        Open open(2);
        open.fixture.folderAnswer = QString::fromStdString(open.root());
        QVERIFY(open.typeAddress(server.url("/a/pets.tar.gz"))); // another folder of the server
        QCOMPARE(open.text("anySize"), QStringLiteral("Not told by the server"));
        open.find<QPushButton>("anyTarget")->click();
        open.type("anySum", std::string(64, '0'));
        QTRY_VERIFY(open.go()->isEnabled());
        open.go()->click();
        QVERIFY(open.waitFor(GetDataState::Failed));
        QVERIFY(open.typeAddress(server.url("/b/pets.tar.gz")));
        QCOMPARE(open.session().state(), GetDataState::Idle);
        QVERIFY(open.go()->text() != QStringLiteral("Try again"));
        QTRY_VERIFY(open.go()->isEnabled());
        open.go()->click();
        QVERIFY(open.waitFor(GetDataState::Failed));
        QVERIFY(QString::fromStdString(open.session().error().text()).contains(QStringLiteral("SHA-256")));
        open.type("anySum", sha256Hex(bytes));
        QCOMPARE(open.session().state(), GetDataState::Idle);
        QTRY_VERIFY(open.go()->isEnabled());
        open.go()->click();
        QVERIFY(open.waitFor(GetDataState::Done));
    }

    void aBrokenConnectionIsGoneOnWith() {
        const std::string bytes = gzipped(tarOf(twoClasses()));
        std::atomic<bool> hang = true;
        const HttpServer server([&](const SeenRequest&) {
            Answer answer;
            answer.body = bytes;
            answer.etag = "\"one\"";
            answer.cutAt = hang ? 100 : -1;
            answer.hang = hang;
            return answer;
        });
        Open open(2);
        open.fixture.folderAnswer = QString::fromStdString(open.root());
        QVERIFY(open.typeAddress(server.url("/pets.tar.gz")));
        open.find<QPushButton>("anyTarget")->click();
        QTRY_VERIFY(open.go()->isEnabled());
        open.go()->click();
        QTRY_COMPARE(open.session().status().done, std::int64_t{100});
        QVERIFY(open.find<ProgressLine>("getProgress")->left().startsWith(QStringLiteral("Fetching: ")));
        open.find<QPushButton>("getCancel")->click();
        QVERIFY(open.waitFor(GetDataState::Stopped));
        QTRY_COMPARE(open.text("anyThere"), QStringLiteral("Goes on where it stopped"));
        QCOMPARE(open.go()->text(), QStringLiteral("Continue"));
        hang = false;
        open.go()->click();
        QVERIFY(open.waitFor(GetDataState::Done));
        QCOMPARE(server.requests().back().header("range"), std::string("bytes=100-"));
    }

    void aDroppedArchiveIsChosen() {
        Open open;
        const std::string zip = open.root() + "/pets.zip";
        writeText(zip, zipOf(twoClasses()));
        QVERIFY(verbOf({zip}).contains(QStringLiteral("archive")));
        open.window.showPage(Page::Start);
        open.fixture.studio->openPaths({zip});
        QTRY_COMPARE(open.window.currentPage(), Page::GetData);
        QCOMPARE(open.find<SegmentedControl>("getWay")->current(), 2);
        QCOMPARE(open.text("anyTargetPath"), QString::fromStdString(open.root() + "/pets"));
        QTRY_VERIFY(open.go()->isEnabled());
        QCOMPARE(open.go()->text(), QStringLiteral("Unpack"));
        QVERIFY(open.text("anySpace").startsWith(QStringLiteral("Archive of ")));
        open.go()->click();
        QVERIFY(open.waitFor(GetDataState::Done));
        QVERIFY(fs::exists(zip)); // one's own archive is kept
    }

    void anArchiveThatWantsOutIsNamed() {
        Open open(2);
        const std::string tar = open.root() + "/evil.tar";
        writeText(tar, tarOf({{"pets/cat/1.jpg", "x"}, {"../out.jpg", "x"}}));
        open.fixture.filesAnswer = {QString::fromStdString(tar)};
        open.find<QPushButton>("anyFile")->click();
        QTRY_VERIFY(open.go()->isEnabled());
        open.go()->click();
        QVERIFY(open.waitFor(GetDataState::Failed));
        const auto* banner = open.find<QWidget>("getDataPage")->findChild<Banner*>();
        QVERIFY2(banner->text().contains(QStringLiteral("evil.tar")), qPrintable(banner->text()));
        QVERIFY(!fs::exists(open.root() + "/out.jpg"));
        open.type("anySource", open.root() + "/nowhere.tar");
        QCOMPARE(open.session().state(), GetDataState::Idle);
        QTRY_VERIFY(open.go()->toolTip().contains(QStringLiteral("no such file")));
    }
};

STUDIO_UI_TEST(QApplication, TestGetDataSets)
#include "tst_get_data_sets.moc"
