// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <thread>

#include "core/base/error.h"
#include "core/base/output_file.h"

using namespace studio;
namespace fs = std::filesystem;

/// A result goes where a person said, and nothing but a regular file is replaced by it.
class OutputFileTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatGrowsBitByBitIsThereAsAWholeOrNot() {
        std::ofstream(path("grows")) << "old";
        const std::string piece(200'000, 'x');
        {
            OutputFile file(path("grows"));
            file.write(piece);
            file.write(piece);
        } // something went wrong before its end
        QCOMPARE(content("grows"), std::string("old"));
        OutputFile file(path("grows"));
        for (int i = 0; i < 5; ++i)
            file.write(piece);
        file.write("end");
        QCOMPARE(content("grows"), std::string("old"));
        file.commit();
        QCOMPARE(content("grows").size(), 5 * piece.size() + 3);
        QVERIFY(content("grows").ends_with("xend"));
        QCOMPARE(std::distance(fs::directory_iterator(dir_.path().toStdString()), fs::directory_iterator()), 1);
    }

    void whatIsBrokenOffIsKeptBesideAndTheOldOneStays() {
        const OutputFile::Manner kept{.keepsUnfinished = true, .stop = {}};
        std::ofstream(path("kept.csv")) << "old";
        fs::create_symlink("kept.csv", path("way.csv"));
        for (const char* name : {"kept.csv", "way.csv"}) {
            OutputFile file(path(name), kept);
            file.write("half");
            QCOMPARE(file.breakOff(), path("kept.unfinished.csv"));
            QCOMPARE(content("kept.csv"), std::string("old"));
            QCOMPARE(content("kept.unfinished.csv"), std::string("half"));
        }
        OutputFile whole(path("kept.csv"), kept);
        whole.write("whole");
        whole.commit();
        QCOMPARE(content("kept.csv"), std::string("whole"));
        QVERIFY(!fs::exists(path("kept.unfinished.csv"))); // it is out of date
        OutputFile dropped(path("kept.csv"));
        dropped.write("half");
        QVERIFY(dropped.breakOff().empty());
        QCOMPARE(content("kept.csv"), std::string("whole"));
    }

    void ofTwoWritersOfOnePlaceTheLastWins() {
        const OutputFile::Manner kept{.keepsUnfinished = true, .stop = {}};
        OutputFile first(path("both.csv"), kept), second(path("both.csv"), kept);
        first.write("first");
        second.write("second");
        second.commit();
        first.commit();
        QCOMPARE(content("both.csv"), std::string("first"));
    }

    void nobodyWaitsForAPipesReaderPastAStop() {
        QCOMPARE(::mkfifo(path("nobody").c_str(), 0600), 0);
        std::stop_source stop;
        stop.request_stop();
        try {
            OutputFile(path("nobody"), {.keepsUnfinished = false, .stop = stop.get_token()});
            QFAIL("it was opened");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Io);
            QVERIFY(error.message().title.starts_with("Nobody reads the pipe"));
        }
        QVERIFY(fs::is_fifo(path("nobody")));
    }

    void onlyAFileIsReplaced() {
        std::ofstream(path("is there")) << "x";
        QVERIFY(replacesFile(path("is there")));
        QVERIFY(!replacesFile(path("is not there")));
        QVERIFY(!replacesFile("/dev/null"));
        QVERIFY(isStandardOutput("/dev/stdout"));
        QVERIFY(!replacesFile("/dev/stdout") && !isStandardOutput(path("is there")));
    }

    void linksStayAndTheirTargetIsWritten() {
        std::ofstream(path("target")) << "old, and longer than the new one";
        fs::create_symlink("target", path("link"));
        fs::create_symlink(path("link"), path("link of a link"));
        fs::create_symlink("fresh", path("to nothing yet"));
        for (const char* name : {"link of a link", "to nothing yet"}) {
            requireWritable(path(name));
            writeOutputFile(path(name), "new");
            QVERIFY(fs::is_symlink(path(name)));
        }
        QCOMPARE(content("target"), std::string("new"));
        QCOMPARE(content("fresh"), std::string("new"));
    }

    void pipesAndDevicesAreWrittenTo() {
        QCOMPARE(::mkfifo(path("pipe").c_str(), 0600), 0);
        std::string got;
        std::jthread reader([&] { got = content("pipe"); });
        requireWritable(path("pipe"));
        writeOutputFile(path("pipe"), "through it");
        reader.join();
        QCOMPARE(got, std::string("through it"));
        QVERIFY(fs::is_fifo(path("pipe")));
        writeOutputFile("/dev/null", "nothing");
        QVERIFY(fs::is_character_file("/dev/null"));
    }

    void whatCannotWorkIsKnownBefore() {
        fs::create_directories(path("folder"));
        std::ofstream(path("file")) << "x";
        fs::create_symlink("loop.csv", path("loop.csv"));
        for (const std::string& place : {path("folder"), path("nowhere/out.csv"), path("file/out.csv"), std::string(),
                                         path("loop.csv"), path(std::string(300, 'x'))}) {
            try {
                requireWritable(place);
                QFAIL(place.c_str());
            } catch (const Error& error) {
                QCOMPARE(error.kind(), ErrorKind::Usage);
            }
        }
        QVERIFY(fs::is_symlink(path("loop.csv")));
        try { // shorter, but not with what is added while it is written
            writeOutputFile(path(std::string(252, 'x')), "text");
            QFAIL("there is no room for such a name");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Usage); // no time makes it shorter
        }
        requireWritable(path("not there yet.csv"));
        QVERIFY(!fs::exists(path("not there yet.csv")));
    }

private:
    std::string path(const std::string& name) const { return dir_.path().toStdString() + "/" + name; }
    std::string content(const std::string& name) const {
        std::ifstream in(path(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    QTemporaryDir dir_;
};

QTEST_APPLESS_MAIN(OutputFileTest)
#include "tst_output_file.moc"
