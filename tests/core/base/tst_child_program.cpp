// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>

#include <fcntl.h>

#include <QTest>

#include "core/base/child_program.h"
#include "core/base/file.h"
#include "core/base/spawn.h"

using namespace studio;

class ChildProgramTest : public QObject {
    Q_OBJECT

    static ChildProgram shell(const std::string& script, double seconds = 60) {
        return {"sh", {"-c", script}, {}, {}, seconds, 16};
    }

private Q_SLOTS:
    void theBeginningOfItsOutputIsKeptAndItNeverWaitsForAReader() {
        const ChildEnd end = runChildProgram(shell("cat; head -c 1000000 /dev/zero | tr '\\0' x; exit 3"));
        QCOMPARE(end.output, std::string(16, 'x'));
        QCOMPARE(end.code, 3);
        ChildProgram echo = shell("cat");
        echo.input = "said";
        QCOMPARE(runChildProgram(echo).output, std::string("said"));
    }

    void oneThatClosesItsOutputAndLivesOnIsEndedInTime() {
        const ChildEnd end = runChildProgram(shell("exec >&- 2>&-; sleep 3600", 0.2));
        QVERIFY(end.late);
        QCOMPARE(end.code, -1);
    }

    void oneWhoseChildKeepsTheOutputIsNotWaitedForAnyLonger() {
        const ChildEnd end = runChildProgram(shell("sleep 30 & exit 0"));
        QVERIFY(end.isGood() && !end.late);
    }

    void itInheritsNothingButItsStreamsAndNoSignalThatWeIgnore() {
        const FileDescriptor open(::open("/dev/null", O_RDONLY)); // without O_CLOEXEC
        auto* const before = std::signal(SIGTERM, SIG_IGN);
        ChildProgram child = shell("ls /proc/$$/fd; grep SigIgn /proc/$$/status | tail -c 5; echo $NAME");
        child.outputBytes = 1024;
        child.environment = {"NAME=value"};
        const ChildEnd end = runChildProgram(child);
        std::signal(SIGTERM, before);
        QVERIFY(open.isOpen());
        QCOMPARE(end.output, std::string("0\n1\n2\n0000\nvalue\n"));
    }

    void aProgramThatIsNotThereIsAReason() {
        pid_t id = 0;
        SpawnPlan plan;
        plan.words = {"/nowhere/program"};
        QCOMPARE(spawnProgram(plan, id), ENOENT);
        QCOMPARE(runChildProgram({"/nowhere/program", {}, {}, {}, 1, 0}).problem, ENOENT);
    }
};

QTEST_GUILESS_MAIN(ChildProgramTest)
#include "tst_child_program.moc"
