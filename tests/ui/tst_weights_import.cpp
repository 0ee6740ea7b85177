// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>

#include <QSignalSpy>
#include <QTest>

#include "core/run/run_folder.h"
#include "tests/support/foreign_weights.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"

using namespace studio;
using namespace studio::test;

/// Weights of another program, dropped on the window.
class WeightsImportTest final : public QObject {
    Q_OBJECT

private:
    struct Dropped {
        explicit Dropped(const ModelSpec& spec) {
            file = writeForeignWeights(fixture.dir.filePath(QStringLiteral("flowers.safetensors")), spec);
            const QString list = fixture.dir.filePath(QStringLiteral("names.txt"));
            std::ofstream(list.toStdString()) << "rose\ntulip\naster\n";
            fixture.filesAnswer = {list};
            fixture.studio->dialogs.ask = [this](const QString& title, const QString& text, const QStringList& verbs,
                                                 bool) {
                asked += title + u'\n' + text + u'\n' + verbs.join(u'|');
                return fixture.askAnswer;
            };
        }
        Studio& studio() const { return *fixture.studio; }
        std::vector<std::string> runs() const {
            std::vector<std::string> folders;
            std::error_code none;
            for (const auto& entry : std::filesystem::directory_iterator(fixture.runs.toStdString(), none))
                folders.push_back(entry.path().string());
            return folders;
        }

        StudioFixture fixture;
        QString file, asked;
    };

private Q_SLOTS:
    void theyBecomeARunThatClassifies() {
        Dropped dropped({"resnet20", 3});
        QSignalSpy pages(&dropped.studio(), &Studio::pageRequested);
        dropped.fixture.askAnswer = 0;
        dropped.studio().openPaths({dropped.file.toStdString()});
        QTRY_COMPARE(pages.count(), 1);
        QCOMPARE(pages.last().first().value<Page>(), Page::Classify);
        QVERIFY2(dropped.asked.contains(QStringLiteral("one class a line")), qPrintable(dropped.asked));
        QVERIFY(!dropped.asked.contains(QStringLiteral("ImageNet-1k"))); // they are three
        const std::vector<std::string> runs = dropped.runs();
        QCOMPARE(runs.size(), std::size_t{1});
        QCOMPARE(readClassesFile(RunPaths(runs[0]).classes)[0].name, std::string("aster"));
        QTRY_VERIFY(dropped.studio().runs.find(runs[0]) != nullptr);
    }

    void whatTheirFileDoesNotTellIsSaidOnce() {
        Dropped dropped({"resnet20", 3});
        QSignalSpy pages(&dropped.studio(), &Studio::pageRequested);
        QStringList said;
        int answer = 0;
        dropped.studio().dialogs.ask = [&](const QString& title, const QString& text, const QStringList&, bool) {
            said += title + u'\n' + text;
            return said.size() == 1 ? 0 : answer; // the first asks for the classes
        };
        dropped.studio().openPaths({dropped.file.toStdString()});
        QTRY_COMPARE(pages.count(), 1);
        QCOMPARE(said.size(), 2);
        QVERIFY2(said[1].contains(QStringLiteral("ResNet-20 was imported")), qPrintable(said[1]));
        for (const char* words : {"flowers.safetensors", "sorted by their names", "BlurPool", "short side to 32 px"})
            QVERIFY2(said[1].contains(QLatin1String(words)), qPrintable(said[1]));
        // Who has read it and does something else finds the run in its list.
        said.clear();
        answer = -1;
        dropped.studio().openPaths({dropped.file.toStdString()});
        QTRY_COMPARE(said.size(), 2);
        QTRY_VERIFY(dropped.runs().size() == 2 && !dropped.studio().files.isBusy());
        QCOMPARE(pages.count(), 1);
    }

    void aListOfOtherClassesIsRefusedInWords() {
        Dropped dropped({"resnet20", 4});
        QSignalSpy failed(&dropped.studio().files, &FileWork::failed);
        dropped.fixture.askAnswer = 0;
        dropped.studio().openPaths({dropped.file.toStdString()});
        QTRY_COMPARE(failed.count(), 1);
        const auto message = failed.last().first().value<Message>();
        QVERIFY2(message.text().find("3 classes") != std::string::npos, message.text().c_str());
        QVERIFY(dropped.runs().empty());
    }

    void whoDoesNotAnswerHasNoRun() {
        Dropped dropped({"resnet20", 3});
        dropped.studio().openPaths({dropped.file.toStdString()});
        QTRY_VERIFY(!dropped.asked.isEmpty());
        dropped.asked.clear();
        dropped.fixture.askAnswer = 0;
        dropped.fixture.filesAnswer.clear(); // the dialog is closed
        dropped.studio().openPaths({dropped.file.toStdString()});
        QTRY_VERIFY(!dropped.asked.isEmpty());
        QVERIFY(!dropped.studio().files.isBusy());
        QVERIFY(dropped.runs().empty());
    }

    void aThousandClassesMayBeThoseOfImagenet() {
        Dropped dropped({"resnet18", 1000});
        QSignalSpy pages(&dropped.studio(), &Studio::pageRequested);
        dropped.fixture.askAnswer = 1;
        dropped.studio().openPaths({dropped.file.toStdString()});
        QTRY_COMPARE(pages.count(), 1);
        QVERIFY2(dropped.asked.contains(QStringLiteral("|Those of ImageNet-1k")), qPrintable(dropped.asked));
        QCOMPARE(readClassesFile(RunPaths(dropped.runs().at(0)).classes)[1].name, std::string("goldfish"));
    }
};

STUDIO_UI_TEST(QApplication, WeightsImportTest)
#include "tst_weights_import.moc"
