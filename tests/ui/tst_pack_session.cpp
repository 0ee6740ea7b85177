// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QComboBox>
#include <QFile>
#include <QLocale>
#include <QPushButton>
#include <QTest>

#include "core/pack/pack_layout_internal.h"
#include "core/pack/pack_places.h"
#include "core/pack/pack_preset.h"
#include "tests/support/fault_points.h"
#include "tests/support/read_gate.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/elided_label.h"

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

/// The packed set of a data set, on page Data.
class TestPackSession final : public QObject {
    Q_OBJECT

private:
    struct Open {
        Open()
            : window(*fixture.studio) {
            window.resize(1366, 768);
            window.show();
            window.showPage(Page::Data);
        }
        PackSession& pack() { return fixture.studio->pack; }
        QPushButton* button(const char* name) { return window.findChild<QPushButton*>(QLatin1String(name)); }
        QString text() {
            QString words = window.findChild<ElidedLabel*>(QStringLiteral("packText"))->text();
            return words.replace(QChar(kNoBreakSpace), u' ');
        }
        bool waitFor(PackState state) {
            return studio::test::waitFor([this, state] { return pack().state() == state; });
        }
        bool openPictures() { return fixture.openPictures() && waitFor(PackState::Missing); }
        std::string cache() const {
            return fixture.dir.filePath(QStringLiteral("pictures/.resnet-studio-pack")).toStdString();
        }
        StudioFixture fixture;
        MainWindow window;
    };
    QTemporaryDir cache_;

private Q_SLOTS:
    void initTestCase() {
        QLocale::setDefault(QLocale::c());
        qputenv("XDG_CACHE_HOME", cache_.path().toLocal8Bit());
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light);
    }

    void fromTheEstimateToTheCopyAndAway() {
        Open open;
        QVERIFY(open.openPictures());
        QCOMPARE(open.button("packGo")->text(), QStringLiteral("Make a packed set..."));
        open.button("packGo")->click();
        QVERIFY(open.waitFor(PackState::Estimated));
        QCOMPARE(open.pack().estimate().pictures, std::int64_t{33});
        QVERIFY2(open.text().startsWith(QStringLiteral("Takes ")), qPrintable(open.text()));
        QVERIFY(open.text().endsWith(QStringLiteral(" free")));
        QVERIFY(!fs::exists(open.cache())); // an estimate leaves nothing
        saveShot(open.window, QStringLiteral("pack-estimated"));
        open.button("packGo")->click();
        QVERIFY(open.waitFor(PackState::Ready));
        QVERIFY(fs::exists(open.cache() + "/max500-q90/pictures.pack"));
        QVERIFY(open.text().startsWith(QStringLiteral("max500-q90, ")));
        QCOMPARE(open.pack().found()->damaged, std::int64_t{0});
        saveShot(open.window, QStringLiteral("pack-ready"));
        open.fixture.askAnswer = -1;
        open.button("packGo")->click();
        QCOMPARE(open.pack().state(), PackState::Ready);
        open.fixture.askAnswer = 0;
        open.button("packGo")->click();
        QVERIFY(open.waitFor(PackState::Missing));
        QVERIFY(!fs::exists(open.cache()));
        QVERIFY(fs::exists(open.fixture.dir.filePath(QStringLiteral("pictures/train/c0/1000.jpg")).toStdString()));
    }

    void aCopyIsFoundAgainAndOnlyForItsPictures() {
        Open open;
        QVERIFY(open.openPictures());
        open.pack().estimate("originals");
        QVERIFY(open.waitFor(PackState::Estimated));
        open.pack().start();
        QVERIFY(open.waitFor(PackState::Ready));
        const std::string other = open.fixture.dir.filePath(QStringLiteral("other")).toStdString();
        writePictureFolders(other, 2, 4, 2);
        open.fixture.studio->data.open({other, {}, 0.1, 0});
        QVERIFY(open.waitFor(PackState::Missing));
        open.fixture.studio->data.open(
            {open.fixture.dir.filePath(QStringLiteral("pictures")).toStdString(), {}, 0.1, 0});
        QVERIFY(open.waitFor(PackState::Ready));
        QCOMPARE(open.pack().found()->preset, std::string("originals"));
    }

    void anEstimateCanBeDeclined() {
        Open open;
        QVERIFY(open.openPictures());
        auto* presets = open.window.findChild<QComboBox*>(QStringLiteral("packPreset"));
        QCOMPARE(presets->currentText(), QStringLiteral("max500-q90"));
        QCOMPARE(presets->count(), static_cast<int>(packPresets().size()));
        open.button("packGo")->click();
        QVERIFY(open.waitFor(PackState::Estimated));
        presets->setCurrentText(QStringLiteral("originals"));
        Q_EMIT presets->activated(presets->currentIndex()); // another form is estimated at once
        QVERIFY(open.waitFor(PackState::Estimated));
        QCOMPARE(open.pack().preset(), std::string("originals"));
        open.button("packCancel")->click();
        QCOMPARE(open.pack().state(), PackState::Missing);
        QVERIFY(!fs::exists(open.cache()));
    }

    void aCopyOfOtherPicturesIsReplacedAfterAsking() {
        Open open;
        QVERIFY(open.openPictures());
        open.button("packGo")->click();
        QVERIFY(open.waitFor(PackState::Estimated));
        open.button("packGo")->click();
        QVERIFY(open.waitFor(PackState::Ready));
        const std::string pack = open.cache() + "/max500-q90/pictures.pack", before = wholeFile(pack);
        const QString folder = open.fixture.dir.filePath(QStringLiteral("pictures"));
        QVERIFY(QFile::copy(folder + QStringLiteral("/train/c0/1000.jpg"), folder + QStringLiteral("/train/c0/9.jpg")));
        open.fixture.studio->data.open({folder.toStdString(), {}, 0.1, 0});
        QVERIFY(open.waitFor(PackState::Missing));
        open.button("packGo")->click();
        QVERIFY(open.waitFor(PackState::Estimated));
        QVERIFY(wholeFile(pack) == before); // an estimate takes nothing away
        QVERIFY2(open.text().startsWith(QStringLiteral("Replaces one of ")), qPrintable(open.text()));
        saveShot(open.window, QStringLiteral("pack-replaces"));
        open.fixture.askAnswer = -1;
        open.button("packGo")->click();
        QVERIFY(open.fixture.asked.startsWith(QStringLiteral("Replace the packed set")));
        QCOMPARE(open.pack().state(), PackState::Estimated);
        open.fixture.askAnswer = 0;
        open.button("packGo")->click();
        QVERIFY(open.waitFor(PackState::Ready));
        QVERIFY(wholeFile(pack) != before);
    }

    void aCopyOfChangedPicturesIsMadeAnew() {
        Open open;
        QVERIFY(open.openPictures());
        open.pack().estimate("originals");
        QVERIFY(open.waitFor(PackState::Estimated));
        open.pack().start();
        QVERIFY(open.waitFor(PackState::Ready));
        const QString folder = open.fixture.dir.filePath(QStringLiteral("pictures"));
        writeBytes(folder.toStdString() + "/train/c0/1000.jpg", encodeJpeg(colouredPicture(0, 7, 30), 90));
        open.fixture.studio->data.open({folder.toStdString(), {}, 0.1, 0});
        QVERIFY(open.waitFor(PackState::Missing));
        open.pack().estimate("originals");
        QVERIFY(open.waitFor(PackState::Estimated));
        QVERIFY2(open.text().startsWith(QStringLiteral("Files that changed since it was made: 1. ")),
                 qPrintable(open.text()));
        open.button("packGo")->click();
        QVERIFY(open.fixture.asked.isEmpty()); // it is the copy of these pictures
        QVERIFY(open.waitFor(PackState::Ready));
    }

    void aStoppedCopyGoesOn() {
        StudioFixture f;
        const std::string root = f.dir.filePath(QStringLiteral("many")).toStdString();
        writePictureFolders(root, 2, 100, 5, 64);
        const auto data = std::make_shared<const ImageFolder>(openImageFolder({root, {}, 0.1, 0}));
        PackSession session;
        session.setData(data);
        const auto reach = [&session](PackState state) {
            return QTest::qWaitFor([&session, state] { return session.state() == state; }, 20'000);
        };
        QVERIFY(reach(PackState::Missing));
        session.estimate("max500-q90");
        QVERIFY(reach(PackState::Estimated));
        const PackLayout layout(*data);
        const ReadGate gate(layout.at(layout.size() - 1).path()); // it cannot be done before it is stopped
        session.start();
        QVERIFY(QTest::qWaitFor([&session] { return session.status().done > 0; }, 20'000));
        session.cancel();
        QVERIFY(session.isStopping());
        gate.open();
        QVERIFY(reach(PackState::Stopped));
        QVERIFY(session.status().done < session.status().total);
        session.start();
        QVERIFY(reach(PackState::Ready));
    }

    void otherPicturesWaitForTheCopyThatIsMade() {
        Open open;
        QVERIFY(open.openPictures());
        const auto first = open.fixture.studio->data.data();
        open.pack().estimate("originals");
        QVERIFY(open.waitFor(PackState::Estimated));
        const PackLayout layout(*first);
        const ReadGate gate(layout.at(layout.size() - 1).path());
        open.pack().start();
        gate.waitForReader();
        const std::string other = open.fixture.dir.filePath(QStringLiteral("others")).toStdString();
        writePictureFolders(other, 2, 4, 1);
        open.fixture.studio->data.open({other, {}, 0.1, 0});
        QTRY_VERIFY(open.fixture.studio->data.data() != first);
        QCOMPARE(open.pack().state(), PackState::Packing);
        QVERIFY(!open.pack().isStopping());
        QCOMPARE(open.pack().data(), first);
        const auto* words = open.window.findChild<QWidget*>(QStringLiteral("packProgress"));
        QVERIFY(words != nullptr);
        QVERIFY2(words->accessibleName().contains(QStringLiteral("Packing pictures first")),
                 qPrintable(words->accessibleName()));
        gate.open();
        QVERIFY(open.waitFor(PackState::Missing)); // of the others
        QCOMPARE(open.pack().data(), open.fixture.studio->data.data());
        QVERIFY(findPack(*first) != nullptr); // it was made to its end
    }

    void aFailureIsABanner() {
        Open open;
        QVERIFY(open.openPictures());
        writeBytes(open.cache(), {'x'}); // a file where the folder must be
        open.button("packGo")->click();
        QVERIFY(open.waitFor(PackState::Missing));
        const auto* banner = open.window.findChild<QWidget*>(QStringLiteral("dataPage"))->findChild<Banner*>();
        QVERIFY(banner != nullptr);
        QVERIFY2(banner->text().contains(QStringLiteral(".resnet-studio-pack")), qPrintable(banner->text()));
    }
};

STUDIO_UI_TEST(QApplication, TestPackSession)
#include "tst_pack_session.moc"
