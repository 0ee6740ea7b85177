// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/run/run_notes.h"
#include "tests/support/finished_runs.h"

using namespace studio;
using namespace studio::test;

/// What a person noted of a run, in a folder that may come from somebody else.
class RunNotesTest : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    std::string made(const char* name) const {
        const std::string folder = dir_.filePath(QLatin1String(name)).toStdString();
        writeFinishedRun(folder, 1, 1000);
        return folder;
    }

private Q_SLOTS:
    void whatWasNotedIsReadAgain() {
        const std::string run = made("noted");
        QVERIFY(readRunNotes(run) == RunNotes());
        const RunNotes notes{"Second baseline", "four threads\nsince Wednesday", {"baseline", "T4"}};
        writeRunNotes(run, notes);
        QVERIFY(readRunNotes(run) == notes);
        QVERIFY(isRunFolder(run));
    }

    void nothingNotedLeavesNoFile() {
        const std::string run = made("emptied");
        writeRunNotes(run, {"x", {}, {}});
        QVERIFY(std::filesystem::exists(run + "/notes.json"));
        writeRunNotes(run, {"  ", "\n", {" "}});
        QVERIFY(!std::filesystem::exists(run + "/notes.json"));
    }

    void tagsAreTrimmedAndEachOnce() {
        QCOMPARE(tagText(tagsOf(" baseline, T4,,baseline ,")), std::string("baseline, T4"));
        QCOMPARE(tagsOf(std::string(2000, ',') + "last").size(), std::size_t{1});
    }

    void nothingThatIsWrittenIsCut() {
        const std::string run = made("long");
        std::string wide; // as many characters as there may be, of two bytes each
        for (std::size_t i = 0; i < kMaxRunName; ++i)
            wide += "\u00e9";
        writeRunNotes(run, {wide, {}, {}});
        QCOMPARE(readRunNotes(run).name, wide);
        RunNotes many;
        for (std::size_t i = 0; i <= kMaxRunTags; ++i)
            many.tags.push_back("t" + std::to_string(i));
        for (const RunNotes& notes : {RunNotes{wide + "x", {}, {}}, RunNotes{{}, std::string(kMaxRunNote + 1, 'x'), {}},
                                      RunNotes{{}, {}, {std::string(kMaxRunTag + 1, 'x')}}, many})
            QVERIFY_THROWS_EXCEPTION(Error, writeRunNotes(run, notes));
        QCOMPARE(readRunNotes(run).name, wide);
    }

    void hostileNotesAreBoundedAndCleaned() {
        const std::string run = made("hostile");
        std::string tags;
        for (int i = 0; i < 500; ++i)
            tags += (i > 0 ? ",\"t" : "\"t") + std::to_string(i) + "\"";
        writeFileAtomically(run + "/notes.json", "{\"name\":\"a\\u001b[31m\\nb" + std::string(5000, 'n') +
                                                     "\",\"note\":\"" + std::string(100'000, 'x') + "\",\"tags\":[" +
                                                     tags + "]}");
        const RunNotes notes = readRunNotes(run);
        QVERIFY(notes.name.size() <= kMaxRunName);
        QVERIFY(notes.name.find('\x1b') == std::string::npos && notes.name.find('\n') == std::string::npos);
        QCOMPARE(notes.note.size(), kMaxRunNote);
        QCOMPARE(notes.tags.size(), kMaxRunTags);
    }

    void damagedNotesAreAnErrorThatNamesThem() {
        const std::string run = made("damaged");
        for (const char* text : {"[1]", "{\"tags\":[1]}", "{\"name\":5}", "no json"}) {
            writeFileAtomically(run + "/notes.json", text);
            QVERIFY_THROWS_EXCEPTION(Error, readRunNotes(run));
        }
        writeFileAtomically(run + "/notes.json", std::string(1u << 20, ' '));
        QVERIFY_THROWS_EXCEPTION(Error, readRunNotes(run));
    }

    void aPipeInPlaceOfTheNotesKeepsNobody() {
        const std::string run = made("pipe");
        QCOMPARE(::mkfifo((run + "/notes.json").c_str(), 0600), 0);
        QVERIFY_THROWS_EXCEPTION(Error, readRunNotes(run));
    }

    void aFolderThatIsNoRunGetsNoNotes() {
        QVERIFY_THROWS_EXCEPTION(Error, writeRunNotes(dir_.path().toStdString(), {"x", {}, {}}));
        QVERIFY(!std::filesystem::exists(dir_.path().toStdString() + "/notes.json"));
    }

    void theRecipeIsReadByItsWords() {
        const auto words = readRecipeWords(made("recipe"));
        QVERIFY(words.contains("batch_size") && words.at("model").starts_with("resnet"));
    }
};

QTEST_GUILESS_MAIN(RunNotesTest)
#include "tst_run_notes.moc"
