// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <cstring>

#include <QTemporaryDir>
#include <QTest>

#include "test_places.h"
#include "tests/support/run_state.h"

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

namespace {

struct Failure {
    const char* name;
    int number;
};
constexpr Failure kFailures[] = {
    {"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EDQUOT", EDQUOT}, {"EROFS", EROFS}, {"EINTR", EINTR}};

} // namespace

/// Every system call of a run's writer fails, once or for good. The process must stay alive and say what failed, what
/// was saved before must stay, and the next save must succeed once the fault is over.
class TestErrorPoints final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        if (!mayTrace())
            QSKIP("strace is missing or may not trace here: error points cannot be enumerated.");
        QVERIFY(dir_.isValid());
        QCOMPARE(runLine(writerLine("old")).code, 0);
        fs::copy(path("old"), path("new"), fs::copy_options::recursive);
        QCOMPARE(runLine(writerLine("new", 2)).code, 0);
        wanted_ = endState(path("new"));
        makeOld("run");
        points_ = faultPoints(writerLine("run", 2), path("run"));
        QVERIFY(points_.size() > 60);
    }

    void oneFailedCall_data() { failureRows(); }
    void oneFailedCall() {
        QFETCH(int, number);
        for (const FaultPoint& point : points_)
            failAt(point, number, false);
    }

    void everyCallFailsFromOneOn_data() { failureRows(); }
    void everyCallFailsFromOneOn() {
        QFETCH(int, number);
        if (number == EINTR)
            QSKIP("A call that is interrupted for ever is no fault of this world.");
        for (const FaultPoint& point : points_)
            failAt(point, number, true);
    }

    /// The newest checkpoint lies on a bad sector: nothing but an older one can help, and the file is left alone.
    void theNewestCheckpointCannotBeReadAnyMore() {
        makeOld("run");
        const std::string newest = "/checkpoints/" + checkpointFileName(10);
        const std::vector<FaultPoint> reads{{"read", 1, newest}};
        const ChildResult child = runWithFault(writerLine("run", 2), path("run"), reads[0], reads, "error=EIO", true);
        QVERIFY2(child.code == 0, child.out.c_str());
        QVERIFY2(child.out.find("skipped " + checkpointFileName(10)) != std::string::npos, child.out.c_str());
        QVERIFY2(child.out.find("cannot be read any more") != std::string::npos, child.out.c_str());
        QVERIFY(loadNewestCheckpoint(RunPaths(path("run")).checkpoints, {})->step == 20);
    }

    /// All of them at once is a disk that is gone, and may come back: nothing is trained again from the start.
    void noCheckpointCanBeReadAnyMore() {
        makeOld("run");
        std::vector<FaultPoint> reads;
        for (const std::string& file : listCheckpointFiles(RunPaths(path("run")).checkpoints))
            reads.push_back({"read", 1, "/checkpoints/" + file});
        QVERIFY(reads.size() > 1);
        const ChildResult child = runWithFault(writerLine("run", 2), path("run"), reads[0], reads, "error=EIO", true);
        QVERIFY2(child.code == 75, child.out.c_str());
        QVERIFY2(child.out.find("skipped") == std::string::npos, child.out.c_str());
        QVERIFY2(child.out.find("failed resume") != std::string::npos, child.out.c_str());
        checkOldIsThere(path("run"), "all checkpoints unreadable");
    }

    /// Real short writes: the kernel takes what fits, then refuses.
    void theFileSizeLimitIsReachedAnywhere() {
        told_ = 0;
        for (int kilobytes = 1; kilobytes < 160; kilobytes += kilobytes < 60 ? 3 : 9) {
            makeOld("run");
            const std::string where = "limit of " + std::to_string(kilobytes) + " KB";
            const ChildResult limited = runLine("bash -c 'ulimit -f " + std::to_string(kilobytes) + "; exec " +
                                                STUDIO_BIN_DIR "/fault_writer " + path("run") + " 2'");
            checkFailedWell(limited, where, EFBIG, false);
        }
        QVERIFY(told_ > 10);
    }

    /// The same on a small disk of its own, where this user may mount one.
    void theDiskIsFull() {
        const std::string disk = path("disk");
        fs::create_directory(disk);
        if (runLine("mount -t tmpfs -o size=300k tmpfs " + quoted(disk) + " 2>/dev/null").code != 0)
            QSKIP("A small disk cannot be mounted here; the file size limit was tried instead.");
        told_ = 0;
        for (int kilobytes = 200; kilobytes <= 420; kilobytes += 20) {
            runLine("mount -o remount,size=4m " + quoted(disk));
            makeOld("disk/run");
            runLine("mount -o remount,size=" + std::to_string(kilobytes) + "k " + quoted(disk));
            const ChildResult full = runLine(writerLine("disk/run", 2));
            runLine("mount -o remount,size=4m " + quoted(disk));
            checkFailedWell(full, "disk of " + std::to_string(kilobytes) + " KB", ENOSPC, false, "disk/run");
            if (QTest::currentTestFailed())
                break;
        }
        runLine("umount " + quoted(disk));
        QVERIFY(told_ > 3);
    }

    void cleanup() { qInfo("%d error points so far", tried_); }

private:
    std::string path(const std::string& name) const { return dir_.path().toStdString() + "/" + name; }
    std::string writerLine(const std::string& name, int generation = 1) const {
        return quoted(STUDIO_BIN_DIR "/fault_writer") + " " + quoted(path(name)) + " " + std::to_string(generation);
    }
    void makeOld(const std::string& name) const {
        fs::remove_all(path(name));
        fs::copy(path("old"), path(name), fs::copy_options::recursive);
    }

    static void failureRows() {
        QTest::addColumn<int>("number");
        for (const Failure& failure : kFailures)
            QTest::newRow(failure.name) << failure.number;
    }

    void failAt(const FaultPoint& point, int number, bool lasting) {
        if (QTest::currentTestFailed())
            return;
        makeOld("run");
        const std::string name = QTest::currentDataTag();
        const ChildResult child =
            runWithFault(writerLine("run", 2), path("run"), point, points_, "error=" + name, lasting);
        checkFailedWell(child, point.text() + " with " + name + (lasting ? " for good" : ""), number, !lasting);
    }

    /// `over`: the fault was over while the child still ran, so what it tried again must have succeeded.
    void checkFailedWell(const ChildResult& child, const std::string& where, int number, bool over,
                         const std::string& name = "run") {
        ++tried_;
        const std::string said = where + ": " + child.out;
        QVERIFY2(child.exited && (child.code == 0 || child.code == 75), said.c_str());
        QVERIFY2(child.out.find("skipped") == std::string::npos, said.c_str()); // an error is not damage
        const auto message = child.out.find("failed ");
        if (message != std::string::npos) {
            ++told_;
            const std::string text = child.out.substr(message, child.out.find('\n', message) - message);
            QVERIFY2(text.find(path(name)) != std::string::npos, said.c_str());
            QVERIFY2(namesReason(text, number), said.c_str());
            // Opening a run ends with its first error; whatever is saved later is tried again.
            const bool triedAgain = text.rfind("failed half", 0) == 0 || text.rfind("failed whole", 0) == 0 ||
                                    text.rfind("failed note", 0) == 0 || text.rfind("failed log", 0) == 0;
            QVERIFY2(!over || !triedAgain || child.code == 0, said.c_str());
        }
        checkOldIsThere(path(name), where);
        const ChildResult next = runLine(writerLine(name, 2));
        QVERIFY2(next.code == 0 && next.out.find("failed") == std::string::npos,
                 (where + ", then " + next.out).c_str());
        const std::string other = firstDifference(endState(path(name)), wanted_);
        QVERIFY2(other.empty(), (where + ": " + other).c_str());
        QVERIFY2(partialFiles(path(name)).empty(), where.c_str());
    }

    /// The system's word for the error, or one of SQLite's: it does not keep every cause, takes a read error for
    /// damage, and opens read-only what it may not write.
    static bool namesReason(const std::string& text, int number) {
        for (const char* words : {"disk I/O error", "database or disk is full", "database disk image is malformed",
                                  "attempt to write a readonly database", "unable to open database file"}) {
            if (text.find(std::string("run.db: ") + words) != std::string::npos)
                return true;
        }
        return text.find(std::strerror(number)) != std::string::npos;
    }

    void checkOldIsThere(const std::string& folder, const std::string& where) {
        const RunPaths left(folder), before(path("old")), after(path("new"));
        const auto whole = [](const std::string& file, const std::string& one, const std::string& two) {
            const std::string content = wholeFile(file);
            return content == wholeFile(one) || content == wholeFile(two);
        };
        QVERIFY2(whole(left.recipe, before.recipe, after.recipe), (where + ": recipe.json").c_str());
        QVERIFY2(whole(left.classes, before.classes, after.classes), (where + ": classes.json").c_str());
        QVERIFY2(whole(left.log, before.log, after.log), (where + ": training_log.md").c_str());
        QCOMPARE(integrityOf(left.database), std::string("ok"));
        std::string skipped;
        const auto newest = loadNewestCheckpoint(
            left.checkpoints, [&](const std::string& file, const auto& why) { skipped += file + ": " + why; });
        QVERIFY2(skipped.empty(), (where + ": " + skipped).c_str());
        QVERIFY2(newest && newest->step >= 10, (where + ": a saved checkpoint is gone").c_str());
    }

    QTemporaryDir dir_{QString::fromStdString(fastFolder(QDir::tempPath().toStdString())) +
                       QStringLiteral("/studio-error-XXXXXX")};
    std::vector<FaultPoint> points_;
    std::string wanted_;
    int tried_ = 0, told_ = 0;
};

QTEST_APPLESS_MAIN(TestErrorPoints)
#include "tst_error_points.moc"
